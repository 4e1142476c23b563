package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.query.Query;
import java.util.List;
import java.util.function.Function;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;

/** Pages of a query. A limit that it has already bounds the whole answer, of which pages are parts. */
public final class Paging {

    private Paging() {}

    /**
     * The query for a page.
     *
     * @param query the query, sorted
     * @param pageable the page; its sort is not looked at
     * @param more how many results to read beyond it
     * @return the query with offset and limit
     * @throws InvalidDataAccessApiUsageException if the page begins behind the two billionth result
     */
    public static Query paged(Query query, Pageable pageable, int more) {
        if (pageable.isUnpaged()) {
            return query;
        }
        int skipped = offset(pageable.getOffset());
        int size = (int) Math.min(Integer.MAX_VALUE, (long) pageable.getPageSize() + more);
        int left = query.limit() < 0 ? size : Math.max(0, query.limit() - skipped);
        return query.offset(offset((long) query.offset() + skipped)).limit(Math.min(size, left));
    }

    /**
     * A page that knows whether another follows: one result more is read.
     *
     * @param <T> the type of the results
     * @param query the query, sorted
     * @param pageable the page; its sort is not looked at
     * @param read runs a query
     * @return the slice
     */
    public static <T> Slice<T> slice(Query query, Pageable pageable, Function<Query, List<T>> read) {
        if (pageable.isUnpaged()) {
            return new SliceImpl<>(read.apply(query), pageable, false);
        }
        List<T> found = read.apply(paged(query, pageable, 1));
        boolean more = found.size() > pageable.getPageSize();
        return new SliceImpl<>(more ? List.copyOf(found.subList(0, pageable.getPageSize())) : found, pageable, more);
    }

    /**
     * The number of results to skip.
     *
     * @param skipped the number
     * @return the same
     * @throws InvalidDataAccessApiUsageException if it is more than a query can skip
     */
    public static int offset(long skipped) {
        if (skipped > Integer.MAX_VALUE) {
            throw new InvalidDataAccessApiUsageException("A query cannot skip " + skipped + " results; the limit is "
                    + Integer.MAX_VALUE + ". Scroll by cursor instead, which skips nothing.");
        }
        return (int) skipped;
    }

    /**
     * A query that gives no more results than so many, nor than it would have given.
     *
     * @param query the query
     * @param most the most results
     * @return the query with the smaller limit
     */
    public static Query atMost(Query query, int most) {
        return query.limit(query.limit() < 0 ? most : Math.min(query.limit(), most));
    }
}
