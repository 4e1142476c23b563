package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.PlanNode;
import dev.kindred.datastore.store.IndexRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A merge join of equalities: the candidates of one scan that also have a row under each of some other prefixes. Written as batched existence probes, not as a
 * leapfrog of seeks: on a log-structured store a probe that misses costs a bloom filter, a seek costs every level. Batches grow, so that a first page
 * of frequent matches probes little, and rare matches are found in large strides.
 */
record Probed(Plan driver, List<byte[]> prefixes) implements Plan {

    private static final int FIRST_BATCH = 32;
    private static final int LARGEST_BATCH = 512;

    @Override
    public RowSource open(ReadContext context) {
        if (driver instanceof ValueScan scan && context.transaction().joins()) {
            return scan.joined(context, prefixes);
        }
        RowSource source = driver.open(context);
        return new RowSource() {
            private final ArrayDeque<Row> found = new ArrayDeque<>();
            private int batch = Math.max(FIRST_BATCH, Math.min(context.wanted(), LARGEST_BATCH));
            private boolean exhausted;

            @Override
            public @Nullable Row next() {
                while (found.isEmpty() && !exhausted) {
                    fill();
                }
                return found.poll();
            }

            private void fill() {
                List<Row> rows = new ArrayList<>(batch);
                while (rows.size() < batch) {
                    Row row = source.next();
                    if (row == null) {
                        exhausted = true;
                        break;
                    }
                    rows.add(row);
                }
                for (byte[] prefix : prefixes) {
                    rows = having(context, prefix, rows);
                }
                found.addAll(rows);
                batch = Math.min(batch * 2, LARGEST_BATCH);
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }

    /** Those of some rows whose entity has a row under a prefix, too. */
    static List<Row> having(ReadContext context, byte[] prefix, List<Row> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        List<IndexRow> probes = new ArrayList<>(rows.size());
        for (Row row : rows) {
            probes.add(new IndexRow(prefix, row.key()));
        }
        boolean[] present = context.transaction().containsAll(probes);
        List<Row> kept = new ArrayList<>();
        for (int i = 0; i < present.length; i++) {
            if (present[i]) {
                kept.add(rows.get(i));
            }
        }
        return kept;
    }

    @Override
    public boolean isExact(ReadContext context) {
        return driver.isExact(context);
    }

    @Override
    public boolean readsOnce(ReadContext context) {
        return driver instanceof ValueScan && driver.readsOnce(context);
    }

    @Override
    public PlanNode describe(Wording words) {
        return new PlanNode(
                "probe each row",
                prefixes.stream().map(words::condition).toList(),
                prefixes.stream().map(words::index).toList(),
                List.of(driver.describe(words)));
    }
}
