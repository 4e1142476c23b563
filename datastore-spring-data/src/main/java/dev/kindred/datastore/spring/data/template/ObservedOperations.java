package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.Mutation;
import dev.kindred.datastore.MutationResult;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.QueryShape;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationContext;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationContext.Operation;
import io.micrometer.observation.Observation;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of the datastore, each of which is observed once. What is asked about plans is not. */
final class ObservedOperations extends ForwardedReads {

    private final Observations observations;

    ObservedOperations(EntityOperations entities, Observations observations) {
        super(entities);
        this.observations = observations;
    }

    private static DatastoreObservationContext of(Operation operation, Collection<Key> keys) {
        List<String> kinds = keys.stream().map(Key::kind).distinct().limit(2).toList();
        return new DatastoreObservationContext(
                operation,
                kinds.size() == 1 ? kinds.get(0) : null,
                keys.size() == 1 ? keys.iterator().next() : null,
                null);
    }

    private static DatastoreObservationContext ofEntities(Operation operation, List<Entity> all) {
        return of(operation, all.stream().map(Entity::key).toList());
    }

    private static DatastoreObservationContext of(Operation operation, Query query) {
        return new DatastoreObservationContext(operation, query.kind(), null, QueryShape.of(query));
    }

    private static Operation operation(List<Mutation> mutations) {
        List<Mutation.Operation> operations =
                mutations.stream().map(Mutation::operation).distinct().toList();
        return switch (operations.size() == 1 ? operations.get(0) : Mutation.Operation.PUT) {
            case PUT -> Operation.SAVE;
            case INSERT -> Operation.INSERT;
            case UPDATE -> Operation.UPDATE;
            case DELETE -> Operation.DELETE;
        };
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys) {
        return observations.observe(of(Operation.FIND, keys), () -> entities.findAll(keys));
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys, PropertyMask mask) {
        return observations.observe(of(Operation.FIND, keys), () -> entities.findAll(keys, mask));
    }

    @Override
    public List<Key> put(List<Entity> given) {
        return observations.observe(ofEntities(Operation.SAVE, given), () -> entities.put(given));
    }

    @Override
    public List<Key> insert(List<Entity> given) {
        return observations.observe(ofEntities(Operation.INSERT, given), () -> entities.insert(given));
    }

    @Override
    public void update(List<Entity> given) {
        observations.observe(ofEntities(Operation.UPDATE, given), () -> {
            entities.update(given);
            return true;
        });
    }

    @Override
    public void delete(Collection<Key> keys) {
        observations.observe(of(Operation.DELETE, keys), () -> {
            entities.delete(keys);
            return true;
        });
    }

    @Override
    public List<MutationResult> apply(List<Mutation> mutations) {
        List<Key> keys = mutations.stream().map(Mutation::key).toList();
        return observations.observe(of(operation(mutations), keys), () -> entities.apply(mutations));
    }

    @Override
    public QueryResults run(Query query) {
        DatastoreObservationContext context = of(Operation.QUERY, query);
        Observation observation = observations.start(context);
        try {
            QueryResults results = Observations.within(observation, context, () -> entities.run(query));
            return new ObservedResults(
                    results, observation, context, () -> entities.explain(query).indexesUsed());
        } catch (RuntimeException | Error e) {
            observation.stop();
            throw e;
        }
    }

    @Override
    public long count(Query query) {
        return observations.observe(of(Operation.COUNT, query), () -> entities.count(query));
    }

    @Override
    public AggregationResult aggregate(AggregationQuery query) {
        return observations.observe(of(Operation.AGGREGATE, query.query()), () -> entities.aggregate(query));
    }
}
