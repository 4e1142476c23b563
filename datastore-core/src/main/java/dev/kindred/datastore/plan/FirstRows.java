package dev.kindred.datastore.plan;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Of the rows added, the first by position, no more than are wanted: so a page needs the memory of a page, whatever the query matches. A position that is added twice is
 * kept once.
 */
final class FirstRows {

    private final ReadContext context;
    private final NavigableMap<byte[], Row> rows = new TreeMap<>(Arrays::compareUnsigned);

    FirstRows(ReadContext context) {
        this.context = context;
    }

    void add(Row row) {
        if (context.isBeforeStart(row.position())) {
            return;
        }
        rows.put(row.position(), row);
        if (rows.size() > context.wanted()) {
            rows.pollLastEntry();
        }
        context.transaction().sorts(rows.size());
    }

    /** The rows in order; nothing is added any more. */
    RowSource source() {
        return Sorted.of(List.copyOf(rows.values()));
    }
}
