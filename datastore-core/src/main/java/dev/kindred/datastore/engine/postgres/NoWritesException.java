package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.StoreException;
import java.sql.SQLException;

/** Nothing was written, since the server only reads at present. Another connection may lead to one that writes. */
final class NoWritesException extends StoreException {

    private static final long serialVersionUID = 1L;

    NoWritesException(String message, SQLException cause) {
        super(message, cause);
    }
}
