package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TransactionMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A storage engine over an {@link OrderedStore}. Subclasses say how the store is opened; serializability, preconditions, versions, the entity cache and
 * tasks are the same for all.
 */
public abstract class OrderedEngine implements StorageEngine {

    /** The format of the rows that this code writes, see {@code docs/formats/storage.md}. */
    protected static final int FORMAT = Layout.FORMAT;

    private final String name;
    private final OrderedSettings settings;
    private final Object lifecycle = new Object();

    // Only handed on, and first called when the engine is used.
    @SuppressWarnings("this-escape")
    private final OrderedTaskStorage tasks = new OrderedTaskStorage(() -> inUse().tasks());

    private volatile @Nullable OpenStore current;
    private volatile boolean wasClosed;

    /**
     * An engine that is not open.
     *
     * @param name for {@link EngineStatus#engine()}
     * @param settings what is not the store's business
     */
    protected OrderedEngine(String name, OrderedSettings settings) {
        this.name = name;
        this.settings = settings;
    }

    /**
     * Opens the store. Called with no store open; may block.
     *
     * @return the store, for {@link OrderedStore#close()} to be called once
     * @throws dev.kindred.datastore.store.StoreException if it cannot be opened; nothing is changed then
     */
    protected abstract OrderedStore openStore();

    /** Called after the store was opened and its format was found good. */
    protected void opened() {}

    /**
     * Says that the rows are of a newer format.
     *
     * @param found their format
     * @return the exception to throw
     */
    protected StoreException newerFormat(int found) {
        return new StoreException(
                "The store has format " + found + "; this version of the library knows formats up to " + FORMAT);
    }

    /**
     * Says that there are rows which do not name their format.
     *
     * @return the exception to throw
     */
    protected StoreException foreignStore() {
        return new StoreException("The store holds rows, but not the one that names their format");
    }

    /**
     * Facts for {@link #status()} that are known although the engine is closed.
     *
     * @return names and values
     */
    protected Map<String, Object> details() {
        return Map.of();
    }

    @Override
    public void open() {
        synchronized (lifecycle) {
            if (current == null) {
                OrderedStore store = openStore();
                try {
                    checkFormat(store);
                    opened();
                    current = new OpenStore(store, settings, tasks::tellReady);
                } catch (RuntimeException | Error e) {
                    store.close();
                    throw e;
                }
                wasClosed = false;
            }
        }
    }

    @Override
    public boolean isOpen() {
        return current != null;
    }

    @Override
    public StorageTransaction begin(TransactionMode mode) {
        return OrderedTransaction.begin(inUse(), mode);
    }

    @Override
    public StorageTransaction beginAt(Instant readTime) {
        OpenStore open = inUse();
        History history = open.history();
        if (history == null) {
            throw History.none(readTime, name);
        }
        return OrderedTransaction.beginAt(open, history, readTime);
    }

    @Override
    public TaskStorage tasks() {
        return tasks;
    }

    @Override
    public EngineStatus status() {
        OpenStore open = current;
        Map<String, Object> facts = new LinkedHashMap<>(details());
        if (open == null) {
            return new EngineStatus(name, EngineStatus.State.CLOSED, 0, facts);
        }
        Throwable failure = open.resolver().failure();
        facts.putAll(open.store().details());
        EntityCache cache = open.cache();
        if (cache != null) {
            facts.put("cacheBytes", cache.bytes());
            facts.put("cacheHits", cache.hits());
            facts.put("cacheMisses", cache.misses());
        }
        History history = open.history();
        if (history != null) {
            facts.put("pastStates", history.size());
        }
        facts.put("commitGroups", open.resolver().groups());
        facts.put("openTransactions", open.transactions().count());
        if (failure != null) {
            facts.put("failure", String.valueOf(failure.getMessage()));
        }
        return new EngineStatus(
                name,
                failure == null ? EngineStatus.State.OPEN : EngineStatus.State.READ_ONLY_AFTER_FAILURE,
                open.resolver().applied(),
                facts);
    }

    @Override
    public void close() {
        synchronized (lifecycle) {
            OpenStore open = current;
            wasClosed = true;
            current = null;
            if (open != null) {
                open.close();
            }
        }
    }

    private void checkFormat(OrderedStore store) {
        byte[] format = store.get(Layout.FORMAT_ROW);
        if (format != null) {
            int found = ByteBuffer.wrap(format).getInt();
            if (found > FORMAT) {
                throw newerFormat(found);
            }
            return;
        }
        if (store.versionFloor() > 0) {
            throw foreignStore();
        }
        Batch batch = new Batch(32);
        batch.put(
                Layout.FORMAT_ROW,
                ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array());
        store.write(batch, OrderedStore.Sync.DURABLE);
    }

    private OpenStore inUse() {
        OpenStore open = current;
        if (open != null) {
            return open;
        }
        synchronized (lifecycle) {
            if (wasClosed) {
                throw new StoreClosedException("The " + name + " engine was closed; call open() to use it again");
            }
            open();
            OpenStore now = current;
            if (now == null) {
                throw new StoreClosedException("The " + name + " engine could not be opened");
            }
            return now;
        }
    }
}
