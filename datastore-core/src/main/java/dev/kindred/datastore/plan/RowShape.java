package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Filter.PropertyFilter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.query.Query.Distinctness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What projection and DISTINCT do to the sequence of rows. A projected property is one more order, behind the query's own, so that the position of a row holds all
 * that it carries, and the plans need not know of projections. The properties a query is distinct on must be the first orders: then equal rows stand together.
 *
 * @param sort the orders ahead of the key
 * @param tail projected properties behind a key that the query itself sorts by; they tell the rows of one entity apart
 * @param group how many of the first orders make rows equal; -1 if the query is not distinct
 */
record RowShape(List<Order> sort, List<Order> tail, int group) {

    static final int NOT_DISTINCT = -1;

    /**
     * Adds to a query's orders what its projection asks for.
     *
     * @param query the query
     * @param sort its orders in normal form, ahead of the key
     * @param sortsByKey whether an order by the key follows them
     * @param constant tells which properties have one value in all results
     * @param ranges the properties with ranges
     */
    static RowShape of(
            Query query, List<Order> sort, boolean sortsByKey, Predicate<String> constant, Set<String> ranges) {
        if (query.selection() != Query.Selection.PROJECTION && query.distinctness() == Distinctness.NONE) {
            return new RowShape(List.copyOf(sort), List.of(), NOT_DISTINCT);
        }
        check(query);
        List<Order> all = new ArrayList<>(sort);
        int group = NOT_DISTINCT;
        if (query.distinctness() != Distinctness.NONE) {
            Set<String> properties = new TreeSet<>(
                    query.distinctness() == Distinctness.PROJECTION ? query.projection() : query.distinctOn());
            properties.removeIf(constant);
            checkLeading(properties, all, sortsByKey, ranges);
            append(all, properties);
            group = properties.size();
        }
        List<Order> rest = new ArrayList<>(all);
        append(rest, new TreeSet<>(query.projection()));
        return sortsByKey
                ? new RowShape(List.copyOf(all), List.copyOf(rest.subList(all.size(), rest.size())), group)
                : new RowShape(List.copyOf(rest), List.of(), group);
    }

    private static void append(List<Order> orders, Set<String> properties) {
        for (String property : properties) {
            if (orders.stream().noneMatch(order -> order.property().equals(property))) {
                orders.add(Order.ascending(property));
            }
        }
    }

    private static void check(Query query) {
        if (query.kind() == null) {
            throw new InvalidQueryException("A query without a kind cannot project or be distinct; name a kind.");
        }
        if (query.distinctness() == Distinctness.PROJECTION
                && query.projection().isEmpty()) {
            throw new InvalidQueryException(
                    "distinct() is for projections, and this query has none: add project(…), or use distinctOn(…).");
        }
        if (query.selection() == Query.Selection.PROJECTION) {
            for (String property : query.distinctOn()) {
                if (!query.projection().contains(property)) {
                    throw new InvalidQueryException("The query is distinct on \"" + property
                            + "\", which is not among the projected properties " + query.projection()
                            + ". Project it.");
                }
            }
            query.filters().forEach(filter -> checkNoEquality(filter, query.projection()));
        }
    }

    private static void checkNoEquality(Filter filter, List<String> projection) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(each -> checkNoEquality(each, projection));
        } else if (filter instanceof Filter.Or or) {
            or.filters().forEach(each -> checkNoEquality(each, projection));
        } else if (filter instanceof PropertyFilter comparison
                && (comparison.operator() == Operator.EQUAL || comparison.operator() == Operator.IN)
                && projection.contains(comparison.property())) {
            throw new InvalidQueryException("The query projects \"" + comparison.property() + "\" and has the filter \""
                    + comparison + "\" on it; its value is known then. Leave it out of the projection.");
        }
    }

    private static void checkLeading(Set<String> group, List<Order> sort, boolean sortsByKey, Set<String> ranges) {
        int leading = 0;
        while (leading < sort.size() && group.contains(sort.get(leading).property())) {
            leading++;
        }
        if (leading < group.size() && (leading < sort.size() || sortsByKey)) {
            String first = leading < sort.size() ? sort.get(leading).property() : Query.KEY;
            throw new InvalidQueryException("The query is distinct on " + group + ", but sorts by \"" + first
                    + "\" before it has sorted by all of these. Put them first in its orders.");
        }
        for (String property : ranges) {
            if (!property.equals(Query.KEY) && !group.contains(property)) {
                throw new InvalidQueryException("The query has a range on \"" + property + "\" and is distinct on "
                        + group + " alone. Be distinct on it, too, or leave the range out.");
            }
        }
    }
}
