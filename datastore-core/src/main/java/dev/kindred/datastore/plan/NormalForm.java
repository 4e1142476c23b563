package dev.kindred.datastore.plan;

import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Filter.PropertyFilter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Filters as a disjunction of conjunctions of equalities and ranges: OR, IN, != and NOT IN are multiplied out. */
final class NormalForm {

    private NormalForm() {}

    static List<Conjunction> of(List<Filter> filters) {
        Set<Conjunction> distinct = new LinkedHashSet<>();
        for (List<PropertyFilter> each : expand(new Filter.And(filters))) {
            distinct.add(Conjunction.of(each));
        }
        return List.copyOf(distinct);
    }

    private static List<List<PropertyFilter>> expand(Filter filter) {
        if (filter instanceof Filter.And and) {
            List<List<PropertyFilter>> product = List.of(List.of());
            for (Filter each : and.filters()) {
                product = multiply(product, expand(each));
            }
            return product;
        }
        if (filter instanceof Filter.Or or) {
            List<List<PropertyFilter>> sum = new ArrayList<>();
            for (Filter each : or.filters()) {
                sum.addAll(expand(each));
            }
            return checked(sum);
        }
        return expand((PropertyFilter) filter);
    }

    private static List<List<PropertyFilter>> expand(PropertyFilter filter) {
        String property = filter.property();
        return switch (filter.operator()) {
            case NOT_EQUAL ->
                List.of(
                        List.of(new PropertyFilter(property, Operator.LESS_THAN, filter.operand())),
                        List.of(new PropertyFilter(property, Operator.GREATER_THAN, filter.operand())));
            case IN -> {
                List<List<PropertyFilter>> sum = new ArrayList<>();
                for (Value value : sorted(filter)) {
                    sum.add(List.of(new PropertyFilter(property, Operator.EQUAL, value)));
                }
                yield checked(sum);
            }
            case NOT_IN -> expandNotIn(filter);
            default -> List.of(List.of(filter));
        };
    }

    private static List<List<PropertyFilter>> expandNotIn(PropertyFilter filter) {
        Set<Value> values = sorted(filter);
        if (values.size() > Limits.MAX_NOT_IN_VALUES) {
            throw new InvalidQueryException("NOT IN on \"" + filter.property() + "\" has " + values.size()
                    + " values; the limit is " + Limits.MAX_NOT_IN_VALUES + ".");
        }
        if (values.isEmpty()) {
            return List.of(List.of(filter));
        }
        List<List<PropertyFilter>> gaps = new ArrayList<>();
        List<PropertyFilter> gap = new ArrayList<>();
        for (Value value : values) {
            gap.add(new PropertyFilter(filter.property(), Operator.LESS_THAN, value));
            gaps.add(gap);
            gap = new ArrayList<>();
            gap.add(new PropertyFilter(filter.property(), Operator.GREATER_THAN, value));
        }
        gaps.add(gap);
        return gaps;
    }

    private static Set<Value> sorted(PropertyFilter filter) {
        Set<Value> sorted = new TreeSet<>(Value::order);
        sorted.addAll(((Value.ListValue) filter.operand()).values());
        return sorted;
    }

    private static List<List<PropertyFilter>> multiply(
            List<List<PropertyFilter>> left, List<List<PropertyFilter>> right) {
        List<List<PropertyFilter>> product = new ArrayList<>();
        for (List<PropertyFilter> a : left) {
            for (List<PropertyFilter> b : right) {
                List<PropertyFilter> joined = new ArrayList<>(a);
                joined.addAll(b);
                product.add(joined);
            }
        }
        return checked(product);
    }

    private static List<List<PropertyFilter>> checked(List<List<PropertyFilter>> disjuncts) {
        if (disjuncts.size() > Limits.MAX_DISJUNCTIONS) {
            throw new InvalidQueryException("The query's OR, IN, != and NOT IN filters multiply to " + disjuncts.size()
                    + " alternatives or more; the limit is " + Limits.MAX_DISJUNCTIONS
                    + ". Split the query, or look entities up by key.");
        }
        return disjuncts;
    }
}
