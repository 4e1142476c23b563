package dev.kindred.datastore;

import dev.kindred.datastore.query.IndexDefinition;
import org.jspecify.annotations.Nullable;

/**
 * How far a composite index is.
 *
 * @param index the index, as it would stand in an index.yaml
 * @param state what can be done with it
 * @param problem why it could not be built, with the entity and the way out; null unless it failed
 */
public record IndexStatus(
        IndexDefinition index, State state, @Nullable String problem) {

    /** What can be done with an index. */
    public enum State {
        /** Every commit keeps it up to date, but what was there before is not in it yet. Queries do without. */
        BUILDING,
        /** Queries use it. */
        BUILT,
        /** Building met an entity that cannot be in it, and stopped. Queries do without; the next attempt to build goes on there. */
        FAILED
    }
}
