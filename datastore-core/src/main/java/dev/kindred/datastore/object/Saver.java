package dev.kindred.datastore.object;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes an object apart into the properties of an entity: single values, lists, and lists of objects as one list for each of their fields. */
final class Saver {

    private final Shape shape;
    private final Map<String, Property> properties = new LinkedHashMap<>();

    private Saver(Shape shape) {
        this.shape = shape;
    }

    static Map<String, Property> save(Shape shape, Object object) {
        Saver saver = new Saver(shape);
        saver.saveAll(shape.layout().nodes(), object);
        return saver.properties;
    }

    private void saveAll(List<Node> nodes, Object object) {
        for (Node node : nodes) {
            Object content = node.field.get(object);
            if (!(node.field.omitEmpty && node.field.isEmpty(content))) {
                save(node, content);
            }
        }
    }

    private void save(Node node, @Nullable Object content) {
        Container container = node.container();
        if (content == null) {
            if (!node.name.isEmpty() && !node.field.name.isEmpty()) {
                put(node, Value.NULL, node.indexed);
            }
        } else if (container == null) {
            if (node.isLeaf()) {
                put(node, value(node, content), node.indexed && isIndexed(node, content));
            } else {
                saveAll(node.children(), content);
            }
        } else if (node.isLeaf()) {
            Collection<? extends @Nullable Object> elements = container.elements(content);
            List<Value> values = new ArrayList<>(elements.size());
            elements.forEach(element -> values.add(element == null ? Value.NULL : value(node, element)));
            put(
                    node,
                    list(node, values),
                    node.indexed && (node.field.isObject() || node.field.value().isIndexable()));
        } else {
            saveColumns(node, container.elements(content));
        }
    }

    private void put(Node node, Value value, boolean indexed) {
        properties.put(node.name, new Property(value, indexed));
    }

    private static boolean isIndexed(Node node, Object content) {
        return node.field.isObject()
                || (content instanceof Property raw
                        ? raw.indexed()
                        : node.field.value().isIndexable());
    }

    /** Flattened objects in a list: each property below has a list with one value for each of them, so that they can be put together again. */
    private void saveColumns(Node list, Collection<? extends @Nullable Object> objects) {
        List<List<Value>> columns = new ArrayList<>(list.leaves().size());
        list.leaves().forEach(leaf -> columns.add(new ArrayList<>(objects.size())));
        int index = 0;
        for (Object object : objects) {
            if (object == null) {
                throw refused(list, "element " + index + " is null, which a list of flattened objects cannot express");
            }
            saveRow(list.children(), object, index, columns);
            index++;
        }
        for (Node leaf : list.leaves()) {
            boolean indexable = leaf.field.isObject() || leaf.field.value().isIndexable();
            put(leaf, list(leaf, columns.get(leaf.column())), leaf.indexed && indexable);
        }
    }

    private void saveRow(List<Node> nodes, Object object, int index, List<List<Value>> columns) {
        for (Node node : nodes) {
            Object content = node.field.get(object);
            if (node.isLeaf()) {
                columns.get(node.column()).add(content == null ? Value.NULL : value(node, content));
            } else if (content == null) {
                throw refused(
                        node,
                        "element " + index
                                + " has a null there, which is an object with nothing but nulls when flattened in a list");
            } else {
                saveRow(node.children(), content, index, columns);
            }
        }
    }

    private InvalidValueException refused(Node node, String what) {
        return new InvalidValueException("Cannot save " + shape.type.getSimpleName() + ": in property \"" + node.name
                + "\", " + what + ". Annotate the list with @Nested, or leave such elements out.");
    }

    private Value list(Node node, List<Value> values) {
        try {
            return Value.of(values);
        } catch (DatastoreException e) {
            throw named(node, e);
        }
    }

    private Value value(Node node, Object content) {
        MappedField field = node.field;
        if (field.isObject()) {
            Shape nested = field.shape();
            Accessor key = nested.key();
            return new Value.EntityValue(key == null ? null : (Key) key.get(content), save(nested, content));
        }
        try {
            return field.value().save(content);
        } catch (InvalidValueException | InvalidKeyException e) {
            throw field.value() instanceof SelfMappedType ? e : named(node, e);
        }
    }

    /** The same refusal, with the name of the property. */
    private DatastoreException named(Node node, DatastoreException e) {
        String message =
                "Cannot save " + shape.type.getSimpleName() + ": property \"" + node.name + "\": " + e.getMessage();
        return e instanceof InvalidKeyException ? new InvalidKeyException(message) : new InvalidValueException(message);
    }
}
