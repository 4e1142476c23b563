package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.UniqueConstraint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Entities that have the same value where {@link dev.kindred.datastore.spring.data.mapping.Unique} allows one of them: stored before the annotation was there, or past the template. They do no harm until one
 * of them is written again, which is refused.
 *
 * @param properties what is to be unique, by stored names
 * @param values the value of each
 * @param keys who has them, two or more
 */
public record DuplicateValues(List<String> properties, List<Value> values, List<Key> keys) {

    /**
     * Takes copies of the lists.
     *
     * @param properties see the record
     * @param values see the record
     * @param keys see the record
     */
    public DuplicateValues {
        properties = List.copyOf(properties);
        values = List.copyOf(values);
        keys = List.copyOf(keys);
    }

    /**
     * Looks for duplicates, by going through the index of each unique property: in the namespace of the datastore, and in the thread's transaction if there is one. For operators, before an
     * annotation goes into use.
     *
     * @param operations where the entities are
     * @param type the type of the entities
     * @param limit the most to find for each property or combination, at least 1
     * @return the duplicates, by value; empty if all is well
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static List<DuplicateValues> find(DatastoreOperations operations, Class<?> type, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("The limit of a search must be at least 1, not " + limit + ".");
        }
        DatastoreMappingContext context = operations.getConverter().getMappingContext();
        String kind = context.getRequiredPersistentEntity(type).getKind();
        List<DuplicateValues> found = new ArrayList<>();
        for (UniqueConstraint constraint : context.uniqueConstraints()) {
            if (constraint.kind().equals(kind)) {
                find(operations, constraint, found, found.size() + limit);
            }
        }
        return found;
    }

    private static void find(
            DatastoreOperations operations, UniqueConstraint constraint, List<DuplicateValues> found, int most) {
        Query query = Query.kind(constraint.kind())
                .namespace(operations.getDatastore().partition().namespace())
                .project(constraint.properties().toArray(String[]::new))
                .orderBy(Order.ascending(constraint.properties().get(0)));
        try (QueryResults rows = operations.execute(entities -> entities.run(query))) {
            Value current = Value.NULL;
            Map<List<Value>, Set<Key>> sameFirst = new LinkedHashMap<>();
            while (rows.hasNext() && found.size() < most) {
                Entity row = rows.next();
                for (List<Value> values : Uniqueness.values(row, constraint)) {
                    if (!values.get(0).equals(current)) {
                        add(constraint, sameFirst, found, most);
                        current = values.get(0);
                    }
                    sameFirst
                            .computeIfAbsent(values, first -> new LinkedHashSet<>())
                            .add(row.key());
                }
            }
            add(constraint, sameFirst, found, most);
        }
    }

    private static void add(
            UniqueConstraint constraint, Map<List<Value>, Set<Key>> groups, List<DuplicateValues> found, int most) {
        groups.forEach((values, keys) -> {
            if (keys.size() > 1 && found.size() < most) {
                found.add(new DuplicateValues(constraint.properties(), values, List.copyOf(keys)));
            }
        });
        groups.clear();
    }
}
