package dev.kindred.datastore.spring.data.repository.query;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.util.QueryExecutionConverters;

/** A repository's method that is a query. */
final class DatastoreQueryMethod extends QueryMethod {

    private final Class<?> returnType;

    DatastoreQueryMethod(Method method, RepositoryMetadata metadata, ProjectionFactory factory) {
        super(method, metadata, factory, DatastoreParameters::new);
        TypeInformation<?> returned = metadata.getReturnType(method);
        while (QueryExecutionConverters.supports(returned.getType())
                && QueryExecutionConverters.isSingleValue(returned.getType())) {
            returned = returned.getRequiredComponentType();
        }
        this.returnType = returned.getType();
    }

    @Override
    public DatastoreParameters getParameters() {
        return (DatastoreParameters) super.getParameters();
    }

    Class<?> domainType() {
        return getDomainClass();
    }

    /** What it returns, without an {@code Optional} or {@code Future} around it. */
    Class<?> returnType() {
        return returnType;
    }

    /** Such as {@code findByNameAndAge(String, int)}. */
    static String describe(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")"));
    }
}
