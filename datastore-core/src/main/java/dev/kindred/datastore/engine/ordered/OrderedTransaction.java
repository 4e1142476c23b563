package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TransactionMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transaction over a view of the store. Its monitor is held during each call that touches the store, so that closing the engine can wait for the call,
 * take the view away, and never pull the store from under it. It is not held while the commit queues.
 */
final class OrderedTransaction implements StorageTransaction {

    private static final byte[] NOTHING = {};

    private enum State {
        OPEN,
        OVER,
        ENGINE_CLOSED
    }

    /** Neighbours in the list of open transactions; guarded by that. */
    @Nullable
    OrderedTransaction older;

    @Nullable
    OrderedTransaction newer;

    boolean listed;
    long readVersion;

    private final OpenStore store;
    private final TransactionMode mode;
    private final long beganNanos;
    private final @Nullable ReadSet reads;
    private final @Nullable EntityCache cache;
    private final List<OrderedScan<?>> scans = new ArrayList<>(2);
    private OrderedStore.@Nullable View view;
    private State state = State.OPEN;

    private OrderedTransaction(OpenStore store, TransactionMode mode, long nanos) {
        this.store = store;
        this.mode = mode;
        beganNanos = nanos;
        cache = store.cache();
        reads = mode.isReading() ? null : new ReadSet();
    }

    /** Registers, reads the version, takes the snapshot: the order is the resolver's. */
    static OrderedTransaction begin(OpenStore store, TransactionMode mode) {
        OrderedTransaction transaction = new OrderedTransaction(store, mode, store.nanos());
        store.transactions().add(transaction, store.resolver());
        try {
            synchronized (transaction) {
                transaction.refuseUnlessOpen();
                transaction.view = store.store().view();
            }
        } catch (RuntimeException | Error e) {
            store.transactions().remove(transaction);
            throw e;
        }
        return transaction;
    }

    /** Registers, too, so that closing the engine takes the view away; the version is that of the past. */
    static OrderedTransaction beginAt(OpenStore store, History history, Instant readTime) {
        OrderedTransaction transaction = new OrderedTransaction(store, TransactionMode.READ_ONLY, store.nanos());
        store.transactions().add(transaction, store.resolver());
        try {
            synchronized (transaction) {
                transaction.refuseUnlessOpen();
                History.Past past = history.at(readTime);
                transaction.readVersion = past.version();
                transaction.view = past.view();
            }
        } catch (RuntimeException | Error e) {
            store.transactions().remove(transaction);
            throw e;
        }
        return transaction;
    }

    TransactionMode mode() {
        return mode;
    }

    long beganNanos() {
        return beganNanos;
    }

    @Override
    public long snapshotVersion() {
        return readVersion;
    }

    @Override
    public long stateVersion() {
        return readVersion;
    }

    @Override
    public synchronized @Nullable EntityRow get(byte[] key) {
        OrderedStore.View current = ensureOpen();
        byte[] row = null;
        if (reads != null) {
            row = Layout.row(Layout.ENTITY, key);
            reads.addRow(row);
        }
        EntityRow cached = cache == null ? null : cache.get(key, readVersion);
        return cached != null ? cached : filled(key, current.get(row == null ? Layout.row(Layout.ENTITY, key) : row));
    }

    @Override
    public synchronized List<@Nullable EntityRow> getAll(List<byte[]> keys) {
        OrderedStore.View current = ensureOpen();
        List<@Nullable EntityRow> found = new ArrayList<>(keys.size());
        List<byte[]> missing = new ArrayList<>();
        for (byte[] key : keys) {
            EntityRow cached = cache == null ? null : cache.get(key, readVersion);
            found.add(cached);
            if (cached == null || reads != null) {
                byte[] row = Layout.row(Layout.ENTITY, key);
                if (reads != null) {
                    reads.addRow(row);
                }
                if (cached == null) {
                    missing.add(row);
                }
            }
        }
        if (!missing.isEmpty()) {
            Iterator<byte @Nullable []> values = current.getAll(missing).iterator();
            for (int i = 0; i < found.size(); i++) {
                if (found.get(i) == null) {
                    found.set(i, filled(keys.get(i), values.next()));
                }
            }
        }
        return found;
    }

