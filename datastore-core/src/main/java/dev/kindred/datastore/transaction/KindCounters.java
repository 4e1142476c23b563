package dev.kindred.datastore.transaction;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterChange;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of each kind there is, kept by every commit in the engine's counters.
 *
 * <pre>
 * 's' number of the partition, number of the kind     entities, bytes of entity keys and records, index rows, their bytes
 * 00 't'                                              system row: the counters are complete
 * </pre>
 *
 * <b>A store from before there were counters</b> has no such system row. Its commits count from now on like all others, so that the counters hold what was
 * added since. At the first question the rows of one snapshot are counted, beside reads and writes of others; what the snapshot's counters are short of is
 * added, with the system row, in one commit. Additions commute: it does not matter what else was committed in the meantime.
 */
public final class KindCounters {

    static final int ENTITIES = 0;
    static final int ENTITY_BYTES = 1;
    static final int INDEX_ROWS = 2;
    static final int INDEX_BYTES = 3;
    private static final int NUMBERS = 4;

    private static final byte KIND = 's';
    private static final byte[] COMPLETE = SystemRows.prefix('t');

    private final StorageEngine engine;
    private final StoredNames names;
    private volatile boolean complete;

    /**
     * What is there of one kind in one partition.
     *
     * @param partition application and namespace
     * @param kind the kind
     * @param entities how many
     * @param entityBytes the bytes of their keys and records
     * @param indexRows their index rows, those of composite indexes included
     * @param indexBytes the bytes of these rows
     */
    public record Counted(
            Partition partition, String kind, long entities, long entityBytes, long indexRows, long indexBytes) {}

    KindCounters(StorageEngine engine, StoredNames names) {
        this.engine = engine;
        this.names = names;
    }

    /** The row that tells a store which has counted from its first entity on. */
    static EntityPut complete() {
        return SystemRows.put(COMPLETE, 1);
    }

    private static byte[] key(int partition, int kind) {
        return new ByteWriter(9).put(KIND).putNumber(partition).putNumber(kind).toByteArray();
    }

    /** Adds up what one commit changes. */
    static final class Tally {

        // Most commits write one kind: a list is looked through faster than a map is made.
        private final List<Kind> kinds = new ArrayList<>(1);

        private record Kind(int partition, int kind, long[] sums) {}

        long[] of(int partition, int kind) {
            for (Kind each : kinds) {
                if (each.kind() == kind && each.partition() == partition) {
                    return each.sums();
                }
            }
            Kind added = new Kind(partition, kind, new long[NUMBERS]);
            kinds.add(added);
            return added.sums();
        }

        static void count(long[] sums, IndexRow row, int rows) {
            sums[INDEX_ROWS] += rows;
            sums[INDEX_BYTES] += (long) rows * (row.prefix().length + row.key().length);
        }

        List<CounterChange> changes() {
            List<CounterChange> changes = new ArrayList<>(kinds.size());
            for (Kind each : kinds) {
                long[] sums = each.sums();
                if ((sums[ENTITIES] | sums[ENTITY_BYTES] | sums[INDEX_ROWS] | sums[INDEX_BYTES]) != 0) {
                    changes.add(new CounterChange(key(each.partition(), each.kind()), sums));
                }
            }
            return changes;
        }
    }

    /**
     * All kinds that have entities or index rows, as of a moment after the call. Counts the rows of the store once, if it is from before there were counters.
     *
     * @return in no particular order
     */
    public List<Counted> all() {
        ensureComplete();
        return asCounted();
    }

