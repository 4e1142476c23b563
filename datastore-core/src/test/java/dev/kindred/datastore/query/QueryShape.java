package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Filter.PropertyFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query asks for, to compare two of them: all but the hints, and filters without the groupings that change nothing. */
record QueryShape(
        @Nullable String kind,
        @Nullable String namespace,
        @Nullable Key ancestor,
        @Nullable Object filter,
        List<Order> orders,
        int limit,
        int offset,
        Query.Selection selection,
        List<String> projection,
        Query.Distinctness distinctness,
        List<String> distinctOn,
        @Nullable Cursor start,
        @Nullable Cursor end) {

    private record Group(String word, List<Object> parts) {}

    static QueryShape of(Query query) {
        return new QueryShape(
                query.kind(),
                query.namespace(),
                query.ancestor(),
                shape(new Filter.And(query.filters())),
                query.orders(),
                query.limit(),
                query.offset(),
                query.selection(),
                query.projection(),
                query.distinctness(),
                query.distinctOn(),
                query.start(),
                query.end());
    }

    /** Null for what is always met. */
    private static @Nullable Object shape(Filter filter) {
        if (filter instanceof PropertyFilter) {
            return filter;
        }
        boolean and = filter instanceof Filter.And;
        String word = and ? "AND" : "OR";
        List<Object> parts = new ArrayList<>();
        for (Filter each : and ? ((Filter.And) filter).filters() : ((Filter.Or) filter).filters()) {
            Object part = shape(each);
            if (part == null && !and) {
                return null;
            } else if (part instanceof Group group && group.word().equals(word)) {
                parts.addAll(group.parts());
            } else if (part != null) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? null : parts.size() == 1 ? parts.get(0) : new Group(word, parts);
    }
}
