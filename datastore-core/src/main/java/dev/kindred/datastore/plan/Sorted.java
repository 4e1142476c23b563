package dev.kindred.datastore.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last resort: reads the entities of all candidates, asks the evaluator, and sorts. Keeps no more rows than are wanted, so a first page of a large kind
 * costs time, not memory.
 */
record Sorted(Plan candidates, Evaluator evaluator) implements Plan {

    @Override
    public RowSource open(ReadContext context) {
        ReadContext all = new ReadContext(
                context.transaction(),
                context.names(),
                context.several(),
                null,
                Integer.MAX_VALUE,
                context.selectivity());
        NavigableMap<byte[], Row> best = new TreeMap<>(Arrays::compareUnsigned);
        try (RowSource source = candidates.open(all)) {
            List<Row> batch = new ArrayList<>();
            for (Row row = source.next(); row != null; row = source.next()) {
                batch.add(row);
                if (batch.size() == ReadContext.MAX_BATCH) {
                    keep(best, batch, context);
                    batch.clear();
                }
            }
            keep(best, batch, context);
        }
        return of(List.copyOf(best.values()));
    }

    /** By position, so that an entity found under several values is kept once. */
    private void keep(NavigableMap<byte[], Row> best, List<Row> batch, ReadContext context) {
        for (Row row : context.load(batch)) {
            if (row.entity() == null) {
                continue;
            }
            for (byte[] position : evaluator.positions(row.entity(), row.key())) {
                if (!context.isBeforeStart(position)) {
                    best.put(position, new Row(position, row.key(), row.entity()));
                    if (best.size() > context.wanted()) {
                        best.pollLastEntry();
                    }
                }
            }
        }
    }

    /** Rows in memory as a source. */
    static RowSource of(List<Row> rows) {
        Iterator<Row> iterator = rows.iterator();
        return new RowSource() {
            @Override
            public @Nullable Row next() {
                return iterator.hasNext() ? iterator.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean isExact(ReadContext context) {
        return true;
    }

    @Override
    public String toString() {
        return "sort in memory of " + candidates;
    }
}
