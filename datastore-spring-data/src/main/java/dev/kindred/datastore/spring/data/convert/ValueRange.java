package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Value;

/**
 * The stored values that count as equal to one Java value. Mostly one value; several where equal values are stored apart to be given back exactly: {@code 1.1}
 * and {@code 1.10}, or one moment in two time zones.
 *
 * @param from the smallest, inclusive
 * @param to the greatest, inclusive
 */
public record ValueRange(Value from, Value to) {

    /**
     * A range of one value.
     *
     * @param value the value
     * @return the range
     */
    public static ValueRange of(Value value) {
        return new ValueRange(value, value);
    }

    /**
     * Whether the range is one value.
     *
     * @return true if {@link #from()} and {@link #to()} are the same
     */
    public boolean isSingle() {
        return from.equals(to);
    }
}
