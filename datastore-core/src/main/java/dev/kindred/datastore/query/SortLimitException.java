package dev.kindred.datastore.query;

import dev.kindred.datastore.model.DatastoreException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A query had to sort more rows in memory than it may. Its results could not be given; nothing is wrong with what is stored. */
public final class SortLimitException extends DatastoreException {

    // A query is not serializable; who sends the exception on sends its message.
    private final transient Query query;
    private final int maxRows;
    private final transient List<IndexDefinition> advice;

    /**
     * Reports a query.
     *
     * @param query the query
     * @param maxRows the most rows it may hold
     * @param advice indexes that would give the order without sorting; perhaps none
     */
    public SortLimitException(Query query, int maxRows, List<IndexDefinition> advice) {
        super(message(query, maxRows, advice));
        this.query = query;
        this.maxRows = maxRows;
        this.advice = List.copyOf(advice);
    }

    private static String message(Query query, int maxRows, List<IndexDefinition> advice) {
        String message = String.format(
                Locale.ROOT,
                "The query \"%s\" has to sort more than %,d rows in memory, the limit. Give it a limit, so that only a page is held, or take it page by page with cursors",
                query,
                maxRows);
        return advice.isEmpty()
                ? message + "; or raise the limit."
                : message + "; or declare an index, so that nothing is sorted:\n"
                        + advice.stream().map(IndexDefinition::toYaml).collect(Collectors.joining("\n"));
    }

    /**
     * The query.
     *
     * @return as it was run
     */
    public Query query() {
        return query;
    }

    /**
     * The limit.
     *
     * @return in rows
     */
    public int maxRows() {
        return maxRows;
    }

    /**
     * Indexes that would give the order without sorting.
     *
     * @return perhaps none
     */
    public List<IndexDefinition> advice() {
        return advice;
    }
}
