package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TransactionMode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How transactions begin: what they may see, and how long each of their statements may take. All of it is said within the transaction and ends with it, so that a connection goes back to its
 * pool as it came, and a pooler may hand it to somebody else between two transactions.
 *
 * @param dialect what the server can do
 * @param statementTimeout of a statement; zero for the server's own
 */
record Beginning(Dialect dialect, Duration statementTimeout) {

    /** The first statements of a transaction. */
    Script of(TransactionMode mode, Script script) {
        switch (mode) {
            case READ_ONLY -> script.add("begin isolation level repeatable read, read only");
            case READ_SERIAL ->
                script.add("begin isolation level serializable, read only" + (dialect.defers() ? ", deferrable" : ""));
            default -> script.add("begin isolation level serializable");
        }
        return limited(mode == TransactionMode.READ_WRITE ? withoutTableScans(script) : script);
    }

    /** Small tables would be read as a whole, and then conflict with everything; so they are not. */
    Script withoutTableScans(Script script) {
        return dialect.avoidsSequentialScans() ? script.add("set local enable_seqscan = off") : script;
    }

    /** Others use the transaction, too. */
    Script withTableScans(Script script) {
        return dialect.avoidsSequentialScans() ? script.add("set local enable_seqscan to default") : script;
    }

    private Script limited(Script script) {
        return statementTimeout.isZero()
                ? script
                : script.add("set local statement_timeout = " + statementTimeout.toMillis());
    }

    /** A query by itself, with what is read beside it. Its time can be limited only in a transaction; that ends in the same round trip. */
    Script alone(Sql query, Script.Rows reader, Consumer<Script> more) {
        Script script = new Script();
        boolean isLimited = !statementTimeout.isZero();
        if (isLimited) {
            limited(script.add("begin isolation level read committed, read only"));
        }
        script.query(query.text(), reader, query.arguments());
        more.accept(script);
        return isLimited ? script.add("commit") : script;
    }

    /** A failure as an exception that says what to do. */
    RuntimeException failure(String what, SQLException failure) {
        return !statementTimeout.isZero() && Failures.isCanceled(failure)
                ? new StatementTimeoutException(what, statementTimeout, failure)
                : Failures.storeFailure(what, failure);
    }
}
