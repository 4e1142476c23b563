package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import dev.kindred.datastore.spring.data.template.Paging;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.OffsetScrollPosition;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.support.PageableExecutionUtils;

/**
 * Runs queries for entities of one type into the shapes that repositories return. A limit that a query has already bounds the whole answer, of which pages
 * and slices are parts; for windows it is the size of each. For all threads.
 *
 * @param <T> the type of the entities
 */
public final class QueryExecution<T> {

    /** One more is read to see whether another follows. */
    private static final int LARGEST_WINDOW = Integer.MAX_VALUE - 1;

    private final DatastoreOperations operations;
    private final Class<?> type;
    private final StoredProperties properties;
    private final Rows<T> rows;

    /**
     * An execution for a type.
     *
     * @param operations what runs the queries
     * @param type the type of the entities
     */
    public QueryExecution(DatastoreOperations operations, Class<T> type) {
        this(operations, type, FetchPlan.NONE);
    }

    /**
     * An execution for a type that loads what the results refer to.
     *
     * @param operations what runs the queries
     * @param type the type of the entities
     * @param plan which references to load, and for whom
     */
    public QueryExecution(DatastoreOperations operations, Class<T> type, FetchPlan plan) {
        this(operations, type, new StoredProperties(operations, type), new EntityRows<>(operations, type, plan));
    }

    private QueryExecution(DatastoreOperations operations, Class<?> type, StoredProperties properties, Rows<T> rows) {
        this.operations = operations;
        this.type = type;
        this.properties = properties;
        this.rows = rows;
    }

    /** The same with rows that are read in another way. */
    <R> QueryExecution<R> reading(Rows<R> other) {
        return new QueryExecution<>(operations, type, properties, other);
    }

    /**
     * The query for all entities of the type.
     *
     * @param sort the order
     * @return a query without limit
     * @throws InvalidDataAccessApiUsageException if a property to sort by is not indexed, or is to be sorted without regard to case or with null elsewhere
     *     than at the small end
     */
    public Query all(Sort sort) {
        Query query = operations.query(type).toQuery();
        for (Order order : properties.orders(sort)) {
            query = query.orderBy(order);
        }
        return query;
    }

    /**
     * Returns all results.
     *
     * @param query the query
     * @return a new list
     */
    public List<T> list(Query query) {
        return rows.list(query);
    }

    /**
     * Returns the results of one page as a list.
     *
     * @param query the query, sorted
     * @param pageable the page; its sort is not looked at
     * @return a new list
     */
    public List<T> list(Query query, Pageable pageable) {
        return list(Paging.paged(query, pageable, 0));
    }

    /**
     * Returns results as they are read.
     *
     * @param query the query
     * @return a stream for one thread; close it, or read it to the end
     */
    public Stream<T> stream(Query query) {
        return rows.stream(query);
    }

    /**
     * Returns the only result.
     *
     * @param query the query; with a limit of 1 the first result is returned whatever follows
     * @return the result, or null if there is none
     * @throws IncorrectResultSizeDataAccessException if there are several
     */
    public @Nullable T one(Query query) {
        List<T> found = list(Paging.atMost(query, 2));
        if (found.size() > 1) {
            throw new IncorrectResultSizeDataAccessException(
                    "Several entities meet " + query + ", but the method returns one; return a list, or name it First.",
                    1);
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /**
     * Returns a page with the number of all results, which is counted only if the page does not tell, and then as of the same moment.
     *
     * @param query the query, sorted
     * @param pageable the page; its sort is not looked at
     * @return the page
     */
    public Page<T> page(Query query, Pageable pageable) {
        return page(query, pageable, () -> count(query));
    }

    Page<T> page(Query query, Pageable pageable, LongSupplier total) {
        return operations.performTransaction(
                ignored -> PageableExecutionUtils.getPage(list(query, pageable), pageable, total));
    }

    StoredProperties properties() {
        return properties;
    }

    /**
     * Returns a page that knows whether another follows: one result more is read.
     *
     * @param query the query, sorted
     * @param pageable the page; its sort is not looked at
     * @return the slice
     */
    public Slice<T> slice(Query query, Pageable pageable) {
        return Paging.slice(query, pageable, this::list);
    }

    /**
     * Returns the results behind a position.
     *
     * @param query the query; its limit is the size of the window
     * @param position a cursor, or an offset; null for the beginning
     * @return the window; its positions are cursors if {@code position} is null or a cursor
     * @throws InvalidDataAccessApiUsageException if the position carries something else than a cursor of this query
     */
    public Window<T> window(Query query, @Nullable ScrollPosition position) {
        if (position instanceof OffsetScrollPosition offset && !offset.isInitial()) {
            Paging.offset(offset.getOffset() + 1);
        }
        Query sized = Paging.atMost(query, LARGEST_WINDOW);
        return rows.window(sized, position == null ? ScrollPosition.keyset() : position);
    }

    /**
     * Counts the results, limit included, without reading entities where the indexes suffice.
     *
     * @param query the query
     * @return how many results there are
     */
    public long count(Query query) {
        return rows.count(query);
    }

    /**
     * Whether there is a result.
     *
     * @param query the query
     * @return false if there is none
     */
    public boolean exists(Query query) {
        return rows.exists(query);
    }

    /**
     * Deletes the results in one transaction, the current one if there is one.
     *
     * @param query the query
     * @return what was deleted, as it was before
     */
    public List<T> deleteAll(Query query) {
        return operations.performTransaction(transaction -> {
            List<T> found = rows.list(query);
            transaction.deleteAll(found);
            return found;
        });
    }

    /**
     * Deletes the results in one transaction, the current one if there is one, without reading them.
     *
     * @param query the query
     * @return how many were deleted
     */
    public long deleteAllUnread(Query query) {
        return operations.performTransaction(transaction -> rows.delete(query));
    }

    /**
     * Deletes the only result in one transaction, the current one if there is one.
     *
     * @param query the query
     * @return what was deleted, as it was before; null if there was no result
     * @throws IncorrectResultSizeDataAccessException if there are several; nothing is deleted then
     */
    public @Nullable T deleteOne(Query query) {
        return operations.performTransaction(transaction -> {
            T found = one(query);
            if (found != null) {
                transaction.delete(found);
            }
            return found;
        });
    }
}
