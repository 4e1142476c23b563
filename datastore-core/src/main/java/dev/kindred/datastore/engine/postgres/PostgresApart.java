package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads of which each is a statement by itself, in no transaction: one round trip, and nothing to end. */
final class PostgresApart extends PostgresReads {

    private final PostgresTransaction transaction;

    PostgresApart(String schema, PostgresTransaction transaction) {
        super(schema);
        this.transaction = transaction;
    }

    @Override
    void read(String statement, Script.Rows reader, @Nullable Object... arguments) {
        transaction.readApart(statement, reader, arguments);
    }

    @Override
    PostgresTransaction transaction() {
        return transaction;
    }

    @Override
    boolean isApart() {
        return true;
    }

    @Override
    public long snapshotVersion() {
        return transaction.snapshotVersion();
    }

    @Override
    public long stateVersion() {
        return transaction.stateVersion();
    }

    @Override
    public List<CounterRow> counters(ByteRange range) {
        return transaction.counters(range);
    }

    @Override
    public CommitResult commit(Changes changes) {
        return transaction.commit(changes);
    }

    /** Does nothing: the transaction is closed by who began it. */
    @Override
    public void close() {}
}
