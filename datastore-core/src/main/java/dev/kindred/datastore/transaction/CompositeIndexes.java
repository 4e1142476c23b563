package dev.kindred.datastore.transaction;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.codec.RecordCodec;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.index.CompositeLimits;
import dev.kindred.datastore.index.IndexRows;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreConflictException;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.transaction.KindCounters.Tally;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The composite indexes of a store. A declared index is kept up to date by every commit from its declaration on, and used by queries once it is built: when rows exist for
 * all entities that were there before. Building goes through the entities in batches, each a transaction of its own that conflicts with
 * concurrent writes and is then repeated, so that it runs beside the application; its progress is stored, so that it goes on after a restart.
 *
 * <p>An index that is no longer declared is no longer kept up to date; its note is removed, and declaring it again clears and builds it anew.
 *
 * <pre>
 * 00 'x' number of the kind, number of the index     01 building, 02 built
 * 00 'y' number of the kind, number of the index     how far building has come: the last entity key done
 * </pre>
 */
public final class CompositeIndexes {

    private static final int STATE = 'x';
    private static final int PROGRESS = 'y';
    private static final long BUILDING = 1;
    private static final long BUILT = 2;
    private static final int BATCH = 500;

    private final StorageEngine engine;
    private final StoredNames names;
    private final List<Declared> declared = new CopyOnWriteArrayList<>();
    private volatile boolean loaded;
    private final ReentrantReadWriteLock declaring = new ReentrantReadWriteLock();

