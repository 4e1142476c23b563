package dev.kindred.datastore.copy;

import dev.kindred.datastore.store.StoreException;

/** A store is not copied, since something might be lost by it. Nothing was written that was not asked for; the message says what to do. */
public final class CopyRefusedException extends StoreException {

    private static final long serialVersionUID = 1;

    CopyRefusedException(String message) {
        super(message);
    }
}
