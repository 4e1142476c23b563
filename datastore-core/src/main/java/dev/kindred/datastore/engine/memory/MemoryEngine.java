package dev.kindred.datastore.engine.memory;

import dev.kindred.datastore.engine.ordered.OrderedEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.ordered.OrderedStore;

/**
 * Keeps everything on the heap for as long as this object lives: closing and opening it again finds the data, another object does not. The same
 * transactions, conflicts and tasks as the durable engine, since all but the map is shared.
 */
public final class MemoryEngine extends OrderedEngine {

    private final MemoryStore store = new MemoryStore();

    /** An empty store with the default settings. */
    public MemoryEngine() {
        this(OrderedSettings.DEFAULT);
    }

    /**
     * An empty store.
     *
     * @param settings limits and clocks
     */
    public MemoryEngine(OrderedSettings settings) {
        super("memory", settings);
    }

    @Override
    protected OrderedStore openStore() {
        return store;
    }
}
