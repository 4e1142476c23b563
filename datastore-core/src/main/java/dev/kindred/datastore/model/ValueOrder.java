package dev.kindred.datastore.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The order of {@link Value}s: rank first, then one line of comparable values per rank (App Engine's documented order of mixed types). */
final class ValueOrder {

    private ValueOrder() {}

    static int compare(Value left, Value right) {
        Value.Rank rank = left.rank();
        if (rank == Value.Rank.UNORDERED || right.rank() == Value.Rank.UNORDERED) {
            throw new IllegalArgumentException("Lists and embedded entities have no order; compare their elements.");
        }
        if (rank != right.rank()) {
            return rank.compareTo(right.rank());
        }
        return switch (rank) {
            case NULL -> 0;
            case INTEGER -> Long.compare(integer(left), integer(right));
            case BOOLEAN -> Boolean.compare(((Value.BooleanValue) left).value(), ((Value.BooleanValue) right).value());
            case STRING -> compareText(left, right);
            case DOUBLE -> Double.compare(((Value.DoubleValue) left).value(), ((Value.DoubleValue) right).value());
            case GEO_POINT -> ((Value.GeoPointValue) left).value().compareTo(((Value.GeoPointValue) right).value());
            case KEY -> ((Value.KeyValue) left).value().compareTo(((Value.KeyValue) right).value());
            case USER, UNORDERED -> throw new IllegalStateException("No value has rank " + rank);
        };
    }

    private static long integer(Value value) {
        return value instanceof Value.TimestampValue time ? time.micros() : ((Value.LongValue) value).value();
    }

    private static int compareText(Value left, Value right) {
        if (left instanceof Value.StringValue a && right instanceof Value.StringValue b) {
            return Utf8.compare(a.value(), b.value());
        }
        return Arrays.compareUnsigned(bytes(left), bytes(right));
    }

    private static byte[] bytes(Value value) {
        if (value instanceof Value.BytesValue bytes) {
            return bytes.value().toByteArray();
        }
        String text = value instanceof Value.StringValue string ? string.value() : ((Value.BlobKeyValue) value).value();
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
