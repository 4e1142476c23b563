package dev.kindred.datastore.index;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The indexed single values of an entity by property name, in the way that both the index rows and the evaluator of queries see them: lists element by element,
 * embedded entities by dotted names, unindexed ones not at all.
 */
public final class IndexedValues {

    private IndexedValues() {}

    /**
     * All indexed values of one property.
     *
     * @param entity the entity
     * @param name the property's name; dots lead into embedded entities
     * @return the values in stored order, doubles kept; none if the property is missing, unindexed or an empty list
     */
    public static List<Value> of(Entity entity, String name) {
        Property property = entity.property(name);
        boolean dotted = name.indexOf('.') >= 0;
        if (!dotted
                && property != null
                && property.indexed()
                && property.value().rank() != Value.Rank.UNORDERED) {
            return List.of(property.value());
        }
        List<Value> values = new ArrayList<>();
        collect(entity, name, name, values);
        // "a.b.c" may be property c of entity a.b, or b.c of a: every beginning that ends before a dot can be a stored
        // name.
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            collect(entity, name.substring(0, dot), name, values);
        }
        return values;
    }

    private static void collect(Entity entity, String stored, String name, List<Value> values) {
        Property property = entity.property(stored);
        if (property != null) {
            visit(stored, property, (found, value) -> {
                if (found.equals(name)) {
                    values.add(value);
                }
            });
        }
    }

    /**
     * Visits every indexed value below a property.
     *
     * @param name the property's name
     * @param property the property
     * @param visitor gets the full dotted name and a single value, in stored order
     */
    public static void visit(String name, Property property, BiConsumer<String, Value> visitor) {
        if (property.indexed()) {
            visit(name, property.value(), visitor);
        }
    }

    private static void visit(String name, Value value, BiConsumer<String, Value> visitor) {
        if (value instanceof Value.ListValue list) {
            for (Value element : list.values()) {
                visit(name, element, visitor);
            }
        } else if (value instanceof Value.EntityValue nested) {
            nested.properties().forEach((inner, property) -> visit(name + "." + inner, property, visitor));
        } else {
            visitor.accept(name, value);
        }
    }
}
