package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter.PropertyFilter;
import java.util.function.UnaryOperator;

/** Replaces the keys that filters on {@link Query#KEY} compare with. */
final class KeyOperands {

    private KeyOperands() {}

    static Filter replace(Filter filter, UnaryOperator<Key> mapping) {
        if (filter instanceof Filter.And and) {
            return new Filter.And(
                    and.filters().stream().map(each -> replace(each, mapping)).toList());
        }
        if (filter instanceof Filter.Or or) {
            return new Filter.Or(
                    or.filters().stream().map(each -> replace(each, mapping)).toList());
        }
        PropertyFilter comparison = (PropertyFilter) filter;
        return comparison.property().equals(Query.KEY)
                ? new PropertyFilter(Query.KEY, comparison.operator(), replace(comparison.operand(), mapping))
                : filter;
    }

    private static Value replace(Value operand, UnaryOperator<Key> mapping) {
        if (operand instanceof Value.ListValue list) {
            return Value.of(
                    list.values().stream().map(each -> replace(each, mapping)).toList());
        }
        return Value.of(mapping.apply(((Value.KeyValue) operand).value()));
    }
}
