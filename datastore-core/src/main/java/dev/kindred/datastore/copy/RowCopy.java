package dev.kindred.datastore.copy;

import dev.kindred.datastore.copy.CopyProgress.Step;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.CounterChange;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of the target those of the source: goes through both in the order of keys, and writes what differs. On an empty target that is all; after a kill, what is missing; when the
 * source was changed meanwhile, the changes, deletions included. Counters come last, as sums to add.
 */
final class RowCopy {

    private static final byte[] NOTHING = {};

    private final StorageEngine source;
    private final StorageEngine target;
    private final CopyNotes begun;
    private final long sourceVersion;
    private final TargetBatch batch;
    private final CopyProgress progress;
    private final Expected expected;
    private long read;

    /** About how many rows there are. */
    record Expected(long entities, long indexRows) {}

    RowCopy(
            StorageEngine source,
            StorageEngine target,
            CopyNotes begun,
            long sourceVersion,
            Expected expected,
            CopyProgress progress) {
        this.source = source;
        this.target = target;
        this.begun = begun;
        this.sourceVersion = sourceVersion;
        this.batch = new TargetBatch(target);
        this.expected = expected;
        this.progress = progress;
    }

    long read() {
        return read;
    }

    long written() {
        return batch.written();
    }

    long deleted() {
        return batch.deleted();
    }

    void run() {
        CopyNotes.Rows last = begun.rows();
        // If nothing was committed to the source since, what was done is done.
        boolean goesOn = last != null && sourceVersion >= 0 && last.sourceVersion() == sourceVersion;
        int step = last != null && goesOn && last.step() < CopyNotes.ROWS_DONE ? last.step() : CopyNotes.ENTITIES;
        if (step == CopyNotes.ENTITIES) {
            byte[] first = last != null && goesOn && last.step() == step ? last.first() : NOTHING;
            pass(
                    RowSpace.ENTITIES,
                    first.length == 0 ? null : new EntityRow(first, NOTHING, 0),
                    row -> note(CopyNotes.ENTITIES, row.key(), NOTHING),
                    Step.ENTITIES,
                    expected.entities());
            batch.commit(note(CopyNotes.INDEX, NOTHING, NOTHING).put());
        }
        if (step <= CopyNotes.INDEX) {
            byte[] prefix = last != null && step == CopyNotes.INDEX ? last.first() : NOTHING;
            pass(
                    RowSpace.INDEX,
                    last == null || prefix.length == 0 ? null : new IndexRow(prefix, last.second()),
                    row -> note(CopyNotes.INDEX, row.prefix(), row.key()),
                    Step.INDEX_ROWS,
                    expected.indexRows());
        }
        counters();
    }

    private CopyNotes.Rows note(int step, byte[] first, byte[] second) {
        return new CopyNotes.Rows(sourceVersion, step, first, second);
    }

    private interface Place<T> {
        CopyNotes.Rows of(T row);
    }

    private <T> void pass(RowSpace<T> space, @Nullable T behind, Place<T> place, Step step, long about) {
        Blocks<T> theirs = new Blocks<>(source, space, behind);
        Blocks<T> ours = new Blocks<>(target, space, behind);
        T wanted = theirs.next();
        T there = ours.next();
        long done = 0;
        while (wanted != null || there != null) {
            int order = wanted == null ? 1 : there == null ? -1 : space.compare(wanted, there);
            T at = order <= 0 && wanted != null ? wanted : Objects.requireNonNull(there);
            if (there != null && wanted != null && order == 0) {
                if (!space.isSame(wanted, there)) {
                    refuseIfForeign(space.version(there), there);
                    space.put(wanted, batch);
                }
            } else if (order < 0 && wanted != null) {
                space.put(wanted, batch);
            } else if (there != null) {
                refuseIfForeign(space.version(there), there);
                space.delete(there, batch);
            }
            if (order <= 0) {
                wanted = theirs.next();
                read++;
                progress.at(step, ++done, Math.max(about, done));
            }
            if (order >= 0) {
                there = ours.next();
            }
            if (batch.isFull()) {
                batch.commit(place.of(at).put());
            }
        }
    }

    private void refuseIfForeign(long version, Object row) {
        if (version > begun.version()) {
            String key = row instanceof EntityRow entity ? HexFormat.of().formatHex(entity.key()) : row.toString();
            throw new CopyRefusedException("The target is in use: the row " + key
                    + " differs from the source, and was written (version " + version
                    + ") after the copy wrote last (version " + begun.version()
                    + "). To keep what was written there, do not copy. To throw it away, empty the target, and copy"
                    + " anew.");
        }
    }

    private void counters() {
        Map<ByteBuffer, long[]> differences = new TreeMap<>();
        add(source, 1, differences);
        add(target, -1, differences);
        differences.values().removeIf(numbers -> Arrays.stream(numbers).allMatch(number -> number == 0));
        differences.forEach((key, numbers) -> batch.add(new CounterChange(key.array(), numbers)));
        batch.commit(note(CopyNotes.ROWS_DONE, NOTHING, NOTHING).put());
    }

    private static void add(StorageEngine engine, int sign, Map<ByteBuffer, long[]> sums) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY)) {
            for (CounterRow row : transaction.counters(new ByteRange(NOTHING, null))) {
                sums.merge(ByteBuffer.wrap(row.key()), times(row.values(), sign), RowCopy::sum);
            }
        }
    }

    private static long[] times(long[] values, int sign) {
        return Arrays.stream(values).map(value -> value * sign).toArray();
    }

    private static long[] sum(long[] one, long[] other) {
        long[] sum = Arrays.copyOf(one, Math.max(one.length, other.length));
        for (int i = 0; i < other.length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }
}
