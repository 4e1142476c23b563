package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.SortLimitException;
import java.util.List;
import java.util.function.Supplier;

/**
 * How much a query may sort in memory.
 *
 * @param maxRows the most rows held at a time, at least 1
 * @param advice asked for the indexes that would help once a query goes beyond
 */
public record SortLimit(int maxRows, Supplier<List<IndexDefinition>> advice) {

    SortLimitException exceededBy(NormalQuery query) {
        return new SortLimitException(query.query(), maxRows, advice.get());
    }
}
