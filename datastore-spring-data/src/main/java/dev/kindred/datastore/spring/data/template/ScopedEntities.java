package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.Mutation;
import dev.kindred.datastore.MutationResult;
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

/** Holds every call to its namespace: checks the keys, and tells queries where to look. */
class ScopedEntities implements EntityOperations {

    private final EntityOperations target;
    final NamespaceRules rules;

    ScopedEntities(EntityOperations target, NamespaceRules rules) {
        this.target = target;
        this.rules = rules;
    }

    @Override
    public @Nullable Entity find(Key key) {
        rules.check("get", key);
        return target.find(key);
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys) {
        rules.check("get", keys);
        return target.findAll(keys);
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys, PropertyMask mask) {
        rules.check("get", keys);
        return target.findAll(keys, mask);
    }

    @Override
    public List<Key> put(List<Entity> entities) {
        checkEntities("put", entities);
        return target.put(entities);
    }

    @Override
    public List<Key> insert(List<Entity> entities) {
        checkEntities("insert", entities);
        return target.insert(entities);
    }

    @Override
    public void update(List<Entity> entities) {
        checkEntities("update", entities);
        target.update(entities);
    }

    private void checkEntities(String operation, List<Entity> entities) {
        for (Entity entity : entities) {
            rules.check(operation, entity.key());
        }
    }

    @Override
    public void delete(Collection<Key> keys) {
        rules.check("delete", keys);
        target.delete(keys);
    }

    @Override
    public List<MutationResult> apply(List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            rules.check("change", mutation.key());
        }
        return target.apply(mutations);
    }

    @Override
    public QueryResults run(Query query) {
        return target.run(rules.in("query", query));
    }

    @Override
    public long count(Query query) {
        return target.count(rules.in("count", query));
    }

    @Override
    public AggregationResult aggregate(AggregationQuery query) {
        return target.aggregate(rules.in("aggregate", query));
    }

    @Override
    public Explanation explain(Query query) {
        return target.explain(rules.in("explain a query of", query));
    }

    @Override
    public Analysis analyze(Query query) {
        return target.analyze(rules.in("analyze a query of", query));
    }

    @Override
    public long entityGroupVersion(Key key) {
        rules.check("get the entity group of", key);
        return target.entityGroupVersion(key);
    }
}
