package dev.kindred.datastore.spring.data.repository.query;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.query.QueryMethod;

/** A repository's method that is a query. */
final class DatastoreQueryMethod extends QueryMethod {

    private final Class<?> returnType;

    DatastoreQueryMethod(Method method, RepositoryMetadata metadata, ProjectionFactory factory) {
        super(method, metadata, factory, DatastoreParameters::new);
        this.returnType = metadata.getReturnType(method).getType();
    }

    @Override
    public DatastoreParameters getParameters() {
        return (DatastoreParameters) super.getParameters();
    }

    Class<?> domainType() {
        return getDomainClass();
    }

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
