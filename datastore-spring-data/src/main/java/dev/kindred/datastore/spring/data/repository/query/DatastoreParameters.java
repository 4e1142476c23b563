package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.OptionalFilters;
import dev.kindred.datastore.spring.data.repository.SkipIfNull;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.repository.query.Parameter;
import org.springframework.data.repository.query.Parameters;
import org.springframework.data.repository.query.ParametersSource;

/** The parameters of a query method; one marked {@link Ancestor} is bound to no condition. */
final class DatastoreParameters extends Parameters<DatastoreParameters, DatastoreParameters.DatastoreParameter> {

    DatastoreParameters(ParametersSource source) {
        super(source, parameter -> new DatastoreParameter(parameter, source.getDomainTypeInformation()));
    }

    private DatastoreParameters(List<DatastoreParameter> parameters) {
        super(parameters);
    }

    @Override
    protected DatastoreParameters createFrom(List<DatastoreParameter> parameters) {
        return new DatastoreParameters(parameters);
    }

    @Nullable
    DatastoreParameter ancestor() {
        for (DatastoreParameter parameter : this) {
            if (parameter.isAncestor()) {
                return parameter;
            }
        }
        return null;
    }

    static final class DatastoreParameter extends Parameter {

        private final MethodParameter parameter;
        private final boolean skipped;

        DatastoreParameter(MethodParameter parameter, TypeInformation<?> domainType) {
            super(parameter, domainType);
            this.parameter = parameter;
            this.skipped = parameter.hasParameterAnnotation(SkipIfNull.class)
                    || AnnotatedElementUtils.hasAnnotation(parameter.getAnnotatedElement(), OptionalFilters.class);
        }

        /** Whether a condition goes without this argument. */
        boolean isSkippedIfNull() {
            return skipped;
        }

        boolean isAncestor() {
            return parameter.hasParameterAnnotation(Ancestor.class);
        }

        @Override
        public boolean isSpecialParameter() {
            return isAncestor() || super.isSpecialParameter();
        }

        /** What the collection, array or range given for this parameter holds; the parameter's own type if it is none. */
        Class<?> elementType() {
            ResolvableType type = ResolvableType.forMethodParameter(parameter);
            if (type.isArray()) {
                return type.getComponentType().resolve(Object.class);
            }
            if (Iterable.class.isAssignableFrom(getType())) {
                return type.as(Iterable.class).getGeneric(0).resolve(Object.class);
            }
            return type.hasGenerics() ? type.getGeneric(0).resolve(Object.class) : getType();
        }

        boolean isMany() {
            return getType().isArray() || Iterable.class.isAssignableFrom(getType()) || getType() == Object.class;
        }
    }
}
