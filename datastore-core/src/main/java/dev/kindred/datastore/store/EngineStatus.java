package dev.kindred.datastore.store;

import java.util.Map;

/**
 * The state of an engine for health checks and metrics.
 *
 * @param engine the engine's name, such as {@code rocksdb}
 * @param state whether it can be used
 * @param version the version of the last commit, 0 if none or closed
 * @param details further facts with stable names, such as {@code path}, {@code durability} or {@code cacheHits}; no secrets
 */
public record EngineStatus(String engine, State state, long version, Map<String, Object> details) {

    /** Whether an engine can be used. */
    public enum State {
        /** Not open: never used, or closed. */
        CLOSED,
        /** Open for reads and writes. */
        OPEN,
        /** A write failed, so that further writes are refused; reads go on. Close and open it again after the cause is mended. */
        READ_ONLY_AFTER_FAILURE
    }

    /**
     * Copies the details.
     *
     * @param engine see the record
     * @param state see the record
     * @param version see the record
     * @param details see the record
     */
    public EngineStatus {
        details = Map.copyOf(details);
    }
}