    /**
     * What the counters say now. In a store from before there were counters, which nobody has asked for {@link #all()} yet, that is too little. Writes nothing.
     *
     * @return in no particular order
     */
    public List<Counted> asCounted() {
        try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
            return read(ByteRange.startingWith(new byte[] {KIND}), snapshot, names.within(snapshot));
        }
    }

    /**
     * One kind, as {@link #all()} has it.
     *
     * @param partition application and namespace
     * @param kind the kind
     * @return null if there is nothing of it
     */
    public @Nullable Counted of(Partition partition, String kind) {
        ensureComplete();
        try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
            SnapshotNames dictionary = names.within(snapshot);
            int partitionNumber = dictionary.find(partition);
            int kindNumber = dictionary.find(kind);
            if (partitionNumber == StoredNames.UNKNOWN || kindNumber == StoredNames.UNKNOWN) {
                return null;
            }
            List<Counted> found = read(ByteRange.startingWith(key(partitionNumber, kindNumber)), snapshot, dictionary);
            return found.isEmpty() ? null : found.get(0);
        }
    }

    private static List<Counted> read(ByteRange range, StorageTransaction snapshot, SnapshotNames dictionary) {
        List<Counted> found = new ArrayList<>();
        for (CounterRow row : snapshot.counters(range)) {
            ByteReader key = new ByteReader(row.key(), 1);
            long[] numbers = row.values();
            found.add(new Counted(
                    dictionary.partition(key.getNumber()),
                    dictionary.name(key.getNumber()),
                    numbers[ENTITIES],
                    numbers[ENTITY_BYTES],
                    numbers[INDEX_ROWS],
                    numbers[INDEX_BYTES]));
        }
        return found;
    }

    private synchronized void ensureComplete() {
        while (!complete) {
            Map<ByteBuffer, long[]> missing;
            try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
                if (snapshot.get(COMPLETE) != null) {
                    complete = true;
                    return;
                }
                missing = recount(snapshot);
                for (CounterRow row : snapshot.counters(ByteRange.startingWith(new byte[] {KIND}))) {
                    long[] sums = missing.computeIfAbsent(ByteBuffer.wrap(row.key()), key -> new long[NUMBERS]);
                    for (int i = 0; i < NUMBERS; i++) {
                        sums[i] -= row.values()[i];
                    }
                }
            }
            List<CounterChange> corrections = new ArrayList<>();
            missing.forEach((key, deltas) -> corrections.add(new CounterChange(key.array(), deltas)));
            EntityPut marker = new EntityPut(COMPLETE, complete().record(), EntityPut.Precondition.ABSENT);
            try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
                // Another process may have been faster: then nothing is added here, and its row is found.
                CommitResult result = transaction.commit(new Changes(
                        List.of(marker), List.of(), List.of(), List.of(), List.of(), List.copyOf(corrections)));
                complete = result instanceof CommitResult.Committed;
            }
        }
    }

    /** Counts every row of a snapshot. */
    Map<ByteBuffer, long[]> recount(StorageTransaction snapshot) {
        SnapshotNames dictionary = names.within(snapshot);
        Map<ByteBuffer, long[]> sums = new HashMap<>();
        // Partition 0 is the datastore's own.
        try (Scan<EntityRow> rows = snapshot.scanEntities(
                new ByteRange(new byte[] {1}, null), ScanDirection.ASCENDING, Integer.MAX_VALUE)) {
            for (EntityRow row = rows.next(); row != null; row = rows.next()) {
                int partition = new ByteReader(row.key()).getNumber();
                int kind = dictionary.find(
                        OrderedCodec.readEntityKey(row.key(), dictionary).kind());
                long[] sum = sums.computeIfAbsent(ByteBuffer.wrap(key(partition, kind)), key -> new long[NUMBERS]);
                sum[ENTITIES]++;
                sum[ENTITY_BYTES] += row.key().length + row.record().length;
            }
        }
        IndexRange all = new IndexRange(IndexRange.atPrefix(new byte[0]), null);
        try (Scan<IndexRow> rows = snapshot.scanIndex(all, ScanDirection.ASCENDING, Integer.MAX_VALUE)) {
            for (IndexRow row = rows.next(); row != null; row = rows.next()) {
                ByteReader prefix = new ByteReader(row.prefix());
                byte[] key = key(prefix.getNumber(), prefix.getNumber());
                Tally.count(sums.computeIfAbsent(ByteBuffer.wrap(key), any -> new long[NUMBERS]), row, 1);
            }
        }
        return sums;
    }
}
