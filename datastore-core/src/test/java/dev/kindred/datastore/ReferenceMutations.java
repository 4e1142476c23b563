package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Transform;
import dev.kindred.datastore.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of mutations, one path at a time and with exact arithmetic: slow and plain. Works on a state that it asks for and changes; the caller throws the
 * changes away if this throws.
 */
final class ReferenceMutations {

    /** The state that mutations change: what is stored counts for versions, what was written on top for everything else. */
    interface State {
        @Nullable
        Entity stored(Key key);

        @Nullable
        Entity current(Key key);

        void write(Key key, @Nullable Entity entity);

        Key complete(Key key);
    }

    private final State state;
    private final Instant now;

    ReferenceMutations(State state, Instant now) {
        this.state = state;
        this.now = now;
    }

    List<MutationResult> apply(List<Mutation> mutations) {
        Map<Key, Mutation.Operation> before = new LinkedHashMap<>();
        Map<Key, Integer> transforms = new LinkedHashMap<>();
        for (int i = 0; i < mutations.size(); i++) {
            Mutation mutation = mutations.get(i);
            Long base = mutation.baseVersion();
            if (mutation.key().isIncomplete()) {
                if (base != null && base > 0) {
                    throw new InvalidMutationException("A new entity has no version.");
                }
                continue;
            }
            Mutation.Operation last = before.put(mutation.key(), mutation.operation());
            if (List.of("INSERT,INSERT", "UPDATE,INSERT", "PUT,INSERT", "DELETE,UPDATE")
                    .contains(last + "," + mutation.operation())) {
                throw new InvalidMutationException(
                        "Mutation " + i + " cannot " + mutation.operation() + " after " + last);
            }
            if (transforms.merge(mutation.key(), mutation.transforms().size(), Integer::sum) > 500) {
                throw new InvalidMutationException("More than 500 transforms.");
            }
        }
        List<MutationResult> results = new ArrayList<>();
        mutations.forEach(mutation -> results.add(apply(mutation)));
        return results;
    }

    static void refusePartial(Entity entity) {
        if (entity.isPartial()) {
            throw new InvalidValueException("Not without a property mask: it is partial.");
        }
    }

    private MutationResult apply(Mutation mutation) {
        Key key = state.complete(mutation.key());
        Entity stored = state.stored(key);
        Entity current = state.current(key);
        long version = stored == null ? 0 : stored.version();
        Long base = mutation.baseVersion();
        if (base != null && base != version) {
            if (mutation.onConflict() == Mutation.OnConflict.SKIP) {
                return MutationResult.skipped(key, Math.max(1, version));
            }
            throw new VersionMismatchException(key, base, version);
        }
        switch (mutation.operation()) {
            case DELETE -> {
                state.write(key, null);
                return MutationResult.applied(key, List.of());
            }
            case INSERT -> {
                if (current != null) {
                    throw new EntityExistsException(key);
                }
            }
            case UPDATE -> {
                if (current == null) {
                    throw new NoSuchEntityException(key);
                }
            }
            case PUT -> {}
        }
        Map<String, Property> given = mutation.entity().properties();
        PropertyMask mask = mutation.mask();
        if (mask == null) {
            refusePartial(mutation.entity());
        }
        Map<String, Property> written = mask == null
                ? new LinkedHashMap<>(given)
                : masked(current == null ? Map.of() : current.properties(), given, mask.paths());
        List<Value> results = new ArrayList<>();
        for (Transform transform : mutation.transforms()) {
            List<String> path = names(transform.path());
            Property before = get(written, path);
            Value after = transformed(transform, before == null ? null : before.value());
            set(written, path, new Property(after, before == null || before.indexed()), Map.of());
            results.add(after instanceof Value.ListValue ? Value.NULL : after);
        }
        state.write(key, Entity.stored(key, written, 0, 0));
        return MutationResult.applied(key, results);
    }

    // ---- paths

