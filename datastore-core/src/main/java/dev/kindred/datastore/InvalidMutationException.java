package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;

/** A mutation that makes no sense: a mask on a deletion, too many transforms, an insert of an entity that the same list has just stored. Nothing was done. */
public final class InvalidMutationException extends DatastoreException {

    /**
     * Refuses a mutation.
     *
     * @param message which one, what is wrong with it, and what to do
     */
    public InvalidMutationException(String message) {
        super(message);
    }
}