    /** An entity that cannot be in the index that is built. */
    private static final class Unbuildable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unbuildable(String problem) {
            super(problem);
        }
    }

    /** An index and whether queries may use it: those whose snapshot has the commit that ended the building. */
    private static final class Declared {

        private static final long NEVER = Long.MAX_VALUE;

        private final CompositeIndex index;
        private volatile long builtAt = NEVER;
        private volatile @Nullable String problem;

        Declared(CompositeIndex index) {
            this.index = index;
        }

        /** What is known of the snapshot at no cost mostly suffices. */
        boolean isSeenBy(StorageTransaction snapshot) {
            return builtAt <= snapshot.versionAtLeast() || builtAt <= snapshot.snapshotVersion();
        }

        Progress progress() {
            boolean built = builtAt != NEVER;
            return new Progress(index, built, built ? null : problem);
        }
    }

    /**
     * The indexes of an engine's store.
     *
     * @param engine where they lie
     * @param names the dictionary
     */
    CompositeIndexes(StorageEngine engine, StoredNames names) {
        this.engine = engine;
        this.names = names;
    }

    /** The store's own indexes count as declared until somebody declares: else a commit before that would leave them behind. */
    private void load() {
        if (loaded) {
            return;
        }
        synchronized (this) {
            if (loaded) {
                return;
            }
            for (EntityRow row : stateRows()) {
                ByteReader body = SystemRows.body(row.key());
                String kind = names.name(body.getNumber());
                Declared known = new Declared(CompositeIndex.fromDictionaryName(kind, names.name(body.getNumber())));
                known.builtAt = builtAt(row);
                declared.add(known);
            }
            loaded = true;
        }
    }

    private List<EntityRow> stateRows() {
        List<EntityRow> rows = new ArrayList<>();
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY);
                Scan<EntityRow> scan = transaction.scanEntities(
                        ByteRange.startingWith(SystemRows.prefix(STATE)), ScanDirection.ASCENDING, Integer.MAX_VALUE)) {
            for (EntityRow row = scan.next(); row != null; row = scan.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    /**
     * The indexes that a commit must keep up to date, built or not.
     *
     * @param kind the kind of an entity it writes
     * @return in the order of their declaration
     */
    public List<CompositeIndex> declared(String kind) {
        load();
        if (declared.isEmpty()) {
            return List.of();
        }
        List<CompositeIndex> indexes = new ArrayList<>();
        for (Declared each : declared) {
            if (each.index.kind().equals(kind)) {
                indexes.add(each.index);
            }
        }
        return indexes;
    }

    /** Whether an index has the rows of all entities. Once true it stays so while the index is declared. */
    boolean isBuilt(CompositeIndex index) {
        for (Declared each : declared) {
            if (each.index.equals(index)) {
                return each.builtAt != Declared.NEVER;
            }
        }
        return false;
    }

    /**
     * The indexes that a query may use.
     *
     * @param kind the kind it asks for
     * @param snapshot what it runs on, asked for its version only if need be; an index that was built later has no rows for some of its entities
     * @return in the order of their declaration
     */
    public List<CompositeIndex> built(String kind, StorageTransaction snapshot) {
        load();
        if (declared.isEmpty()) {
            return List.of();
        }
        List<CompositeIndex> indexes = new ArrayList<>();
        for (Declared each : declared) {
            if (each.builtAt != Declared.NEVER && each.index.kind().equals(kind) && each.isSeenBy(snapshot)) {
                indexes.add(each.index);
            }
        }
        return indexes;
    }

    /** A commit that has begun to look at the declared indexes holds this lock until it is done: a declaration waits for it. */
    public void beginCommit() {
        declaring.readLock().lock();
    }

    /** Ends what {@link #beginCommit()} began, on the same thread. */
    public void endCommit() {
        declaring.readLock().unlock();
    }

    /**
     * Declares all indexes there shall be, in place of those declared before. Returns when commits keep them up to date; {@link #build} makes them usable.
     *
     * @param indexes the indexes; doubles count once
     */
    public void declare(List<CompositeIndex> indexes) {
        load();
        List<Declared> fresh = new ArrayList<>();
        for (CompositeIndex index : new LinkedHashSet<>(indexes)) {
            names.ensureNames(List.of(index.kind(), index.dictionaryName()));
            fresh.add(new Declared(index));
        }
        declaring.writeLock().lock();
        try {
            declared.clear();
            declared.addAll(fresh);
        } finally {
            declaring.writeLock().unlock();
        }
        forgetUndeclared();
        for (Declared each : fresh) {
            each.builtAt = builtAt(each.index);
        }
    }

    /**
     * How far an index is.
     *
     * @param index the index
     * @param built whether queries may use it
     * @param problem why building stopped; null unless it did
     */
    public record Progress(
            CompositeIndex index, boolean built, @Nullable String problem) {}

    /**
     * How far the declared indexes are.
     *
     * @return in the order of their declaration
     */
    public List<Progress> progress() {
        load();
        return declared.stream().map(Declared::progress).toList();
    }

    /**
     * Builds what is declared and not built. Runs beside reads and writes; returns when all are built or have failed, or when told to stop. An index that cannot be
     * built does not keep the others from it; its status tells why, and the next call tries it again from there.
     *
     * @param stop asked between batches
     */
    public void build(BooleanSupplier stop) {
        for (Declared each : declared) {
            if (each.builtAt == Declared.NEVER && !stop.getAsBoolean()) {
                if (state(each.index) == 0) {
                    clear(each.index);
                    writeState(each.index, BUILDING);
                }
                try {
                    if (fill(each.index, stop)) {
                        each.builtAt = builtAt(each.index);
                    }
                    each.problem = null;
                } catch (Unbuildable e) {
                    each.problem = e.getMessage();
                }
            }
        }
    }

    private void forgetUndeclared() {
        Set<ByteBuffer> kept = new HashSet<>();
        for (Declared each : declared) {
            kept.add(ByteBuffer.wrap(key(STATE, each.index)));
        }
        List<byte[]> gone = new ArrayList<>();
        for (EntityRow row : stateRows()) {
            if (!kept.contains(ByteBuffer.wrap(row.key()))) {
                gone.add(row.key());
                byte[] progress = row.key().clone();
                progress[1] = PROGRESS;
                gone.add(progress);
            }
        }
        if (!gone.isEmpty()) {
            commit(transaction -> new Changes(List.of(), gone, List.of(), List.of(), List.of()));
        }
    }

    private byte[] key(int type, CompositeIndex index) {
        return new ByteWriter()
                .put(SystemRows.prefix(type))
                .putNumber(names.find(index.kind()))
                .putNumber(names.find(index.dictionaryName()))
                .toByteArray();
    }

    private long state(CompositeIndex index) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY)) {
            return SystemRows.number(transaction.get(key(STATE, index)), 0);
        }
    }

    private long builtAt(CompositeIndex index) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY)) {
            return builtAt(transaction.get(key(STATE, index)));
        }
    }

    private static long builtAt(@Nullable EntityRow state) {
        return state != null && SystemRows.number(state, 0) == BUILT ? state.version() : Declared.NEVER;
    }

    private void writeState(CompositeIndex index, long state) {
        commit(transaction -> new Changes(
                List.of(SystemRows.put(key(STATE, index), state)), List.of(), List.of(), List.of(), List.of()));
    }

    /** Removes rows of an earlier declaration. Entities written since the new one have theirs restored when {@link #fill} comes to them. */
    private void clear(CompositeIndex index) {
        for (int partition : names.partitionNumbers()) {
            IndexRange rows = IndexRange.startingWith(prefix(index, partition));
            boolean more = true;
            while (more) {
                List<IndexRow> found = new ArrayList<>(BATCH);
                commit(transaction -> {
                    found.clear();
                    try (Scan<IndexRow> scan = transaction.scanIndex(rows, ScanDirection.ASCENDING, BATCH)) {
                        for (IndexRow row = scan.next(); row != null && found.size() < BATCH; row = scan.next()) {
                            found.add(row);
                        }
                    }
                    Tally tally = new Tally();
                    long[] sums = tally.of(partition, names.find(index.kind()));
                    found.forEach(row -> Tally.count(sums, row, -1));
                    return new Changes(List.of(), List.of(), List.of(), List.copyOf(found), List.of(), tally.changes());
                });
                more = found.size() == BATCH;
            }
        }
    }

    private byte[] prefix(CompositeIndex index, int partition) {
        return IndexRows.propertyPrefix(partition, names.find(index.kind()), names.find(index.dictionaryName()));
    }

    /** Writes the rows of all entities from where an earlier run stopped; false if told to stop before the end. */
    private boolean fill(CompositeIndex index, BooleanSupplier stop) {
        int kind = names.find(index.kind());
        byte[] done = progress(index);
        for (int partition : names.partitionNumbers()) {
            byte[] first = new ByteWriter().putNumber(partition).toByteArray();
            ByteRange keys = ByteRange.startingWith(first);
            byte[] from = Arrays.compareUnsigned(done, first) > 0 ? Arrays.copyOf(done, done.length + 1) : first;
            byte[] prefix = IndexRows.kindPrefix(partition, kind);
            byte @Nullable [] next = from;
            while (next != null) {
                if (stop.getAsBoolean()) {
                    return false;
                }
                byte[] start = next;
                AtomicReference<byte @Nullable []> last = new AtomicReference<>();
                commit(transaction ->
                        batch(index, partition, transaction, prefix, new ByteRange(start, keys.to()), last));
                byte[] reached = last.get();
                next = reached == null ? null : Arrays.copyOf(reached, reached.length + 1);
            }
        }
        commit(transaction -> new Changes(
                List.of(SystemRows.put(key(STATE, index), BUILT)),
                List.of(key(PROGRESS, index)),
                List.of(),
                List.of(),
                List.of()));
        return true;
    }

    private byte[] progress(CompositeIndex index) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY)) {
            EntityRow row = transaction.get(key(PROGRESS, index));
            return row == null ? new byte[0] : row.record();
        }
    }

    private Changes batch(
            CompositeIndex index,
            int partition,
            StorageTransaction transaction,
            byte[] kindPrefix,
            ByteRange keys,
            AtomicReference<byte @Nullable []> last) {
        List<byte[]> entityKeys = new ArrayList<>(BATCH);
        try (Scan<IndexRow> scan =
                transaction.scanIndex(IndexRange.within(kindPrefix, keys), ScanDirection.ASCENDING, BATCH)) {
            for (IndexRow row = scan.next(); row != null && entityKeys.size() < BATCH; row = scan.next()) {
                entityKeys.add(row.key());
            }
        }
        byte[] reached = entityKeys.isEmpty() ? null : entityKeys.get(entityKeys.size() - 1);
        last.set(reached);
        List<IndexRow> rows = new ArrayList<>();
        List<CompositeIndex> counted = new ArrayList<>(built(index.kind(), transaction));
        counted.add(index);
        for (EntityRow row : transaction.getAll(entityKeys)) {
            if (row != null) {
                Entity entity = RecordCodec.decode(
                        OrderedCodec.readEntityKey(row.key(), names), row.record(), row.version(), names);
                String problem = CompositeLimits.problem(entity, counted);
                if (problem != null) {
                    throw new Unbuildable("The composite index " + index + " cannot be built, since " + entity.key()
                            + problem + " It was there before the index was declared.");
                }
                for (byte[] prefix : index.rows(entity, partition, names)) {
                    rows.add(new IndexRow(prefix, row.key()));
                }
            }
        }
        List<EntityPut> puts = reached == null
                ? List.of()
                : List.of(new EntityPut(key(PROGRESS, index), reached, EntityPut.Precondition.NONE));
        // Entities written since the declaration have theirs.
        boolean[] there = transaction.containsAll(rows);
        List<IndexRow> missing = new ArrayList<>();
        Tally tally = new Tally();
        long[] sums = tally.of(partition, names.find(index.kind()));
        for (int i = 0; i < there.length; i++) {
            if (!there[i]) {
                missing.add(rows.get(i));
                Tally.count(sums, rows.get(i), 1);
            }
        }
        return new Changes(puts, List.of(), missing, List.of(), List.of(), tally.changes());
    }

    private interface Step {
        Changes run(StorageTransaction transaction);
    }

    /** Repeats a step until it commits: building must get through beside any writers. */
    private void commit(Step step) {
        for (int attempt = 1; ; attempt++) {
            try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
                Changes changes = step.run(transaction);
                if (changes.isEmpty() || transaction.commit(changes) instanceof CommitResult.Committed) {
                    return;
                }
            } catch (StoreConflictException again) {
                // As a conflict at the commit.
            }
            Backoff.pause(attempt);
        }
    }
}
