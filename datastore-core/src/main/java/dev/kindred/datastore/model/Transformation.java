package dev.kindred.datastore.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes transforms on the properties of one entity. */
final class Transformation {

    private final Key key;
    private final Instant requestTime;
    private final List<Value> results = new ArrayList<>();

    private Transformation(Key key, Instant requestTime) {
        this.key = key;
        this.requestTime = requestTime.truncatedTo(ChronoUnit.MILLIS);
    }

    static Transform.Outcome of(Entity entity, List<Transform> transforms, Instant requestTime) {
        Transformation transformation = new Transformation(entity.key(), requestTime);
        Map<String, Property> properties = entity.properties();
        for (Transform transform : transforms) {
            properties = transformation.change(
                    properties, PropertyPath.parse(transform.path()).names(), 0, transform);
        }
        Entity changed = entity.isPartial()
                ? Entity.partial(entity.key(), properties, 0, 0)
                : Entity.stored(entity.key(), properties, 0, 0);
        return new Transform.Outcome(changed, List.copyOf(transformation.results));
    }

    private Map<String, Property> change(
            Map<String, Property> properties, List<String> names, int depth, Transform transform) {
        Map<String, Property> changed = new LinkedHashMap<>(properties);
        String name = names.get(depth);
        Property before = properties.get(name);
        boolean indexed = before == null || before.indexed();
        Value value = before == null ? null : before.value();
        if (depth + 1 == names.size()) {
            changed.put(name, new Property(apply(transform, value), indexed));
            return changed;
        }
        if (value instanceof Value.ListValue) {
            throw PropertyPath.intoList(key, String.join(".", names.subList(0, depth + 1)));
        }
        Value.EntityValue outer =
                value instanceof Value.EntityValue nested ? nested : new Value.EntityValue(null, Map.of());
        Map<String, Property> inner = change(outer.properties(), names, depth + 1, transform);
        changed.put(name, new Property(new Value.EntityValue(outer.key(), inner), indexed));
        return changed;
    }

    private Value apply(Transform transform, @Nullable Value current) {
        Value changed = changed(transform, current);
        results.add(changed instanceof Value.ListValue ? Value.NULL : changed);
        return changed;
    }

    private Value changed(Transform transform, @Nullable Value current) {
        if (transform instanceof Transform.RequestTime) {
            return Value.of(requestTime);
        }
        if (transform instanceof Transform.AppendMissing append) {
            return appended(current, append.elements().values());
        }
        if (transform instanceof Transform.RemoveAll remove) {
            return removed(current, remove.elements().values());
        }
        Value number = current != null && Numbers.isNumber(current) ? current : null;
        if (transform instanceof Transform.Increment increment) {
            return number == null ? increment.operand() : Numbers.add(number, increment.operand());
        }
        if (transform instanceof Transform.Maximum maximum) {
            return number == null ? maximum.operand() : Numbers.extreme(number, maximum.operand(), 1);
        }
        Value operand = ((Transform.Minimum) transform).operand();
        return number == null ? operand : Numbers.extreme(number, operand, -1);
    }

    private static Value appended(@Nullable Value current, List<Value> elements) {
        List<Value> values = elementsOf(current);
        for (Value element : elements) {
            if (values.stream().noneMatch(value -> Numbers.same(value, element))) {
                values.add(element);
            }
        }
        return Value.of(values);
    }

    private static Value removed(@Nullable Value current, List<Value> elements) {
        List<Value> values = elementsOf(current);
        values.removeIf(value -> elements.stream().anyMatch(element -> Numbers.same(value, element)));
        return Value.of(values);
    }

    private static List<Value> elementsOf(@Nullable Value current) {
        return current instanceof Value.ListValue list ? new ArrayList<>(list.values()) : new ArrayList<>();
    }
}
