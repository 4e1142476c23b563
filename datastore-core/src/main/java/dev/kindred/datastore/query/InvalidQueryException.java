package dev.kindred.datastore.query;

import dev.kindred.datastore.model.DatastoreException;

/** A query that means nothing, or that breaks a rule: an incomplete ancestor, a cursor of another query, a list as the operand of an equality. */
public class InvalidQueryException extends DatastoreException {

    /**
     * Refuses a query.
     *
     * @param message which part, its value, the rule, and the way out
     */
    public InvalidQueryException(String message) {
        super(message);
    }
}
