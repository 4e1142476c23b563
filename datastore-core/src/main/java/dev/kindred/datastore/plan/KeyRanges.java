package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.store.ByteRange;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which encoded keys a conjunction allows: those of its partition, below its ancestor, within its ranges on the key. */
final class KeyRanges {

    private KeyRanges() {}

    static ByteRange of(NormalQuery query, Conjunction conjunction, int partition) {
        ByteRange range = ByteRange.startingWith(
                query.ancestor() == null
                        ? new ByteWriter(4).putNumber(partition).toByteArray()
                        : OrderedCodec.ancestorPrefix(query.ancestor(), partition));
        ValueRange keys = conjunction.ranges().get(dev.kindred.datastore.query.Query.KEY);
        if (keys == null) {
            return range;
        }
        byte[] from = range.from();
        byte[] to = range.to();
        if (keys.low() != null) {
            byte[] low = encode(keys.low(), partition);
            from = max(from, keys.low().inclusive() ? low : next(low));
        }
        if (keys.high() != null) {
            byte[] high = encode(keys.high(), partition);
            byte[] end = keys.high().inclusive() ? next(high) : high;
            to = to == null || Arrays.compareUnsigned(end, to) < 0 ? end : to;
        }
        return new ByteRange(from, to != null && Arrays.compareUnsigned(to, from) < 0 ? from : to);
    }

    static boolean contains(ByteRange range, byte[] key) {
        byte[] to = range.to();
        return Arrays.compareUnsigned(key, range.from()) >= 0 && (to == null || Arrays.compareUnsigned(key, to) < 0);
    }

    /** The smallest byte string after this one. */
    static byte[] next(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static byte[] encode(ValueRange.@Nullable Limit limit, int partition) {
        if (limit == null) {
            throw new IllegalArgumentException("There is no limit to encode.");
        }
        return OrderedCodec.entityKey(((Value.KeyValue) limit.value()).value(), partition);
    }

    private static byte[] max(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) >= 0 ? a : b;
    }
}
