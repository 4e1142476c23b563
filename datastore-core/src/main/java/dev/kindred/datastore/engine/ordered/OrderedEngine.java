package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TransactionMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A storage engine over an {@link OrderedStore}. Subclasses say how the store is opened; serializability, preconditions, versions, the entity cache and
 * tasks are the same for all.
 */
public abstract class OrderedEngine implements StorageEngine {

    private final String name;
    private final OrderedSettings settings;
    private final Object lifecycle = new Object();
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
                current = new OpenStore(openStore(), settings);
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
        return OrderedTransaction.begin(opened(), mode);
    }

    @Override
    public TaskStorage tasks() {
        throw new UnsupportedOperationException("Tasks are not there yet");
    }

    @Override
    public EngineStatus status() {
        OpenStore open = current;
        Map<String, Object> facts = new LinkedHashMap<>(details());
        if (open == null) {
            return new EngineStatus(name, EngineStatus.State.CLOSED, 0, facts);
        }
        Throwable failure = open.resolver().failure();
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

    private OpenStore opened() {
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
