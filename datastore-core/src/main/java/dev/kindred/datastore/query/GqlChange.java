package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Value;
import java.util.List;

/**
 * What an UPDATE or DELETE says once its values are known: which entities, and what becomes of them. It is a description; whoever carries it out does so in a
 * transaction, for entities that the query finds in the same one. Immutable. Made by {@link GqlQuery#asChange}.
 *
 * @param query the entities; without selection
 * @param assignments what is set in each of them, in order, each property once; empty to delete them
 */
public record GqlChange(Query query, List<Assignment> assignments) {

    /**
     * Copies the list.
     *
     * @param query see the record
     * @param assignments see the record
     */
    public GqlChange {
        assignments = List.copyOf(assignments);
    }

    /**
     * Whether the entities are deleted.
     *
     * @return false if there is something to set
     */
    public boolean isDeletion() {
        return assignments.isEmpty();
    }

    /** What becomes of a property. */
    public enum Operation {
        /** It gets the value. */
        SET,
        /** The value, a number, is added to it. */
        ADD,
        /** The value, a number, is subtracted from it. */
        SUBTRACT
    }

    /**
     * One property to set.
     *
     * @param property its name, dotted where it is within another
     * @param operation what becomes of it
     * @param value with what: anything to set, a long or double to add or subtract
     */
    public record Assignment(String property, Operation operation, Value value) {}
}
