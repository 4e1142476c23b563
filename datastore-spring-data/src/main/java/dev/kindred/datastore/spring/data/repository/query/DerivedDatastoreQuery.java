package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.RepositoryQuery;

/** A query method that is derived from its name. */
final class DerivedDatastoreQuery implements RepositoryQuery {

    private final DatastoreQueryMethod method;
    private final DerivedQuery query;
    private final MethodExecution execution;

    DerivedDatastoreQuery(DatastoreQueryMethod method, DatastoreOperations operations, QuerySettings settings) {
        this.method = method;
        this.query = DerivedQuery.of(method, operations, settings);
        this.execution = MethodExecution.of(
                method, ResultShape.of(method, query.tree(), operations.getConverter()), operations, settings);
    }

    @Override
    public QueryMethod getQueryMethod() {
        return method;
    }

    @Override
    public @Nullable Object execute(@Nullable Object[] arguments) {
        ParametersParameterAccessor accessor = new ParametersParameterAccessor(method.getParameters(), arguments);
        BoundQuery bound = query.bind(Arguments.of(accessor, method.getName()), arguments, accessor.getSort());
        return execution.run(bound, CallOptions.of(method, accessor, null));
    }
}
