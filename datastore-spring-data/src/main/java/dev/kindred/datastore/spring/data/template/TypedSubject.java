package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.util.StringUtils;

/** Objects of a type: properties are paths of fields, and refused if no index knows them. */
final class TypedSubject<T> extends Subject<T> {

    private final Class<T> type;
    private final Query all;

    TypedSubject(DatastoreTemplate template, Class<T> type, Query all) {
        super(template);
        this.type = type;
        this.all = all;
    }

    @Override
    Query all() {
        return all;
    }

    private PersistentPropertyPath<DatastorePersistentProperty> path(String property) {
        PersistentPropertyPath<DatastorePersistentProperty> path =
                template.filters().path(type, property);
        DatastorePersistentProperty leaf = path.getLeafProperty();
        if (template.filters().name(path).equals(Query.KEY)) {
            return path;
        }
        for (DatastorePersistentProperty step : path) {
            if (!step.isIndexed()) {
                throw refused(
                        property,
                        "is not indexed, so that no query can find or sort by it; take @Unindexed off \""
                                + step.getName() + "\", and save the stored objects again");
            }
        }
        if (leaf.getReferredType() == null && leaf.isEntity()) {
            throw refused(property, "is an object, which has no order and no index of its own; name a field within it");
        }
        return path;
    }

    private InvalidDataAccessApiUsageException refused(String property, String reason) {
        return new InvalidDataAccessApiUsageException(
                "Cannot query " + type.getName() + ": field \"" + property + "\" " + reason + ".");
    }

    @Override
    String name(String property) {
        return template.filters().name(path(property));
    }

    @Override
    String summand(String property) {
        String refusal = Summands.refusal(path(property), template.filters());
        if (refusal != null) {
            throw refused(property, refusal);
        }
        return name(property);
    }

    @Override
    Filter compare(String property, Operator operator, @Nullable Object operand) {
        return template.filters().compare(path(property), operator, operand);
    }

    @Override
    @Nullable
    Object value(Value value, String property) {
        DatastorePersistentProperty leaf = path(property).getLeafProperty();
        return value instanceof Value.KeyValue key && name(property).equals(Query.KEY)
                ? template.getConverter().toId(key.value(), type)
                : IndexedValues.read(value, leaf, template.getConverter());
    }

    @Override
    String column(String property) {
        StringBuilder name = new StringBuilder();
        for (DatastorePersistentProperty each : path(property)) {
            name.append(name.isEmpty() ? each.getName() : StringUtils.capitalize(each.getName()));
        }
        return name.toString();
    }

    @Override
    <R> Function<List<Entity>, List<R>> objects(Class<R> result, FetchPlan plan) {
        // What is referred to may be looked up later, perhaps by somebody in another namespace.
        DatastoreTemplate here = template.here();
        Function<Object, R> view = result.isAssignableFrom(type)
                ? result::cast
                : template.projector().to(result);
        return entities -> {
            List<R> results = new ArrayList<>(entities.size());
            for (T object : here.fromEntities(entities, type, plan)) {
                results.add(view.apply(object));
            }
            return results;
        };
    }

    @Override
    int chunk() {
        return template.chunk(type);
    }
}
