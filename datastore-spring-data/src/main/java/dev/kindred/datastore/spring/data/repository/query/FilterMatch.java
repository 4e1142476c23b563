package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.index.IndexedValues;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Filter.PropertyFilter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether an entity meets a filter, by the rules of the datastore: on several values, one has to meet all ranges of a conjunction. */
final class FilterMatch {

    private FilterMatch() {}

    static boolean matches(Filter filter, Entity entity) {
        if (filter instanceof Filter.Or or) {
            return or.filters().stream().anyMatch(each -> matches(each, entity));
        }
        Map<String, List<PropertyFilter>> ranges = new LinkedHashMap<>();
        return matchesButRanges(filter, entity, ranges)
                && ranges.entrySet().stream().allMatch(range -> values(entity, range.getKey()).stream()
                        .anyMatch(value -> range.getValue().stream().allMatch(each -> meets(value, each))));
    }

    private static boolean matchesButRanges(Filter filter, Entity entity, Map<String, List<PropertyFilter>> ranges) {
        if (filter instanceof Filter.And and) {
            return and.filters().stream().allMatch(each -> matchesButRanges(each, entity, ranges));
        }
        if (filter instanceof PropertyFilter property) {
            if (property.operator().isRange()) {
                ranges.computeIfAbsent(property.property(), name -> new ArrayList<>())
                        .add(property);
                return true;
            }
            return values(entity, property.property()).stream().anyMatch(value -> meets(value, property));
        }
        return matches(filter, entity);
    }

    static List<Value> values(Entity entity, String property) {
        return property.equals(Query.KEY) ? List.of(Value.of(entity.key())) : IndexedValues.of(entity, property);
    }

    private static boolean meets(Value value, PropertyFilter filter) {
        if (filter.operand() instanceof Value.ListValue list) {
            boolean among = list.values().stream().anyMatch(each -> Value.order(value, each) == 0);
            return among == (filter.operator() == Operator.IN);
        }
        int order = Value.order(value, filter.operand());
        return switch (filter.operator()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS_THAN -> order < 0;
            case LESS_THAN_OR_EQUAL -> order <= 0;
            case GREATER_THAN -> order > 0;
            case GREATER_THAN_OR_EQUAL -> order >= 0;
            case IN, NOT_IN -> throw new AssertionError("takes a list");
        };
    }
}
