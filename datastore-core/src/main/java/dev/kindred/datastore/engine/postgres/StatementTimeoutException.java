package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.StoreException;
import java.time.Duration;

/** A statement took longer than the engine's setting allows, and the server ended it. Nothing is changed: its transaction is over. */
public final class StatementTimeoutException extends StoreException {

    private static final long serialVersionUID = 1;

    private final Duration limit;

    StatementTimeoutException(String what, Duration limit, Throwable cause) {
        super(
                what + " took longer than the " + limit.toMillis()
                        + " ms that the setting \"statementTimeout\" allows a statement. Give the query a limit or an index that fits, look for who holds a lock on the server, or raise the setting.",
                cause);
        this.limit = limit;
    }

    /**
     * The setting.
     *
     * @return how long a statement may take
     */
    public Duration limit() {
        return limit;
    }
}
