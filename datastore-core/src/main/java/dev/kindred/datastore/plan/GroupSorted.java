package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.PlanNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several orders: the first by a {@link ValueScan}, the others by sorting each group of equal first values in memory. A page costs the groups it
 * touches, and holds no more rows than are wanted.
 *
 * @param scan by the first order; its positions begin with the first order's value
 * @param evaluator gives the full positions
 * @param firstLength how long the first order's value is at the beginning of a position
 */
record GroupSorted(Plan scan, Evaluator evaluator, FirstValue firstLength) implements Plan {

    /** Tells where the first order's value ends in a position. */
    interface FirstValue {
        int length(byte[] position);
    }

    @Override
    public RowSource open(ReadContext context) {
        RowSource source = scan.open(context.fromTheStart(context.transaction().joins() ? context.wanted() : 1));
        return new RowSource() {
            private RowSource group = EMPTY;
            private @Nullable Row ahead = source.next();

            @Override
            public @Nullable Row next() {
                Row row = group.next();
                while (row == null && ahead != null) {
                    group = readGroup(ahead);
                    row = group.next();
                }
                return row;
            }

            private RowSource readGroup(Row first) {
                int length = firstLength.length(first.position());
                boolean wanted = isWanted(first.position(), length);
                FirstRows rows = new FirstRows(context);
                List<Row> batch = new ArrayList<>();
                Row row = first;
                while (row != null && isSameGroup(row.position(), first.position(), length)) {
                    if (wanted) {
                        batch.add(row);
                    }
                    if (batch.size() == ReadContext.MAX_BATCH) {
                        place(batch, first.position(), length, rows);
                        batch.clear();
                    }
                    row = source.next();
                }
                ahead = row;
                place(batch, first.position(), length, rows);
                return rows.source();
            }

            private void place(List<Row> batch, byte[] first, int length, FirstRows rows) {
                for (Row loaded : context.load(batch)) {
                    if (loaded.entity() == null) {
                        continue;
                    }
                    // An entity with several values appears in several groups, and belongs into the one of its
                    // position.
                    for (byte[] position : evaluator.positions(loaded.entity(), loaded.key())) {
                        if (isSameGroup(position, first, length)) {
                            rows.add(new Row(position, loaded.key(), loaded.entity()));
                        }
                    }
                }
            }

            private boolean isSameGroup(byte[] position, byte[] first, int length) {
                return position.length >= length && Arrays.equals(position, 0, length, first, 0, length);
            }

            /** A whole group that stands before the start of the answer need not be read. */
            private boolean isWanted(byte[] position, int length) {
                byte[] after = context.after();
                return after == null
                        || Arrays.compareUnsigned(position, 0, length, after, 0, Math.min(length, after.length)) >= 0;
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }

    @Override
    public boolean isExact(ReadContext context) {
        return true;
    }

    @Override
    public boolean readsOnce(ReadContext context) {
        return scan.readsOnce(context);
    }

    @Override
    public PlanNode describe(Wording words) {
        return Wording.node(
                "sort each group of equal first values in memory",
                List.of("a page reads the groups it touches"),
                scan.describe(words));
    }
}
