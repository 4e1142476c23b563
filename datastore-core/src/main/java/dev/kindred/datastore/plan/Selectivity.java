package dev.kindred.datastore.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which index prefixes have many rows, so that the planner need not count them again for every query. Only hints: a wrong one costs time,
 * never an answer. Bounded; the least recently used is forgotten. Safe for all threads.
 */
public final class Selectivity {

    private static final int MAX_ENTRIES = 4_096;

    private final Map<java.nio.ByteBuffer, Integer> rows = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<java.nio.ByteBuffer, Integer> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    /** Remembers nothing yet. */
    public Selectivity() {}

    synchronized void learned(byte[] prefix, int atLeast) {
        rows.put(java.nio.ByteBuffer.wrap(prefix), atLeast);
    }

    /** How many rows a prefix had, at least, when it was last counted; null if it never was. */
    synchronized @Nullable Integer rows(byte[] prefix) {
        return rows.get(java.nio.ByteBuffer.wrap(prefix));
    }
}
