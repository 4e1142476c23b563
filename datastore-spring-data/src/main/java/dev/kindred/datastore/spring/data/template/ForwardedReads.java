package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.Query;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations whose reads are those of others unless they say so. Reading one entity is reading a list of one. */
abstract class ForwardedReads implements EntityOperations {

    final EntityOperations entities;

    ForwardedReads(EntityOperations entities) {
        this.entities = entities;
    }

    @Override
    public final @Nullable Entity find(Key key) {
        return findAll(List.of(key)).get(0);
    }

    @Override
    public final @Nullable Entity find(Key key, PropertyMask mask) {
        return findAll(List.of(key), mask).get(0);
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys, PropertyMask mask) {
        return entities.findAll(keys, mask);
    }

    @Override
    public QueryResults run(Query query) {
        return entities.run(query);
    }

    @Override
    public long count(Query query) {
        return entities.count(query);
    }

    @Override
    public AggregationResult aggregate(AggregationQuery query) {
        return entities.aggregate(query);
    }

    @Override
    public final Explanation explain(Query query) {
        return entities.explain(query);
    }

    @Override
    public final Analysis analyze(Query query) {
        return entities.analyze(query);
    }

    @Override
    public final long entityGroupVersion(Key key) {
        return entities.entityGroupVersion(key);
    }
}
