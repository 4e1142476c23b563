package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.query.AssignedProperty.NewValue;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.PartialUpdate;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.RepositoryQuery;
import org.springframework.util.ClassUtils;

/** A method that sets properties of the entities it finds, in one transaction, however that was written. */
final class UpdateDatastoreQuery implements RepositoryQuery {

    private final DatastoreQueryMethod method;
    private final DatastoreOperations operations;
    private final QuerySettings settings;
    private final Binder binder;
    private final Function<Long, @Nullable Object> result;

    /**
     * The change of one call.
     *
     * @param matching the entities
     * @param values what to set; nothing happens if there is nothing
     */
    record Bound(BoundQuery matching, List<NewValue> values) {}

    /** Fills arguments into a change. */
    interface Binder {
        Bound bind(ParametersParameterAccessor accessor, @Nullable Object[] arguments);
    }

    /**
     * A method.
     *
     * @throws InvalidDataAccessApiUsageException if it returns what a change cannot give
     */
    UpdateDatastoreQuery(
            DatastoreQueryMethod method, DatastoreOperations operations, QuerySettings settings, Binder binder) {
        this.method = method;
        this.operations = operations;
        this.settings = settings;
        this.binder = binder;
        this.result = result(method);
    }

    private static Function<Long, @Nullable Object> result(DatastoreQueryMethod method) {
        Class<?> returned = ClassUtils.resolvePrimitiveIfNecessary(method.returnType());
        if (returned == void.class || returned == Void.class) {
            return changed -> null;
        }
        if (returned == Boolean.class) {
            return changed -> changed > 0;
        }
        if (Number.class.isAssignableFrom(returned) && !method.isCollectionQuery()) {
            return changed -> changed;
        }
        throw new InvalidDataAccessApiUsageException("a change cannot return "
                + method.returnType().getSimpleName() + "; return void, int, long or boolean");
    }

    @Override
    public QueryMethod getQueryMethod() {
        return method;
    }

    @Override
    public @Nullable Object execute(@Nullable Object[] arguments) {
        ParametersParameterAccessor accessor = new ParametersParameterAccessor(method.getParameters(), arguments);
        Bound bound = binder.bind(accessor, arguments);
        BoundQuery matching = bound.matching()
                .with(CallOptions.limited(bound.matching().query(), CallOptions.limit(method, accessor)));
        return result.apply(bound.values().isEmpty() ? 0 : change(matching, bound.values()));
    }

    private long change(BoundQuery matching, List<NewValue> values) {
        return operations.performTransaction(transaction -> {
            List<Key> keys = keys(matching);
            PartialUpdate<?> update = transaction.updateAll(keys, method.domainType());
            for (NewValue value : values) {
                update = value.of(update);
            }
            update.execute();
            return (long) keys.size();
        });
    }

    private List<Key> keys(BoundQuery matching) {
        if (matching.rest() == null) {
            return operations.keys(matching.query());
        }
        return new RawRows<>(operations, matching.rest(), settings.postFilterLimit(), found -> found.stream()
                        .map(Entity::key)
                        .toList())
                .list(matching.query());
    }
}
