package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of an {@link AggregationQuery}.
 *
 * @param values by name, in the order of the aggregations: a {@link Value.LongValue}, a {@link Value.DoubleValue}, or null for an average of nothing
 */
public record AggregationResult(Map<String, Value> values) {

    /**
     * Copies the map, keeping its order.
     *
     * @param values see the record
     */
    public AggregationResult {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * One of the numbers.
     *
     * @param name an alias, or {@code property_1} and so on
     * @return the value
     * @throws IllegalArgumentException if the query had no such aggregation
     */
    public Value get(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The query had no aggregation named \"" + name + "\"; it had " + values.keySet() + ".");
        }
        return value;
    }

    /**
     * A number that is a long: a count, or a sum of longs.
     *
     * @param name an alias, or {@code property_1} and so on
     * @return the number
     * @throws IllegalArgumentException if there is no such aggregation, or it came out as a double or null
     */
    public long getLong(String name) {
        if (get(name) instanceof Value.LongValue number) {
            return number.value();
        }
        throw new IllegalArgumentException("Aggregation \"" + name + "\" is " + get(name) + ", not a long.");
    }

    /**
     * A number as a double.
     *
     * @param name an alias, or {@code property_1} and so on
     * @return the number; a long is converted
     * @throws IllegalArgumentException if there is no such aggregation, or it is the average of nothing
     */
    public double getDouble(String name) {
        Value value = get(name);
        if (value instanceof Value.DoubleValue number) {
            return number.value();
        }
        if (value instanceof Value.LongValue number) {
            return number.value();
        }
        throw new IllegalArgumentException("Aggregation \"" + name
                + "\" is null: there was no number to average. Ask get(\"" + name + "\") first.");
    }
}
