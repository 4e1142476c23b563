package dev.kindred.datastore.transaction;

import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.store.Mark;
import dev.kindred.datastore.store.OutdatedException;
import dev.kindred.datastore.store.StorageTransaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary as one storage transaction may use it. Where this process has the store for itself that is what it remembers. Where it shares the store, a name is unknown only if the
 * snapshot has no number for it, and what a plan relies on is compared with the snapshot, see {@link #current}. For one thread, as the transaction is.
 */
public final class SnapshotNames implements Names {

    private final StoredNames stored;
    private final Names names;
    private final StorageTransaction storage;
    /** What was looked up in the snapshot, and is not there. */
    private final Set<Object> absent = new HashSet<>(4);
    /** The state of the catalog that plans are made for. */
    private long asOf;

    /** Whether that is the snapshot's for certain. */
    private boolean found;

    SnapshotNames(StoredNames stored, Names names, StorageTransaction storage) {
        this.stored = stored;
        this.names = names;
        this.storage = storage;
    }

    /**
     * The same without numbers for names that have none, for looking into what nobody has asked for yet.
     *
     * @return a view that gives no numbers
     */
    public SnapshotNames knownOnly() {
        if (names == stored) {
            return this;
        }
        SnapshotNames known = stored.within(storage);
        known.asOf = asOf;
        known.found = found;
        return known;
    }

    @Override
    public int find(String name) {
        int number = names.find(name);
        if (number != UNKNOWN || !stored.isShared() || absent.contains(name)) {
            return number;
        }
        int looked = stored.lookUp(name, storage);
        if (looked == UNKNOWN) {
            absent.add(name);
        }
        return looked;
    }

    @Override
    public int find(Partition partition) {
        int number = names.find(partition);
        if (number != UNKNOWN || !stored.isShared() || absent.contains(partition)) {
            return number;
        }
        int looked = stored.lookUp(partition, storage);
        if (looked == UNKNOWN) {
            absent.add(partition);
        }
        return looked;
    }

    @Override
    public String name(int number) {
        if (stored.isShared() && !stored.knows(number)) {
            stored.loadFrom(storage);
        }
        return stored.name(number);
    }

    @Override
    public Partition partition(int number) {
        if (stored.isShared() && !stored.knowsPartition(number)) {
            stored.loadFrom(storage);
        }
        return stored.partition(number);
    }

    /**
     * Whether some entity of a kind in the snapshot may have several distinct indexed values of a property. To be asked within {@link #current}.
     *
     * @param kind the kind's number
     * @param property the property's number
     * @return false only if none has
     */
    public boolean mayHaveSeveral(int kind, int property) {
        return stored.mayHaveSeveral(kind, property);
    }

    /**
     * For which state of the catalog plans are made now: one that was made for another state has to be made again. To be asked within {@link #current}.
     *
     * @return the state
     */
    public long asOf() {
        return asOf;
    }

    /**
     * The composite indexes that have rows for all entities of the snapshot. To be asked within {@link #current}.
     *
     * @param kind the kind
     * @return in the order of their declaration
     */
    public List<CompositeIndex> built(String kind) {
        CompositeIndexes composites = stored.composites();
        if (!composites.isAnyDeclared()) {
            return List.of();
        }
        return composites.built(kind, stored.isShared() ? asOf : storage.snapshotVersion());
    }

    /**
     * Has the commit, or a read before it, find out whether ids have been reserved that were given to the transaction.
     *
     * @param state in which they were not
     */
    public void expectUnreserved(long state) {
        storage.expect(Mark.RESERVED_IDS, state);
    }

    /**
     * Finds out now.
     *
     * @param state in which they were not reserved
     * @return false if they may be
     */
    public boolean areUnreserved(long state) {
        return storage.mark(Mark.RESERVED_IDS) == state;
    }

    /**
     * Compares what is remembered with the snapshot now, for what reads nothing that would do it.
     *
     * @return this
     */
    public SnapshotNames compared() {
        if (stored.isShared() && !found) {
            asOf = storage.mark(Mark.CATALOG);
            found = true;
            stored.compared();
            if (asOf > stored.catalogState()) {
                stored.loadFrom(storage);
            }
        }
        return this;
    }

    /**
     * Does work that relies on what is remembered of the catalog, and does it again if another process has changed that in the meantime. The comparison is made in the round trip of a
     * read of the work; one that reads nothing relies on nothing.
     *
     * @param work plans and reads; without side effects that cannot be repeated
     * @param <T> what it returns
     * @return what the last run returned
     */
    public <T extends @Nullable Object> T current(Supplier<T> work) {
        try {
            return currentAtCommit(work);
        } finally {
            storage.forget(Mark.CATALOG);
        }
    }

    /**
     * The same for work that the commit relies on, which compares if the work has read nothing.
     *
     * @param work works out what to commit; without side effects that cannot be repeated
     * @param <T> what it returns
     * @return what the last run returned
     */
    public <T extends @Nullable Object> T currentAtCommit(Supplier<T> work) {
        if (!stored.isShared()) {
            return work.get();
        }
        while (true) {
            try {
                if (!found && stored.hasMoved()) {
                    compared();
                } else if (!found) {
                    asOf = stored.catalogState();
                }
                storage.expect(Mark.CATALOG, asOf);
                return work.get();
            } catch (OutdatedException e) {
                if (e.mark() != Mark.CATALOG) {
                    throw e;
                }
                asOf = e.actual();
                found = true;
                // An older snapshot is read by what is remembered: more names, and no index that it does not have.
                if (asOf > stored.catalogState()) {
                    stored.loadFrom(storage);
                }
            }
        }
    }
}
