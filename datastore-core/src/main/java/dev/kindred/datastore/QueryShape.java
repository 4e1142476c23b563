package dev.kindred.datastore;

import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.List;
import java.util.stream.Collectors;

/** A query without the values it compares with: the same for all that one line of a program asks, and fit for logs. */
public final class QueryShape {

    private QueryShape() {}

    /**
     * Writes a query without its values, and without limit, offset and cursors.
     *
     * @param query the query
     * @return GQL with {@code ?} for each value
     */
    public static String of(Query query) {
        StringBuilder text = new StringBuilder("SELECT ");
        text.append(
                switch (query.distinctness()) {
                    case NONE -> "";
                    case PROJECTION -> "DISTINCT ";
                    case PROPERTIES -> "DISTINCT ON (" + String.join(", ", query.distinctOn()) + ") ";
                });
        text.append(
                switch (query.selection()) {
                    case ENTITIES -> "*";
                    case KEYS -> Query.KEY;
                    case PROJECTION -> String.join(", ", query.projection());
                });
        if (query.kind() != null) {
            text.append(" FROM ").append(query.kind());
        }
        String conditions = joined(query.filters(), " AND ");
        if (query.ancestor() != null) {
            conditions = Query.KEY + " HAS ANCESTOR ?" + (conditions.isEmpty() ? "" : " AND " + conditions);
        }
        if (!conditions.isEmpty()) {
            text.append(" WHERE ").append(conditions);
        }
        if (!query.orders().isEmpty()) {
            text.append(
                    query.orders().stream().map(QueryShape::of).collect(Collectors.joining(", ", " ORDER BY ", "")));
        }
        return text.toString();
    }

    private static String of(Order order) {
        return order.property() + (order.isDescending() ? " DESC" : "");
    }

    private static String joined(List<Filter> filters, String word) {
        return filters.stream().map(QueryShape::of).collect(Collectors.joining(word));
    }

    private static String of(Filter filter) {
        if (filter instanceof Filter.And and) {
            return "(" + joined(and.filters(), " AND ") + ")";
        }
        if (filter instanceof Filter.Or or) {
            return "(" + joined(or.filters(), " OR ") + ")";
        }
        Filter.PropertyFilter comparison = (Filter.PropertyFilter) filter;
        return comparison.property() + " " + comparison.operator().symbol() + " ?";
    }
}
