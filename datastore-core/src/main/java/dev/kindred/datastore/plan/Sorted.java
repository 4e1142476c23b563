package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.PlanNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last resort: reads the entities of all candidates, asks the evaluator, and sorts. Keeps no more rows than are wanted, so a first page of a large kind
 * costs time, not memory.
 */
record Sorted(Plan candidates, Evaluator evaluator) implements Plan {

    @Override
    public RowSource open(ReadContext context) {
        FirstRows first = new FirstRows(context);
        try (RowSource source = candidates.open(context.fromTheStart(Integer.MAX_VALUE))) {
            List<Row> batch = new ArrayList<>();
            for (Row row = source.next(); row != null; row = source.next()) {
                batch.add(row);
                if (batch.size() == ReadContext.MAX_BATCH) {
                    keep(batch, first, context);
                    batch.clear();
                }
            }
            keep(batch, first, context);
        }
        return first.source();
    }

    private void keep(List<Row> batch, FirstRows first, ReadContext context) {
        for (Row row : context.load(batch)) {
            if (row.entity() != null) {
                for (byte[] position : evaluator.positions(row.entity(), row.key())) {
                    first.add(new Row(position, row.key(), row.entity()));
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
    public boolean readsOnce(ReadContext context) {
        return candidates.readsOnce(context);
    }

    @Override
    public PlanNode describe(Wording words) {
        return Wording.node(
                "sort in memory", List.of("reads the entity of every candidate"), candidates.describe(words));
    }
}
