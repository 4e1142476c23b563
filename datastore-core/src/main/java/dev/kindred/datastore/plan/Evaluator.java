package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.index.IndexedValues;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
     * The position of an entity among the results: the smallest one that an alternative of the query gives it.
     *
     * @return null if the entity does not match
     */
    byte @Nullable [] position(Entity entity, byte[] encodedKey) {
        Key key = entity.key();
        if (query.kind() != null && !query.kind().equals(key.kind())
                || query.ancestor() != null && !query.ancestor().isAncestorOrSelfOf(key)
                || !key.partition().equals(query.partition())) {
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