    static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (String part : path.split("(?<!\\\\)\\.")) {
            names.add(part.replace("\\.", ".").replace("\\\\", "\\"));
        }
        return names;
    }

    static Entity selected(Entity entity, List<String> paths) {
        Map<String, Property> chosen = new LinkedHashMap<>();
        for (String path : widest(paths)) {
            Property property = get(entity.properties(), names(path));
            if (property != null) {
                set(chosen, names(path), property, entity.properties());
            }
        }
        return Entity.partial(entity.key(), chosen, entity.createVersion(), entity.version());
    }

    private static Map<String, Property> masked(
            Map<String, Property> stored, Map<String, Property> given, List<String> paths) {
        Map<String, Property> result = new LinkedHashMap<>(stored);
        for (String path : widest(paths)) {
            Property property = get(given, names(path));
            get(stored, names(path));
            if (property == null) {
                remove(result, names(path));
            } else {
                set(result, names(path), property, given);
            }
        }
        return result;
    }

    /** Without those that lie below another. */
    private static List<String> widest(List<String> paths) {
        return paths.stream()
                .filter(path -> paths.stream().noneMatch(other -> path.startsWith(other + ".")))
                .toList();
    }

    private static @Nullable Property get(Map<String, Property> properties, List<String> path) {
        Property property = properties.get(path.get(0));
        if (path.size() == 1 || property == null) {
            return property;
        }
        if (property.value() instanceof Value.ListValue) {
            throw new InvalidValueException("A list in the path.");
        }
        return property.value() instanceof Value.EntityValue nested
                ? get(nested.properties(), path.subList(1, path.size()))
                : null;
    }

    /** Embedded entities that are missing are made like those of the model. */
    private static void set(
            Map<String, Property> properties, List<String> path, Property property, Map<String, Property> model) {
        String name = path.get(0);
        if (path.size() == 1) {
            properties.put(name, property);
            return;
        }
        Property like = model.get(name);
        Value.EntityValue shape = like != null && like.value() instanceof Value.EntityValue nested
                ? nested
                : new Value.EntityValue(null, Map.of());
        Property there = properties.get(name);
        Map<String, Property> inner = new LinkedHashMap<>();
        Key key = shape.key();
        boolean indexed = there != null ? there.indexed() : like == null || like.indexed();
        if (there != null && there.value() instanceof Value.EntityValue nested) {
            inner.putAll(nested.properties());
            key = nested.key();
        } else if (like != null) {
            indexed = like.indexed();
        }
        set(inner, path.subList(1, path.size()), property, shape.properties());
        properties.put(name, new Property(new Value.EntityValue(key, inner), indexed));
    }

    private static void remove(Map<String, Property> properties, List<String> path) {
        String name = path.get(0);
        Property there = properties.get(name);
        if (path.size() == 1) {
            properties.remove(name);
        } else if (there != null && there.value() instanceof Value.EntityValue nested) {
            Map<String, Property> inner = new LinkedHashMap<>(nested.properties());
            remove(inner, path.subList(1, path.size()));
            properties.put(name, new Property(new Value.EntityValue(nested.key(), inner), there.indexed()));
        }
    }

    // ---- transforms

    private Value transformed(Transform transform, @Nullable Value current) {
        if (transform instanceof Transform.RequestTime) {
            return Value.of(Instant.ofEpochMilli(now.toEpochMilli()));
        }
        if (transform instanceof Transform.AppendMissing append) {
            List<Value> list = list(current);
            append.elements().values().forEach(element -> {
                if (list.stream().noneMatch(other -> same(other, element))) {
                    list.add(element);
                }
            });
            return Value.of(list);
        }
        if (transform instanceof Transform.RemoveAll remove) {
            return Value.of(list(current).stream()
                    .filter(value -> remove.elements().values().stream().noneMatch(other -> same(value, other)))
                    .toList());
        }
        if (transform instanceof Transform.Increment increment) {
            return !isNumber(current) ? increment.operand() : sum(current, increment.operand());
        }
        Value operand = transform instanceof Transform.Maximum maximum
                ? maximum.operand()
                : ((Transform.Minimum) transform).operand();
        if (!isNumber(current)) {
            return operand;
        }
        if (isNaN(current) || isNaN(operand)) {
            return Value.of(Double.NaN);
        }
        int order = compare(current, operand);
        boolean keep = transform instanceof Transform.Maximum ? order >= 0 : order <= 0;
        return keep ? current : operand;
    }

    private static List<Value> list(@Nullable Value value) {
        return new ArrayList<>(value instanceof Value.ListValue list ? list.values() : List.of());
    }

    private static boolean isNumber(@Nullable Value value) {
        return value instanceof Value.LongValue || value instanceof Value.DoubleValue;
    }

    private static boolean isNaN(Value value) {
        return value.equals(Value.of(Double.NaN));
    }

    private static boolean same(Value left, Value right) {
        if (isNumber(left) && isNumber(right) && !isNaN(left) && !isNaN(right)) {
            return compare(left, right) == 0;
        }
        return left.equals(right);
    }

    private static Value sum(Value left, Value right) {
        if (left instanceof Value.LongValue a && right instanceof Value.LongValue b) {
            BigInteger sum = BigInteger.valueOf(a.value()).add(BigInteger.valueOf(b.value()));
            return Value.of(sum.max(BigInteger.valueOf(Long.MIN_VALUE))
                    .min(BigInteger.valueOf(Long.MAX_VALUE))
                    .longValueExact());
        }
        return Value.of(number(left).doubleValue() + number(right).doubleValue());
    }

    private static Number number(Value value) {
        return value instanceof Value.LongValue number ? (Number) number.value() : ((Value.DoubleValue) value).value();
    }

    private static int compare(Value left, Value right) {
        double a = number(left).doubleValue();
        double b = number(right).doubleValue();
        if (Double.isInfinite(a) || Double.isInfinite(b)) {
            return Double.compare(a, b);
        }
        return exact(left).compareTo(exact(right));
    }

    private static BigDecimal exact(Value value) {
        return value instanceof Value.LongValue number
                ? new BigDecimal(number.value())
                : new BigDecimal(((Value.DoubleValue) value).value());
    }
}
