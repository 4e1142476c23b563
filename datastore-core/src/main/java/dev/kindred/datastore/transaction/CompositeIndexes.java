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
import dev.kindred.datastore.store.Mark;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.Sharing;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreConflictException;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.transaction.KindCounters.Tally;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The composite indexes of a store. A declared index is kept up to date by every commit from its declaration on, and used by queries once it is built: when rows exist for
 * all entities that were there before. Building goes through the entities in batches, each a transaction of its own that conflicts with
 * concurrent writes and is then repeated, so that it runs beside the application; its progress is stored, so that it goes on after a restart.
 *
 * <p>An index that is no longer declared is no longer kept up to date; its note is removed, and declaring it again clears and builds it anew.
 *
 * <p><b>Where several processes share the store</b>, every one of them keeps up to date what any of them has declared. Each declaration is noted under the name of its process. An index goes
 * when a process declares its indexes and this one is neither among them nor among those of another process that lives; so the old and the new version of an application can run side by side, and the
 * first process that starts after the last old one has ended takes the old index away. Whoever changes what is declared moves the {@linkplain Mark#CATALOG mark of the catalog}, which all
 * commits compare: a writer who has not heard of an index cannot commit without its rows, and the transactions that build it would conflict with one who had begun before. Several
 * processes may build at the same time: they share the work batch by batch, since each begins where the store says that building has come.
 *
 * <pre>
 * 00 'x' number of the kind, number of the index                       01 building, 02 built, 03 declared: there may be rows of an earlier time
 * 00 'y' number of the kind, number of the index                       how far building has come: the last entity key done
 * 00 'd' name of a process, number of the kind, number of the index    the process declares the index; only in a store that processes share
 * </pre>
 */
public final class CompositeIndexes {

    private static final int STATE = 'x';
    private static final int PROGRESS = 'y';
    private static final long BUILDING = 1;
    private static final long BUILT = 2;
    private static final long DECLARED = 3;
    private static final int DECLARER = 'd';
    private static final int BATCH = 500;

    private final StorageEngine engine;
    private final StoredNames names;
    private final Map<CompositeIndex, String> problems = new ConcurrentHashMap<>();
    private volatile List<Declared> declared = List.of();
    /** What this process has declared, for the order. */
    private volatile List<CompositeIndex> own = List.of();

    private final ReentrantReadWriteLock declaring = new ReentrantReadWriteLock();

    /** An entity that cannot be in the index that is built. */
    private static final class Unbuildable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unbuildable(String problem) {
            super(problem);
        }
    }

    /** An index and whether queries may use it: those whose snapshot has the commit that ended the building. */
    private record Declared(CompositeIndex index, long builtAt) {

        private static final long NEVER = Long.MAX_VALUE;

        boolean isBuilt() {
            return builtAt != NEVER;
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

    /** Takes over what a snapshot has: those that somebody declared and nobody has taken away since. */
    void loadFrom(StorageTransaction transaction, IntFunction<String> name) {
        List<Declared> found = new ArrayList<>();
        for (EntityRow row : rows(transaction, STATE)) {
            ByteReader body = SystemRows.body(row.key());
            String kind = name.apply(body.getNumber());
            CompositeIndex index = CompositeIndex.fromDictionaryName(kind, name.apply(body.getNumber()));
            found.add(new Declared(index, SystemRows.number(row, 0) == BUILT ? row.version() : Declared.NEVER));
        }
        List<CompositeIndex> order = own;
        found.sort(Comparator.comparingInt(each -> {
            int place = order.indexOf(each.index());
            return place < 0 ? order.size() : place;
        }));
        declared = List.copyOf(found);
    }

    private static List<EntityRow> rows(StorageTransaction transaction, int type) {
        List<EntityRow> rows = new ArrayList<>();
        try (Scan<EntityRow> scan = transaction.scanEntities(
                ByteRange.startingWith(SystemRows.prefix(type)), ScanDirection.ASCENDING, Integer.MAX_VALUE)) {
            for (EntityRow row = scan.next(); row != null; row = scan.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<Declared> known() {
        names.catalogState(); // has it loaded
        return declared;
    }

    boolean isAnyDeclared() {
        return !known().isEmpty();
    }

    /**
     * The indexes that a commit must keep up to date, built or not.
     *
     * @param kind the kind of an entity it writes
     * @return in the order of their declaration
     */
    public List<CompositeIndex> declared(String kind) {
        List<Declared> known = known();
        if (known.isEmpty()) {
            return List.of();
        }
        List<CompositeIndex> indexes = new ArrayList<>();
        for (Declared each : known) {
            if (each.index().kind().equals(kind)) {
                indexes.add(each.index);
            }
        }
        return indexes;
    }

    /** Whether an index has the rows of all entities. Once true it stays so while the index is declared. */
    boolean isBuilt(CompositeIndex index) {
        for (Declared each : declared) {
            if (each.index().equals(index)) {
                return each.isBuilt();
            }
        }
        return false;
    }

    /**
     * The indexes that a query may use.
     *
     * @param kind the kind it asks for
     * @param asOf the version of the snapshot it runs on, or the state of the catalog in it; an index that was built later has no rows for some of its entities
     * @return in the order of their declaration
     */
    List<CompositeIndex> built(String kind, long asOf) {
        List<CompositeIndex> indexes = new ArrayList<>();
        for (Declared each : known()) {
            if (each.builtAt() <= asOf && each.index().kind().equals(kind)) {
                indexes.add(each.index);
            }
        }
        return indexes;
    }

    /**
     * A commit that has begun to look at the declared indexes holds this lock until it is done: a declaration waits for it. Not where processes share the store: there the marks do what it does, and
     * a connection may be what all are waiting for.
     */
    public void beginCommit() {
        if (!names.isShared()) {
            declaring.readLock().lock();
        }
    }

    /** Ends what {@link #beginCommit()} began, on the same thread. */
    public void endCommit() {
        if (!names.isShared()) {
            declaring.readLock().unlock();
        }
    }

    /**
     * Declares all indexes that this process wants, in place of those it declared before. Returns when commits, those of other processes as well, keep them up to date; {@link #build} makes them usable.
     *
     * @param indexes the indexes; doubles count once
     */
    public void declare(List<CompositeIndex> indexes) {
        known();
        Set<CompositeIndex> wanted = new LinkedHashSet<>(indexes);
        for (CompositeIndex index : wanted) {
            names.ensureNames(List.of(index.kind(), index.dictionaryName()));
        }
        Sharing sharing = engine.sharing();
        String self = sharing == null ? "" : sharing.self();
        Set<String> alive = sharing == null ? Set.of() : sharing.alive();
        if (sharing == null) {
            declaring.writeLock().lock();
        }
        try {
            own = List.copyOf(wanted);
            commit(transaction -> declaration(wanted, self, alive, transaction));
            names.refresh();
        } finally {
            if (sharing == null) {
                declaring.writeLock().unlock();
            }
        }
    }

    private Changes declaration(
            Set<CompositeIndex> wanted, String self, Set<String> alive, StorageTransaction transaction) {
        List<EntityPut> puts = new ArrayList<>();
        List<byte[]> deletes = new ArrayList<>();
        Set<ByteBuffer> kept = new HashSet<>();
        for (CompositeIndex index : wanted) {
            kept.add(ByteBuffer.wrap(numbers(index)));
        }
        Set<ByteBuffer> noted = new HashSet<>();
        for (EntityRow row : rows(transaction, DECLARER)) {
            ByteReader body = SystemRows.body(row.key());
            String declarer = new String(body.getTerminated(), StandardCharsets.UTF_8);
            ByteBuffer index = ByteBuffer.wrap(new ByteWriter()
                    .putNumber(body.getNumber())
                    .putNumber(body.getNumber())
                    .toByteArray());
            if (declarer.equals(self) && kept.contains(index)) {
                noted.add(ByteBuffer.wrap(row.key()));
            } else if (declarer.equals(self) || !alive.contains(declarer)) {
                deletes.add(row.key());
            } else {
                kept.add(index);
            }
        }
        Set<ByteBuffer> known = new HashSet<>();
        int notes = deletes.size();
        for (EntityRow row : rows(transaction, STATE)) {
            ByteBuffer index = ByteBuffer.wrap(row.key(), 2, row.key().length - 2);
            known.add(index);
            if (!kept.contains(index)) {
                byte[] progress = row.key().clone();
                progress[1] = PROGRESS;
                deletes.add(row.key());
                deletes.add(progress);
            }
        }
        for (CompositeIndex index : wanted) {
            if (!known.contains(ByteBuffer.wrap(numbers(index)))) {
                puts.add(SystemRows.put(key(STATE, index), DECLARED));
            }
        }
        if (deletes.size() + puts.size() > notes) {
            transaction.move(Mark.CATALOG);
        }
        if (!self.isEmpty()) {
            for (CompositeIndex index : wanted) {
                byte[] note = new ByteWriter()
                        .put(SystemRows.prefix(DECLARER))
                        .putTerminated(ByteWriter.utf8(self))
                        .put(numbers(index))
                        .toByteArray();
                if (!noted.contains(ByteBuffer.wrap(note))) {
                    puts.add(SystemRows.put(note, 1));
                }
            }
        }
        return new Changes(puts, deletes, List.of(), List.of(), List.of());
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
        return known().stream()
                .map(each ->
                        new Progress(each.index(), each.isBuilt(), each.isBuilt() ? null : problems.get(each.index())))
                .toList();
    }

    /**
     * Builds what is declared and not built. Runs beside reads and writes; returns when all are built or have failed, or when told to stop. An index that cannot be
     * built does not keep the others from it; its status tells why, and the next call tries it again from there.
     *
     * @param stop asked between batches
     */
    public void build(BooleanSupplier stop) {
        for (Declared each : known()) {
            if (!each.isBuilt() && !stop.getAsBoolean()) {
                try {
                    clear(each.index());
                    fill(each.index(), stop);
                    problems.remove(each.index());
                } catch (Unbuildable e) {
                    problems.put(each.index(), String.valueOf(e.getMessage()));
                }
                names.refresh();
            }
        }
    }

    private byte[] numbers(CompositeIndex index) {
        return new ByteWriter()
                .putNumber(names.find(index.kind()))
                .putNumber(names.find(index.dictionaryName()))
                .toByteArray();
    }

    private byte[] key(int type, CompositeIndex index) {
        return new ByteWriter().put(SystemRows.prefix(type)).put(numbers(index)).toByteArray();
    }

    /** What state an index is in; 0 if it has been taken away. */
    private long state(CompositeIndex index, StorageTransaction transaction) {
        return SystemRows.number(transaction.get(key(STATE, index)), 0);
    }

    private Changes puts(EntityPut... puts) {
        return new Changes(List.of(puts), List.of(), List.of(), List.of(), List.of());
    }

    /**
     * Removes rows of an earlier declaration. Entities written since the new one have theirs restored when {@link #fill} comes to them. Each step asks whether clearing is still to be done: once
     * another process fills the index, its rows must stay.
     */
    private void clear(CompositeIndex index) {
        AtomicBoolean more = new AtomicBoolean(true);
        while (more.get()) {
            commit(transaction -> {
                more.set(state(index, transaction) == DECLARED);
                return more.get() ? clearing(index, transaction) : puts();
            });
        }
    }

    private Changes clearing(CompositeIndex index, StorageTransaction transaction) {
        for (int partition : names.partitionNumbers(transaction)) {
            IndexRange rows = IndexRange.startingWith(prefix(index, partition));
            List<IndexRow> found = new ArrayList<>(BATCH);
            try (Scan<IndexRow> scan = transaction.scanIndex(rows, ScanDirection.ASCENDING, BATCH)) {
                for (IndexRow row = scan.next(); row != null && found.size() < BATCH; row = scan.next()) {
                    found.add(row);
                }
            }
            if (!found.isEmpty()) {
                Tally tally = new Tally();
                long[] sums = tally.of(partition, names.find(index.kind()));
                found.forEach(row -> Tally.count(sums, row, -1));
                return new Changes(List.of(), List.of(), List.of(), found, List.of(), tally.changes());
            }
        }
        return puts(SystemRows.put(key(STATE, index), BUILDING));
    }

    private byte[] prefix(CompositeIndex index, int partition) {
        return IndexRows.propertyPrefix(partition, names.find(index.kind()), names.find(index.dictionaryName()));
    }

    /** Writes the rows of all entities from where building has come, whoever brought it there, until it is done or told to stop. */
    private void fill(CompositeIndex index, BooleanSupplier stop) {
        AtomicBoolean more = new AtomicBoolean(true);
        while (more.get() && !stop.getAsBoolean()) {
            commit(transaction -> {
                more.set(state(index, transaction) == BUILDING);
                return more.get() ? filling(index, transaction) : puts();
            });
        }
    }

    /** The next batch. Its progress is of its own commit, so that it says what has been done in this declaration and in no other. */
    private Changes filling(CompositeIndex index, StorageTransaction transaction) {
        int kind = names.find(index.kind());
        EntityRow progress = transaction.get(key(PROGRESS, index));
        byte[] done = progress == null ? new byte[0] : progress.record();
        for (int partition : names.partitionNumbers(transaction)) {
            byte[] first = new ByteWriter().putNumber(partition).toByteArray();
            byte[] to = ByteRange.startingWith(first).to();
            if (to != null && Arrays.compareUnsigned(done, to) >= 0) {
                continue;
            }
            byte[] from = Arrays.compareUnsigned(done, first) > 0 ? Arrays.copyOf(done, done.length + 1) : first;
            IndexRange keys = IndexRange.within(IndexRows.kindPrefix(partition, kind), new ByteRange(from, to));
            List<byte[]> entityKeys = new ArrayList<>(BATCH);
            try (Scan<IndexRow> scan = transaction.scanIndex(keys, ScanDirection.ASCENDING, BATCH)) {
                for (IndexRow row = scan.next(); row != null && entityKeys.size() < BATCH; row = scan.next()) {
                    entityKeys.add(row.key());
                }
            }
            if (!entityKeys.isEmpty()) {
                return batch(index, partition, transaction, entityKeys);
            }
        }
        transaction.move(Mark.CATALOG);
        return new Changes(
                List.of(SystemRows.put(key(STATE, index), BUILT)),
                List.of(key(PROGRESS, index)),
                List.of(),
                List.of(),
                List.of());
    }

    private Changes batch(
            CompositeIndex index, int partition, StorageTransaction transaction, List<byte[]> entityKeys) {
        SnapshotNames dictionary = names.within(transaction);
        List<IndexRow> rows = new ArrayList<>();
        List<CompositeIndex> counted = new ArrayList<>();
        for (Declared each : known()) {
            if (each.isBuilt() && each.index().kind().equals(index.kind())) {
                counted.add(each.index());
            }
        }
        counted.add(index);
        for (EntityRow row : transaction.getAll(entityKeys)) {
            if (row != null) {
                Entity entity = RecordCodec.decode(
                        OrderedCodec.readEntityKey(row.key(), dictionary), row.record(), row.version(), dictionary);
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
        EntityPut reached =
                new EntityPut(key(PROGRESS, index), entityKeys.get(entityKeys.size() - 1), EntityPut.Precondition.NONE);
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
        return new Changes(List.of(reached), List.of(), missing, List.of(), List.of(), tally.changes());
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
