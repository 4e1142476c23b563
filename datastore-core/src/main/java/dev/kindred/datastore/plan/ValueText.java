package dev.kindred.datastore.plan;

import dev.kindred.datastore.model.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Values for people: as they would be written in a query, and cut where they are long. */
final class ValueText {

    private static final int MAX_LENGTH = 80;

    private ValueText() {}

    static String of(Value value) {
        if (value instanceof Value.StringValue string) {
            return "'" + cut(string.value()) + "'";
        }
        if (value instanceof Value.LongValue number) {
            return Long.toString(number.value());
        }
        if (value instanceof Value.DoubleValue number) {
            return Double.toString(number.value());
        }
        if (value instanceof Value.BooleanValue bool) {
            return Boolean.toString(bool.value());
        }
        if (value instanceof Value.TimestampValue time) {
            return Instant.EPOCH.plus(time.micros(), ChronoUnit.MICROS).toString();
        }
        if (value instanceof Value.KeyValue key) {
            return cut(key.value().toString());
        }
        return value.equals(Value.NULL) ? "null" : cut(value.toString());
    }

    private static String cut(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }
}