    private @Nullable EntityRow filled(byte[] key, byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        EntityRow row = Layout.entity(key, value);
        if (cache != null) {
            cache.fill(row, readVersion);
        }
        return row;
    }

    @Override
    public synchronized Scan<EntityRow> scanEntities(ByteRange range, ScanDirection direction, int limit) {
        byte[] to = range.to();
        return started(new OrderedScan.Entities(
                this,
                Layout.row(Layout.ENTITY, range.from()),
                to == null ? Layout.endOf(Layout.ENTITY) : Layout.row(Layout.ENTITY, to),
                direction));
    }

    @Override
    public synchronized Scan<IndexRow> scanIndex(IndexRange range, ScanDirection direction, int limit) {
        IndexRow to = range.to();
        return started(new OrderedScan.Index(
                this,
                Layout.indexRow(range.from()),
                to == null ? Layout.endOf(Layout.INDEX) : Layout.indexRow(to),
                direction));
    }

    @Override
    public synchronized boolean[] containsAll(List<IndexRow> rows) {
        OrderedStore.View current = ensureOpen();
        List<byte[]> keys = new ArrayList<>(rows.size());
        for (IndexRow row : rows) {
            byte[] key = Layout.indexRow(row);
            keys.add(key);
            if (reads != null) {
                reads.addRow(key);
            }
        }
        List<byte @Nullable []> values = current.getAll(keys);
        boolean[] contained = new boolean[rows.size()];
        for (int i = 0; i < contained.length; i++) {
            contained[i] = values.get(i) != null;
        }
        return contained;
    }

    @Override
    public synchronized List<CounterRow> counters(ByteRange range) {
        byte[] to = range.to();
        List<CounterRow> found = new ArrayList<>();
        try (OrderedStore.Rows rows = ensureOpen()
                .rows(
                        Layout.row(Layout.COUNTER, range.from()),
                        to == null ? Layout.endOf(Layout.COUNTER) : Layout.row(Layout.COUNTER, to),
                        ScanDirection.ASCENDING)) {
            while (rows.next()) {
                found.add(new CounterRow(
                        Arrays.copyOfRange(rows.key(), 1, rows.keyLength()), Counters.decoded(rows.value())));
            }
        }
        return found;
    }

    @Override
    public CommitResult commit(Changes changes) {
        CommitRequest request = null;
        TaskWork work = null;
        CommitResult refusal = null;
        synchronized (this) {
            ensureOpen();
            if (reads == null) {
                throw new IllegalStateException("A read-only transaction cannot commit; begin it in READ_WRITE");
            }
            endScans();
            try {
                if (!changes.isEmpty()) {
                    request = request(changes, reads);
                }
                if (request != null && !changes.tasks().isEmpty()) {
                    work = new TaskWork(request.batch, request.keys);
                    refusal = addTasks(changes.tasks(), request, work);
                }
            } catch (RuntimeException | Error e) {
                store.transactions().remove(this);
                throw e;
            } finally {
                end(State.OVER);
            }
        }
        return submit(request, work, refusal);
    }

    private CommitResult submit(
            @Nullable CommitRequest request, @Nullable TaskWork work, @Nullable CommitResult refusal) {
        CommitResult result = refusal;
        try {
            if (result == null) {
                result = request == null
                        ? new CommitResult.Committed(store.resolver().applied())
                        : store.resolver().submit(request);
            }
        } finally {
            store.transactions().remove(this);
            if (work != null && !(result instanceof CommitResult.Committed)) {
                store.tasks().notCommitted(work);
            }
        }
        if (work != null && result instanceof CommitResult.Committed) {
            store.tasks().committed(work);
        }
        return result;
    }

    private @Nullable CommitResult addTasks(List<TaskChange> changes, CommitRequest request, TaskWork work) {
        Set<String> names = new HashSet<>();
        try {
            CommitResult refusal = null;
            for (TaskChange change : changes) {
                if (refusal == null) {
                    refusal = change(change, request, work, names);
                }
            }
            work.hand(request);
            return refusal;
        } catch (RuntimeException | Error e) {
            store.tasks().notCommitted(work);
            throw e;
        }
    }

