package dev.kindred.datastore.codec;

import dev.kindred.datastore.model.DatastoreException;

/** Stored bytes that make no sense, or that a newer version of this library wrote. */
public final class CorruptRecordException extends DatastoreException {

    /**
     * Reports what cannot be read.
     *
     * @param message which row, what was found, and what to do
     */
    public CorruptRecordException(String message) {
        super(message);
    }
}
