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

    /** More than any limit; counting goes no further. */
    private static final long MANY = 1_000_000_000;

    private NormalForm() {}

    static List<Conjunction> of(List<Filter> filters) {
        Filter all = new Filter.And(filters);
        long alternatives = count(all);
        if (alternatives > Limits.MAX_DISJUNCTIONS) {
            throw new InvalidQueryException("The query's OR, IN, != and NOT IN filters multiply to " + alternatives
                    + " alternatives; the limit is " + Limits.MAX_DISJUNCTIONS
                    + ". Split the query, or look entities up by key.");
        }
        Set<Conjunction> distinct = new LinkedHashSet<>();
        for (List<PropertyFilter> each : expand(all)) {
            distinct.add(Conjunction.of(each));
        }
        return List.copyOf(distinct);
    }

    /** The comparisons that hold in every alternative because they stand outside of all OR, IN, != and NOT IN. */
    static Conjunction certain(List<Filter> filters) {
        List<PropertyFilter> certain = new ArrayList<>();
        collectCertain(filters, certain);
        return Conjunction.of(certain);
    }

    private static void collectCertain(List<Filter> filters, List<PropertyFilter> into) {
        for (Filter filter : filters) {
            if (filter instanceof Filter.And and) {
                collectCertain(and.filters(), into);
            } else if (filter instanceof PropertyFilter one
                    && (one.operator() == Operator.EQUAL || one.operator().isRange())) {
                into.add(one);
            }
        }
    }

    /** How many alternatives a filter has: counted before they are made, since a part may have very many although the whole, for an empty IN, has none. */
    private static long count(Filter filter) {
        if (filter instanceof Filter.And and) {
            long product = 1;
            for (Filter each : and.filters()) {
                long count = count(each);
                product = product == 0 || count == 0 ? 0 : Math.min(product * count, MANY);
            }
            return product;
        }
        if (filter instanceof Filter.Or or) {
            long sum = 0;
            for (Filter each : or.filters()) {
                sum = Math.min(sum + count(each), MANY);
            }
            return sum;
        }
        PropertyFilter comparison = (PropertyFilter) filter;
        return switch (comparison.operator()) {
            case NOT_EQUAL -> 2;
            case IN -> sorted(comparison).size();
            case NOT_IN -> notIn(comparison).size() + 1;
            default -> 1;
        };
    }

    private static List<List<PropertyFilter>> expand(Filter filter) {
        if (count(filter) == 0) {
            return List.of();
        }
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
            return sum;
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
                yield sum;
            }
            case NOT_IN -> expandNotIn(filter);
            default -> List.of(List.of(filter));
        };
    }

    private static List<List<PropertyFilter>> expandNotIn(PropertyFilter filter) {
        Set<Value> values = notIn(filter);
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

    private static Set<Value> notIn(PropertyFilter filter) {
        Set<Value> values = sorted(filter);
        if (values.size() > Limits.MAX_NOT_IN_VALUES) {
            throw new InvalidQueryException("NOT IN on \"" + filter.property() + "\" has " + values.size()
                    + " values; the limit is " + Limits.MAX_NOT_IN_VALUES + ".");
        }
        return values;
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
        return product;
    }
}
