package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Distributes the properties of an entity over the fields of an object (the rules of App Engine's Go package). Every property is tried, whatever happened to those
 * before. A name leads to the field that is stored under it; a longer name whose beginning is a {@link Nested} object goes on inside that, so that an
 * object can be loaded from embedded entities and from flattened properties alike.
 */
final class Loader {

    private static final String NO_SUCH_FIELD = "there is no such field";

    private final Reading reading;

    private Loader(Reading reading) {
        this.reading = reading;
    }

    /** @param target an object to load into, or null to make one */
    static Object load(
            Shape shape,
            @Nullable Key key,
            Map<String, Property> properties,
            @Nullable Object target,
            Reading reading) {
        Loader loader = new Loader(reading);
        Draft draft = new Draft(shape);
        draft.key(key);
        properties.forEach((name, property) -> {
            reading.indexed(property.indexed());
            String reason = loader.place(draft, shape.layout(), name, property.value());
            if (reason != null) {
                reading.mismatch(name, reason);
            }
        });
        try {
            return draft.finish(target, reading);
        } catch (ConstructorFailure e) {
            throw new ObjectConstructionException(shape.type, reading.details(), e.thrown());
        }
    }

    /** Puts a property of an entity where it belongs, or says why that cannot be. */
    private @Nullable String place(Draft draft, Layout layout, String name, Value value) {
        Node node = layout.find(name);
        if (node != null) {
            return descend(draft, node, 0, null, value);
        }
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            node = layout.find(name.substring(0, dot));
            if (node != null && node.field.isObject()) {
                return descend(draft, node, 0, name.substring(dot + 1), value);
            }
        }
        return reading.reportsUnknown() ? NO_SUCH_FIELD : null;
    }

    /** Goes down to a node, through lists element by element. @param rest the name within the node's object, or null for itself */
    private @Nullable String descend(Draft draft, Node node, int depth, @Nullable String rest, Value value) {
        Draft at = draft;
        for (int i = depth; i < node.path.size(); i++) {
            Node step = node.path.get(i);
            if (step == node && rest == null) {
                return set(at, node, value);
            }
            if (step.container() != null) {
                return descendElements(at, node, i, rest, value);
            }
            at = at.child(step.field);
        }
        return rest == null ? null : place(at, node.field.shape().layout(), rest, value);
    }

    private @Nullable String descendElements(Draft draft, Node node, int depth, @Nullable String rest, Value value) {
        MappedField list = node.path.get(depth).field;
        draft.list(list);
        String reason = null;
        int index = 0;
        for (Value element : elements(value)) {
            String failed = descend(draft.element(list, index), node, depth + 1, rest, element);
            reason = failed == null ? reason : failed;
            index++;
        }
        return reason;
    }

    private static List<Value> elements(Value value) {
        return value instanceof Value.ListValue list ? list.values() : List.of(value);
    }

    private @Nullable String set(Draft draft, Node node, Value value) {
        MappedField field = node.field;
        try {
            if (field.isObject()) {
                return field.container == null ? setObject(draft, field, value) : setObjects(draft, field, value);
            } else if (field.container != null) {
                return setValues(draft, field, field.container, value);
            } else if (value instanceof Value.ListValue && !field.value().isRaw()) {
                return "a property of multiple values needs a list, a set or an array";
            }
            draft.set(field, field.value().loadAny(value, reading));
            return null;
        } catch (Mismatch e) {
            return e.reason();
        }
    }

    /** The elements up to the last that does not fit are lost, as in Go: those behind it keep their places, those before them are empty. */
    private @Nullable String setValues(Draft draft, MappedField field, Container container, Value value) {
        if (value == Value.NULL) {
            draft.set(field, null);
            return null;
        }
        ValueType type = field.value();
        List<Value> values = elements(value);
        List<@Nullable Object> loaded = new ArrayList<>(values.size());
        String reason = null;
        int lost = 0;
        for (Value element : values) {
            try {
                loaded.add(type.loadAny(element, reading));
            } catch (Mismatch e) {
                reason = e.reason();
                loaded.add(null);
                lost = loaded.size();
            }
        }
        for (int i = 0; i < lost; i++) {
            loaded.set(i, type.zero());
        }
        draft.set(field, lost > 0 && lost == loaded.size() ? null : container.build(loaded));
        return reason;
    }

    private @Nullable String setObject(Draft draft, MappedField field, Value value) {
        if (value == Value.NULL) {
            draft.set(field, null);
            return null;
        } else if (value instanceof Value.EntityValue entity) {
            return fill(draft.child(field), field.shape().layout(), entity);
        }
        return value instanceof Value.ListValue
                ? "a property of multiple values needs a list, a set or an array"
                : mismatch(field, value);
    }

    private @Nullable String setObjects(Draft draft, MappedField field, Value value) {
        if (value == Value.NULL) {
            draft.set(field, null);
            return null;
        }
        draft.list(field);
        String reason = null;
        int index = 0;
        for (Value element : elements(value)) {
            String failed = null;
            if (element == Value.NULL) {
                draft.nullElement(field, index);
            } else if (element instanceof Value.EntityValue entity) {
                failed = fill(draft.element(field, index), field.shape().layout(), entity);
            } else {
                draft.nullElement(field, index);
                failed = mismatch(field, element);
            }
            reason = failed == null ? reason : failed;
            index++;
        }
        return reason;
    }

    private static String mismatch(MappedField field, Value value) {
        return "type mismatch: the field is " + field.shape().type.getSimpleName() + ", what is stored is "
                + ValueType.describe(value);
    }

    /** Loads an embedded entity. What does not fit in it is the reason why the field that holds it does not. */
    private @Nullable String fill(Draft draft, Layout layout, Value.EntityValue entity) {
        draft.key(entity.key());
        String reason = null;
        for (Map.Entry<String, Property> each : entity.properties().entrySet()) {
            reading.indexed(each.getValue().indexed());
            String failed = place(draft, layout, each.getKey(), each.getValue().value());
            reason = failed == null ? reason : "in \"" + each.getKey() + "\", " + failed;
        }
        return reason;
    }
}
