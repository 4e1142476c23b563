package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.StoreException;
import org.jspecify.annotations.Nullable;

/** The server cannot be used as it is: opening the engine has changed nothing. The message says what an operator has to do. */
public final class ServerNotUsableException extends StoreException {

    /** What is wrong. */
    public enum Reason {
        /** Nobody answers at the address, or the server is starting or stopping. */
        UNREACHABLE,
        /** User name or password are wrong, or the server's rules do not let the user in. */
        LOGIN_REFUSED,
        /** The server has no database of the name. */
        NO_DATABASE,
        /** The server has as many connections as it allows. */
        TOO_MANY_CONNECTIONS,
        /** The role may not make the schema or its tables, or not use them. */
        NO_RIGHTS,
        /** The schema has no tables of a datastore, and they may not be made. */
        NO_TABLES,
        /** The tables were made by a newer version of the library. */
        NEWER_FORMAT,
        /** It is no PostgreSQL server, nor one that speaks its language. */
        NOT_POSTGRESQL
    }

    private final Reason reason;
    private final @Nullable String remedy;

    ServerNotUsableException(Reason reason, String message, @Nullable String remedy, @Nullable Throwable cause) {
        super(remedy == null ? message : message + " " + remedy);
        this.reason = reason;
        this.remedy = remedy;
        if (cause != null) {
            initCause(cause);
        }
    }

    /**
     * What is wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * What to do on the server, where there is something that can be said without knowing the application's settings.
     *
     * @return a sentence, with the SQL to run where there is some; null if there is none. It is part of the message
     */
    public @Nullable String remedy() {
        return remedy;
    }
}
