package dev.kindred.datastore.plan;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter.PropertyFilter;
import dev.kindred.datastore.query.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons that must all hold: equalities, each of which some value of its property must meet, and at most one range per property, which one single
 * value must lie in.
 */
record Conjunction(Map<String, List<Value>> equalities, Map<String, ValueRange> ranges) {

    static Conjunction of(List<PropertyFilter> filters) {
        Map<String, List<Value>> equalities = new LinkedHashMap<>();
        Map<String, ValueRange> ranges = new LinkedHashMap<>();
        for (PropertyFilter filter : filters) {
            if (filter.operator() == Operator.EQUAL) {
                List<Value> values = equalities.computeIfAbsent(filter.property(), p -> new ArrayList<>());
                if (values.stream().noneMatch(value -> Value.order(value, filter.operand()) == 0)) {
                    values.add(filter.operand());
                }
            } else if (filter.operator() == Operator.NOT_IN) {
                // What is left of NOT IN after the normal form: an empty list, which asks only that there is a value.
                ranges.putIfAbsent(filter.property(), ValueRange.ALL);
            } else {
                ranges.merge(
                        filter.property(),
                        ValueRange.ALL.and(filter.operator(), filter.operand()),
                        (a, b) -> a.and(filter.operator(), filter.operand()));
            }
        }
        return new Conjunction(equalities, ranges);
    }

    /** The one value that an order on this property sees in every match: that of its equality, unless a range asks for others. */
    @Nullable
    Value constant(String property) {
        List<Value> values = equalities.get(property);
        return values == null || ranges.containsKey(property) ? null : values.get(0);
    }
}
