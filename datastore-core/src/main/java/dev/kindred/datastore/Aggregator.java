package dev.kindred.datastore;

import dev.kindred.datastore.index.IndexedValues;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.plan.Execution;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the numbers of an aggregation query from one pass over its results. Holds a few numbers, whatever the query matches. */
final class Aggregator {

    private final AggregationQuery query;
    private final Map<String, Numbers> sums = new LinkedHashMap<>();
    private long rows;

    Aggregator(AggregationQuery query) {
        this.query = query;
        for (Aggregation aggregation : query.aggregations()) {
            String property = property(aggregation);
            if (property != null) {
                sums.put(property, new Numbers());
            }
        }
    }

    private static @Nullable String property(Aggregation aggregation) {
        if (aggregation instanceof Aggregation.Sum sum) {
            return sum.property();
        }
        return aggregation instanceof Aggregation.Average average ? average.property() : null;
    }

    /** The query whose results are to be taken: keys alone, if only the number of results counts. */
    Query base() {
        Query base = query.query();
        return sums.isEmpty() && base.selection() == Query.Selection.ENTITIES ? base.keysOnly() : base;
    }

    AggregationResult take(Execution execution) {
        if (sums.isEmpty()) {
            rows = execution.count(mostWanted());
        } else {
            for (Entity row = execution.next(); row != null; row = execution.next()) {
                rows++;
                add(row);
            }
        }
        return result();
    }

    private void add(Entity row) {
        sums.forEach((name, numbers) -> {
            Property property = row.property(name);
            if (property != null && property.indexed()) {
                numbers.add(property.value());
            } else if (property == null && name.indexOf('.') >= 0) {
                IndexedValues.of(row, name).forEach(numbers::add);
            }
        });
    }

    /** How many results there must be at least for every count to be known. */
    private long mostWanted() {
        long most = 0;
        for (Aggregation aggregation : query.aggregations()) {
            long upTo = ((Aggregation.Count) aggregation).upTo();
            most = Math.max(most, upTo < 0 ? Long.MAX_VALUE : upTo);
        }
        return most;
    }

    private AggregationResult result() {
        Map<String, Value> values = new LinkedHashMap<>();
        List<String> names = query.names();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), value(query.aggregations().get(i)));
        }
        return new AggregationResult(values);
    }

    private Value value(Aggregation aggregation) {
        if (aggregation instanceof Aggregation.Count count) {
            return Value.of(count.upTo() < 0 ? rows : Math.min(rows, count.upTo()));
        }
        Numbers numbers = java.util.Objects.requireNonNull(sums.get(property(aggregation)));
        return aggregation instanceof Aggregation.Sum ? numbers.sum() : numbers.average();
    }

    /** The numbers of one property. A long sum is kept exactly in 128 bits, so that whether it overflows does not depend on the order. */
    private static final class Numbers {

        private long high;
        private long low;
        private double doubles;
        private boolean hasDouble;
        private long count;

        void add(Value value) {
            if (value instanceof Value.LongValue number) {
                long before = low;
                low += number.value();
                high += (number.value() < 0 ? -1 : 0) + (Long.compareUnsigned(low, before) < 0 ? 1 : 0);
                count++;
            } else if (value instanceof Value.DoubleValue number) {
                doubles += number.value();
                hasDouble = true;
                count++;
            }
        }

        private boolean fitsLong() {
            return high == low >> 63;
        }

        private double asDouble() {
            double whole = fitsLong() ? low : high * 0x1p64 + (low >>> 1) * 2.0 + (low & 1);
            return whole + doubles;
        }

        Value sum() {
            return hasDouble || !fitsLong() ? Value.of(asDouble()) : Value.of(low);
        }

        Value average() {
            return count == 0 ? Value.NULL : Value.of(asDouble() / count);
        }
    }
}
