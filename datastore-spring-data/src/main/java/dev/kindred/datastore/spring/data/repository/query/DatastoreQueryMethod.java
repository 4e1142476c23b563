package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Fetch;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.query.ParameterAccessor;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.util.QueryExecutionConverters;

/** A repository's method that is a query. */
final class DatastoreQueryMethod extends QueryMethod {

    private final Method method;
    private final Class<?> returnType;
    private final String name;
    private final ProjectionFactory projections;
    private final @Nullable Fetch fetch;

    DatastoreQueryMethod(Method method, RepositoryMetadata metadata, ProjectionFactory factory) {
        super(method, metadata, factory, DatastoreParameters::new);
        this.name = metadata.getRepositoryInterface().getSimpleName() + "." + describe(method);
        this.fetch = AnnotatedElementUtils.findMergedAnnotation(method, Fetch.class);
        this.method = method;
        this.projections = factory;
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

    <A extends Annotation> @Nullable A annotation(Class<A> type) {
        return AnnotatedElementUtils.findMergedAnnotation(method, type);
    }

    Class<?> domainType() {
        return getDomainClass();
    }

    /** What it returns, without an {@code Optional} or {@code Future} around it. */
    Class<?> returnType() {
        return returnType;
    }

    /**
     * What is loaded with its results.
     *
     * @throws org.springframework.dao.InvalidDataAccessApiUsageException if {@code @Fetch} names what is no reference
     */
    FetchPlan fetchPlan(DatastoreMappingContext context) {
        FetchPlan plan = FetchPlan.of(fetched());
        plan.verify(domainType(), context);
        return plan.askedBy(name);
    }

    /** What the results of a call become. */
    Projection projection(ParameterAccessor accessor) {
        return new Projection(
                getResultProcessor().withDynamicProjection(accessor).getReturnedType(), projections);
    }

    /** The references that {@code @Fetch} names. */
    String[] fetched() {
        return fetch == null ? new String[0] : fetch.value();
    }

    /** Such as {@code Cities.findByNameAndAge(String, int)}. */
    String fullName() {
        return name;
    }

    /** Such as {@code findByNameAndAge(String, int)}. */
    static String describe(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")"));
    }
}
