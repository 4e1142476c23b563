package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.index.IndexedValues;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a query means for one entity: whether it matches, and where it stands among the results. Every plan must agree with it; where an index row alone cannot
 * tell, the executor asks it, and a transaction's own writes are found by it.
 */
final class Evaluator {

    private final NormalQuery query;

    Evaluator(NormalQuery query) {
        this.query = query;
    }

    /**
     * The position of an entity among the results of a query that does not project: the smallest one that an alternative of the query gives it.
     *
     * @return null if the entity does not match
     */
    byte @Nullable [] position(Entity entity, byte[] encodedKey) {
        if (!isInScope(entity.key())) {
            return null;
        }
        byte[] best = null;
        for (Conjunction disjunct : query.disjuncts()) {
            byte[] position = matches(disjunct, entity) ? position(disjunct, entity, encodedKey) : null;
            if (position != null && (best == null || Arrays.compareUnsigned(position, best) < 0)) {
                best = position;
            }
        }
        return best;
    }

    /**
     * The positions of all rows of an entity: one at most, unless the query projects. Then there is one for each combination of values.
     *
     * @return ascending; none if the entity does not match
     * @throws InvalidQueryException if there are too many combinations
     */
    Collection<byte[]> positions(Entity entity, byte[] encodedKey) {
        if (!query.isProjection()) {
            byte[] position = position(entity, encodedKey);
            return position == null ? List.of() : List.of(position);
        }
        if (!isInScope(entity.key())) {
            return List.of();
        }
        TreeSet<byte[]> positions = new TreeSet<>(Arrays::compareUnsigned);
        for (Conjunction disjunct : query.disjuncts()) {
            if (matches(disjunct, entity)) {
                positions.addAll(combinations(disjunct, entity, encodedKey));
            }
        }
        return positions;
    }

    private List<byte[]> combinations(Conjunction disjunct, Entity entity, byte[] encodedKey) {
        List<byte[]> beginnings = List.of(new byte[0]);
        for (Order order : query.sort()) {
            beginnings = multiply(beginnings, values(disjunct, order, entity), order, entity);
        }
        ByteWriter key = new ByteWriter(encodedKey.length);
        putKey(key, encodedKey);
        byte[] keyBytes = key.toByteArray();
        beginnings = beginnings.stream().map(each -> joined(each, keyBytes)).toList();
        for (Order order : query.tail()) {
            beginnings = multiply(beginnings, values(disjunct, order, entity), order, entity);
        }
        return beginnings;
    }

    private static List<Value> values(Conjunction disjunct, Order order, Entity entity) {
        Value constant = disjunct.constant(order.property());
        if (constant != null) {
            return List.of(constant);
        }
        ValueRange range = disjunct.ranges().getOrDefault(order.property(), ValueRange.ALL);
        return values(entity, order.property()).stream().filter(range::contains).toList();
    }

    private static List<byte[]> multiply(List<byte[]> beginnings, List<Value> values, Order order, Entity entity) {
        if ((long) beginnings.size() * values.size() > Limits.MAX_INDEXED_VALUES) {
            throw new InvalidQueryException("The projection has more than " + Limits.MAX_INDEXED_VALUES
                    + " combinations of values for " + entity.key() + "; project fewer of its lists at once.");
        }
        List<byte[]> product = new ArrayList<>();
        for (byte[] beginning : beginnings) {
            for (Value value : values) {
                ByteWriter out = new ByteWriter(beginning.length + 16).put(beginning);
                putSortValue(out, value, order);
                product.add(out.toByteArray());
            }
        }
        return product;
    }

    private static byte[] joined(byte[] left, byte[] right) {
        return new ByteWriter(left.length + right.length).put(left).put(right).toByteArray();
    }

    /** Whether an entity has a row at a position. */
    boolean isAt(Entity entity, byte[] encodedKey, byte[] position) {
        if (!query.isProjection()) {
            return Arrays.equals(position(entity, encodedKey), position);
        }
        return positions(entity, encodedKey).contains(position);
    }

    private boolean isInScope(Key key) {
        return (query.kind() == null || query.kind().equals(key.kind()))
                && (query.ancestor() == null || query.ancestor().isAncestorOrSelfOf(key))
                && key.partition().equals(query.partition());
    }

    private static boolean matches(Conjunction conjunction, Entity entity) {
        for (Map.Entry<String, List<Value>> equality : conjunction.equalities().entrySet()) {
            List<Value> values = values(entity, equality.getKey());
            for (Value operand : equality.getValue()) {
                if (!contains(values, operand)) {
                    return false;
                }
            }
        }
        for (Map.Entry<String, ValueRange> range : conjunction.ranges().entrySet()) {
            boolean inRange = false;
            for (Value value : values(entity, range.getKey())) {
                inRange |= range.getValue().contains(value);
            }
            if (!inRange) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(List<Value> values, Value operand) {
        for (Value value : values) {
            if (Value.order(value, operand) == 0) {
                return true;
            }
        }
        return false;
    }

    private static List<Value> values(Entity entity, String property) {
        return property.equals(Query.KEY) ? List.of(Value.of(entity.key())) : IndexedValues.of(entity, property);
    }

    private byte @Nullable [] position(Conjunction disjunct, Entity entity, byte[] encodedKey) {
        ByteWriter out = new ByteWriter(32 + encodedKey.length);
        for (Order order : query.sort()) {
            Value value = sortValue(disjunct, order, entity);
            if (value == null) {
                return null;
            }
            putSortValue(out, value, order);
        }
        putKey(out, encodedKey);
        return out.toByteArray();
    }

    /** Smallest or greatest of the values in range; values outside the filtered range do not count. */
    private static @Nullable Value sortValue(Conjunction disjunct, Order order, Entity entity) {
        Value constant = disjunct.constant(order.property());
        if (constant != null) {
            return constant;
        }
        ValueRange range = disjunct.ranges().getOrDefault(order.property(), ValueRange.ALL);
        Value best = null;
        for (Value value : values(entity, order.property())) {
            if (range.contains(value)) {
                int comparison = best == null ? 0 : Value.order(value, best);
                if (best == null || (order.isDescending() ? comparison > 0 : comparison < 0)) {
                    best = value;
                }
            }
        }
        return best;
    }

    static void putSortValue(ByteWriter out, Value value, Order order) {
        int from = out.size();
        OrderedCodec.putValue(out, value);
        if (order.isDescending()) {
            out.complement(from);
        }
    }

    void putKey(ByteWriter out, byte[] encodedKey) {
        int from = out.size();
        out.put(encodedKey);
        if (query.isKeyDescending()) {
            out.complement(from);
        }
    }
}
