package dev.kindred.datastore.transaction;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.CorruptRecordException;
import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Mark;
import dev.kindred.datastore.store.OutdatedException;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreConflictException;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TransactionMode;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dictionary of a store, in memory as a whole and in its system rows. Numbers are given in commits of their own, before the commit that needs them: a
 * number nobody uses does no harm, a row with a number nobody knows would. Also remembers which properties have several values per entity.
 *
 * <p><b>Where several processes share the store</b>, each remembers what it read last, and asks through {@link SnapshotNames}. Numbers never change, so those it remembers are right; one
 * that it does not know is looked up in the snapshot. What can become wrong, that a property has one value only, and which composite indexes are kept up to date, has the
 * {@linkplain Mark#CATALOG mark of the catalog}: whoever changes it moves the mark in the same commit, whoever relies on it has its reads and its commit compare the mark. So a process that
 * has missed a change learns of it before it does anything wrong, and in no round trip of its own.
 */
public final class StoredNames implements Names {

    private static final byte[] NAME_COUNTER = {'n'};
    private static final byte[] PARTITION_COUNTER = {'p'};
    private static final int ATTEMPTS = 50;

    private static final Map<StorageEngine, WeakReference<StoredNames>> OF_ENGINES = new WeakHashMap<>();

    private final StorageEngine engine;
    private final CompositeIndexes composites;
    private final IdAllocator ids;
    private final KindCounters counters;
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final Map<Integer, String> names = new ConcurrentHashMap<>();
    private final Map<Partition, Integer> partitionNumbers = new ConcurrentHashMap<>();
    private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();
    private final Set<Long> several = ConcurrentHashMap.newKeySet();
    private final Set<Long> unwritten = ConcurrentHashMap.newKeySet();
    private final Names giving = new Giving();
    private volatile boolean moved;
    private final boolean shared;
    private volatile boolean loaded;
    /** The state of the mark in the newest snapshot that was loaded. */
    private volatile long catalogState;

    private StoredNames(StorageEngine engine) {
        this.engine = engine;
        this.shared = engine.sharing() != null;
        this.composites = new CompositeIndexes(engine, this);
        this.ids = new IdAllocator(engine, this);
        this.counters = new KindCounters(engine, this);
    }

    /**
     * How much of each kind there is in the store.
     *
     * @return always the same object
     */
    public KindCounters counters() {
        return counters;
    }

    /**
     * The ids of the store: here because what one datastore reserves, another on the same engine must not assign from a block it took before.
     *
     * @return always the same object
     */
    public IdAllocator ids() {
        return ids;
    }

    /**
     * The composite indexes of the store: here because they, too, must be known to all who use the engine.
     *
     * @return always the same object
     */
    public CompositeIndexes composites() {
        return composites;
    }

    /**
     * The dictionary of an engine's store, read at first use. One for all who use the engine: what one of them adds, the others must know at once, or they
     * would miss rows.
     *
     * @param engine where it lies
     * @return always the same for the same engine
     */
    public static StoredNames of(StorageEngine engine) {
        synchronized (OF_ENGINES) {
            WeakReference<StoredNames> known = OF_ENGINES.get(engine);
            StoredNames names = known == null ? null : known.get();
            if (names == null) {
                names = new StoredNames(engine);
                OF_ENGINES.put(engine, new WeakReference<>(names));
            }
            return names;
        }
    }

    private final class Giving implements Names {
        @Override
        public int find(String name) {
            int number = StoredNames.this.find(name);
            if (number == UNKNOWN) {
                allocate(Set.of(name));
                number = StoredNames.this.find(name);
            }
            return number;
        }

        @Override
        public int find(Partition partition) {
            return ensure(partition);
        }

        @Override
        public String name(int number) {
            return StoredNames.this.name(number);
        }

        @Override
        public Partition partition(int number) {
            return StoredNames.this.partition(number);
        }
    }

    private void load() {
        if (!loaded) {
            refresh();
        }
    }

    /** Reads everything anew. */
    void refresh() {
        if (shared) {
            // Without the monitor: a connection may be what its holders are waiting for. The mark tells which is newer.
            read();
        } else {
            synchronized (this) {
                read();
            }
        }
    }

    private void read() {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY)) {
            loadFrom(transaction);
        }
    }

    /** Takes over what a snapshot has. Nothing is forgotten but composite indexes, and those not for an older snapshot. */
    synchronized void loadFrom(StorageTransaction transaction) {
        long state = transaction.mark(Mark.CATALOG);
        forEach(transaction, SystemRows.NAME, row -> {
            String name = new String(row.key(), 2, row.key().length - 2, StandardCharsets.UTF_8);
            learn(name, (int) SystemRows.number(row, 0));
        });
        forEach(transaction, SystemRows.PARTITION, row -> learn(partition(row), (int) SystemRows.number(row, 0)));
        forEach(transaction, SystemRows.SEVERAL, row -> {
            ByteReader body = SystemRows.body(row.key());
            long pair = pair(body.getNumber(), body.getNumber());
            several.add(pair);
            unwritten.remove(pair);
        });
        if (!loaded || state >= catalogState) {
            composites.loadFrom(transaction, number -> Objects.requireNonNull(names.get(number)));
            catalogState = state;
        }
        loaded = true;
    }

    private static Partition partition(EntityRow row) {
        ByteReader body = SystemRows.body(row.key());
        String app = new String(body.getTerminated(), StandardCharsets.UTF_8);
        return new Partition(app, new String(body.getTerminated(), StandardCharsets.UTF_8));
    }

    /** Whether other processes may change the store. */
    boolean isShared() {
        return shared;
    }

    /** The state of the catalog that is remembered. */
    long catalogState() {
        load();
        return catalogState;
    }

    boolean knows(int number) {
        load();
        return names.containsKey(number);
    }

    boolean knowsPartition(int number) {
        load();
        return partitions.containsKey(number);
    }

    /** The number that a snapshot has for a name which is not remembered. */
    int lookUp(String name, StorageTransaction transaction) {
        int number = (int) SystemRows.number(transaction.get(SystemRows.name(name)), UNKNOWN);
        if (number != UNKNOWN) {
            learn(name, number);
        }
        return number;
    }

    /** The number that a snapshot has for a partition which is not remembered. */
    int lookUp(Partition partition, StorageTransaction transaction) {
        int number = (int) SystemRows.number(transaction.get(SystemRows.partition(partition)), UNKNOWN);
        if (number != UNKNOWN) {
            learn(partition, number);
        }
        return number;
    }

    /**
     * The dictionary for reads of a transaction.
     *
     * @param transaction the storage transaction
     * @return a view for as long as it lasts
     */
    public SnapshotNames within(StorageTransaction transaction) {
        return new SnapshotNames(this, this, transaction);
    }

    /**
     * The dictionary for reads of a transaction that writes may follow: it gives a number to every name it is asked for. A name without a number has no rows, so nothing would
     * be read that a later commit could collide with, although that commit may give it its number and its first row.
     *
     * @param transaction the storage transaction
     * @return a view for as long as it lasts, that never answers {@link #UNKNOWN}
     */
    public SnapshotNames givingWithin(StorageTransaction transaction) {
        return new SnapshotNames(this, giving, transaction);
    }

    /**
     * Looks again at what a commit was refused for.
     *
     * @param outdated what the commit threw; its transaction is over
     */
    public void lookAgain(OutdatedException outdated) {
        if (outdated.mark() == Mark.RESERVED_IDS) {
            ids.lookAgain();
        } else {
            refresh();
        }
    }

    private static void forEach(
            StorageTransaction transaction, int type, java.util.function.Consumer<EntityRow> action) {
        try (Scan<EntityRow> scan = transaction.scanEntities(
                ByteRange.startingWith(SystemRows.prefix(type)), ScanDirection.ASCENDING, Integer.MAX_VALUE)) {
            for (EntityRow row = scan.next(); row != null; row = scan.next()) {
                action.accept(row);
            }
        }
    }

    private void learn(String name, int number) {
        names.put(number, name);
        numbers.put(name, number);
    }

    private void learn(Partition partition, int number) {
        partitions.put(number, partition);
        partitionNumbers.put(partition, number);
    }

    @Override
    public int find(String name) {
        load();
        return numbers.getOrDefault(name, UNKNOWN);
    }

    @Override
    public int find(Partition partition) {
        load();
        return partitionNumbers.getOrDefault(partition, UNKNOWN);
    }

    @Override
    public String name(int number) {
        load();
        String name = names.get(number);
        if (name == null && shared) {
            refresh();
            name = names.get(number);
        }
        if (name == null) {
            throw new CorruptRecordException(
                    "A stored record has a property with number " + number + ", which the dictionary does not know.");
        }
        return name;
    }

    @Override
    public Partition partition(int number) {
        load();
        Partition partition = partitions.get(number);
        if (partition == null && shared) {
            refresh();
            partition = partitions.get(number);
        }
        if (partition == null) {
            throw new CorruptRecordException(
                    "A stored key has partition number " + number + ", which the dictionary does not know.");
        }
        return partition;
    }

    /**
     * The number of a partition, given now if it has none.
     *
     * @param partition the partition
     * @return at least 1
     */
    public int ensure(Partition partition) {
        int number = find(partition);
        return number != UNKNOWN ? number : allocatePartition(partition);
    }

    /**
     * Gives numbers to all names of an entity that have none: its kind, its properties, and the dotted names of embedded ones.
     *
     * @param entities the entities to be stored
     */
    public void ensureNamesOf(Iterable<Entity> entities) {
        Set<String> missing = new HashSet<>();
        for (Entity entity : entities) {
            collect(entity.key().kind(), missing);
            entity.properties()
                    .forEach((name, property) -> collect(name, property.value(), property.indexed(), missing));
        }
        if (!missing.isEmpty()) {
            allocate(missing);
        }
    }

    /**
     * Gives numbers to the names that have none.
     *
     * @param all the names
     */
    void ensureNames(Iterable<String> all) {
        Set<String> missing = new HashSet<>();
        all.forEach(name -> collect(name, missing));
        if (!missing.isEmpty()) {
            allocate(missing);
        }
    }

    /** The numbers of all partitions in a snapshot, ascending: the order of their entities. */
    List<Integer> partitionNumbers(StorageTransaction transaction) {
        load();
        if (shared) {
            forEach(transaction, SystemRows.PARTITION, row -> learn(partition(row), (int) SystemRows.number(row, 0)));
        }
        return partitions.keySet().stream().sorted().toList();
    }

    private void collect(String name, Set<String> missing) {
        if (find(name) == UNKNOWN) {
            missing.add(name);
        }
    }

    private void collect(String path, Value value, boolean indexed, Set<String> missing) {
        collect(path, missing);
        if (value instanceof Value.ListValue list) {
            list.values().forEach(element -> {
                if (element instanceof Value.EntityValue) {
                    collect(path, element, indexed, missing);
                }
            });
        } else if (value instanceof Value.EntityValue nested) {
            for (Map.Entry<String, Property> inner : nested.properties().entrySet()) {
                collect(inner.getKey(), missing);
                Property property = inner.getValue();
                collect(
                        indexed && property.indexed() ? path + "." + inner.getKey() : inner.getKey(),
                        property.value(),
                        indexed && property.indexed(),
                        missing);
            }
        }
    }

    private synchronized void allocate(Set<String> missing) {
        List<String> open = new ArrayList<>(missing);
        open.removeIf(name -> find(name) != UNKNOWN);
        commitUntilDone(engine, transaction -> {
            List<EntityPut> puts = new ArrayList<>();
            byte[] counter = SystemRows.counter(NAME_COUNTER);
            int next = (int) SystemRows.number(transaction.get(counter), 1);
            Map<String, Integer> given = new java.util.LinkedHashMap<>();
            for (String name : open) {
                byte[] key = SystemRows.name(name);
                int number = (int) SystemRows.number(transaction.get(key), UNKNOWN);
                if (number == UNKNOWN) {
                    number = next++;
                    puts.add(SystemRows.put(key, number));
                }
                given.put(name, number);
            }
            puts.add(SystemRows.put(counter, next));
            return new Outcome(puts, () -> given.forEach(this::learn));
        });
    }

    private synchronized int allocatePartition(Partition partition) {
        if (find(partition) == UNKNOWN) {
            commitUntilDone(engine, transaction -> {
                byte[] counter = SystemRows.counter(PARTITION_COUNTER);
                byte[] key = SystemRows.partition(partition);
                int next = (int) SystemRows.number(transaction.get(counter), 1);
                int number = (int) SystemRows.number(transaction.get(key), UNKNOWN);
                if (number != UNKNOWN) {
                    return new Outcome(List.of(), () -> learn(partition, number));
                }
                List<EntityPut> puts = new ArrayList<>(3);
                puts.add(SystemRows.put(key, next));
                puts.add(SystemRows.put(counter, next + 1));
                if (next == 1) {
                    // No partition before means no entity before: what is counted from here on is all there is.
                    puts.add(KindCounters.complete());
                }
                return new Outcome(puts, () -> learn(partition, next));
            });
        }
        return find(partition);
    }

    /** The rows an attempt writes and removes, and what follows its commit. One without rows commits nothing. */
    record Outcome(List<EntityPut> puts, List<byte[]> deletes, Runnable committed) {

        Outcome(List<EntityPut> puts, Runnable committed) {
            this(puts, List.of(), committed);
        }
    }

    /** Work on system rows, repeated until it commits. */
    interface SystemWork {
        Outcome run(StorageTransaction transaction);
    }

    /** Alone, since it happens in the middle of transactions that need a number, and is not to disturb them. */
    static void commitUntilDone(StorageEngine engine, SystemWork work) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try (StorageTransaction transaction = engine.begin(TransactionMode.ALONE)) {
                Outcome outcome = work.run(transaction);
                CommitResult result = transaction.commit(
                        new Changes(outcome.puts(), outcome.deletes(), List.of(), List.of(), List.of()));
                if (result instanceof CommitResult.Committed) {
                    outcome.committed().run();
                    return;
                }
            } catch (StoreConflictException again) {
                // As a conflict at the commit.
            }
            Backoff.pause(attempt);
        }
        throw new StoreException(
                "The datastore's dictionary could not be extended: its commit conflicted " + ATTEMPTS + " times.");
    }

    /**
     * Whether some entity of a kind may have several distinct indexed values of a property.
     *
     * @param kind the kind's number
     * @param property the property's number
     * @return false only if none has, and none ever had, as far as this process knows: see {@link SnapshotNames#mayHaveSeveral}
     */
    public boolean mayHaveSeveral(int kind, int property) {
        load();
        return several.contains(pair(kind, property));
    }

    /**
     * Notes that an entity with several values is about to be committed. Readers are told at once, before the commit: to believe in several values where
     * there are none costs them time, the reverse would cost them rows.
     *
     * @param kind the kind's number
     * @param property the property's number
     * @return the row to write in the same commit; none if it was noted before
     */
    List<EntityPut> noteSeveral(int kind, int property) {
        load();
        if (several.add(pair(kind, property))) {
            unwritten.add(pair(kind, property));
        }
        return unwritten.contains(pair(kind, property))
                ? List.of(SystemRows.put(SystemRows.several(kind, property), 1))
                : List.of();
    }

    /** Forgets that rows need writing, once a commit has written them. */
    void severalCommitted(int kind, int property) {
        unwritten.remove(pair(kind, property));
        moved = shared;
    }

    /** Whether this process has moved the mark of the catalog, and has not compared it since: the next transaction would find that out only at its commit. */
    boolean hasMoved() {
        return moved;
    }

    /** The mark has been compared. */
    void compared() {
        moved = false;
    }

    private static long pair(int kind, int property) {
        return (long) kind << 32 | property;
    }
}