    private @Nullable CommitResult change(TaskChange change, CommitRequest request, TaskWork work, Set<String> names) {
        if (change instanceof TaskChange.Add add) {
            return store.tasks().add(add.task(), request, work, names);
        }
        if (change instanceof TaskChange.AddDead add) {
            return store.tasks().addDead(add.dead(), request, work, names);
        }
        if (change instanceof TaskChange.Replace replace) {
            return new TaskReplacement(store.tasks()).replace(replace, request, work, names);
        }
        if (change instanceof TaskChange.Bury bury) {
            return store.tasks().bury(bury.lease(), bury.reason(), bury.error(), work);
        }
        return store.tasks().complete(((TaskChange.Complete) change).lease(), work);
    }

    /** Reads rows that are nobody else's business: tasks. Nothing joins the read set. */
    synchronized <T extends @Nullable Object> T read(Function<OrderedStore.View, T> reading) {
        return reading.apply(ensureOpen());
    }

    @Override
    public void close() {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            end(State.OVER);
        }
        store.transactions().remove(this);
    }

    /** Takes the view away because the store is going to be closed; waits for a call in progress. */
    synchronized void detach() {
        if (state == State.OPEN) {
            end(State.ENGINE_CLOSED);
        }
    }

    OrderedStore.View ensureOpen() {
        OrderedStore.View current = view;
        if (current == null) {
            refuseUnlessOpen();
            throw new IllegalStateException("The transaction has not begun");
        }
        return current;
    }

    private void refuseUnlessOpen() {
        if (state == State.ENGINE_CLOSED) {
            throw new StoreClosedException(
                    "The engine was closed while this transaction was open; begin another one after open()");
        }
        if (state == State.OVER) {
            throw new IllegalStateException("The transaction is over: it was committed or closed");
        }
    }

    @Nullable
    ReadSet reads() {
        return reads;
    }

    void ended(OrderedScan<?> scan) {
        scans.remove(scan);
    }

    private <T extends OrderedScan<?>> T started(T scan) {
        scan.start(ensureOpen());
        scans.add(scan);
        return scan;
    }

    private CommitRequest request(Changes changes, ReadSet readSet) {
        int rows = changes.puts().size()
                + changes.deletes().size()
                + changes.indexPuts().size()
                + changes.indexDeletes().size();
        Batch batch = new Batch(256 + 96 * rows + 256 * changes.puts().size());
        WrittenKeys keys = new WrittenKeys(rows);
        CommitRequest request =
                new CommitRequest(readVersion, beganNanos, readSet, batch, keys, OrderedStore.Sync.DURABLE, changes);
        for (EntityPut put : changes.puts()) {
            batch.putVersioned(Layout.ENTITY, put.key(), put.record());
            keys.put(Layout.ENTITY, put.key(), NOTHING);
            if (!(put.precondition() instanceof EntityPut.Precondition.None)) {
                request.expectations.add(observe(put));
            }
        }
        for (byte[] key : changes.deletes()) {
            batch.delete(Layout.ENTITY, key, NOTHING);
            keys.delete(Layout.ENTITY, key, NOTHING);
        }
        for (IndexRow row : changes.indexDeletes()) {
            batch.delete(Layout.INDEX, row.prefix(), row.key());
            keys.delete(Layout.INDEX, row.prefix(), row.key());
        }
        for (IndexRow row : changes.indexPuts()) {
            batch.put(Layout.INDEX, row.prefix(), row.key(), Layout.varint(row.prefix().length));
            keys.put(Layout.INDEX, row.prefix(), row.key());
        }
        return request;
    }

    private Expectation observe(EntityPut put) {
        byte[] row = Layout.row(Layout.ENTITY, put.key());
        long observedAt = store.resolver().applied();
        return new Expectation.EntityState(
                put.key(), row, observedAt, currentVersion(put.key(), row, observedAt), put.precondition());
    }

    private long currentVersion(byte[] key, byte[] row, long observedAt) {
        EntityRow cached = cache == null ? null : cache.get(key, observedAt);
        if (cached != null) {
            return cached.version();
        }
        byte[] value = store.store().get(row);
        return value == null ? 0 : Layout.version(value);
    }

    private void end(State how) {
        endScans();
        OrderedStore.View current = view;
        view = null;
        state = how;
        if (current != null) {
            current.close();
        }
    }

    private void endScans() {
        while (!scans.isEmpty()) {
            scans.get(scans.size() - 1).close();
        }
    }
}
