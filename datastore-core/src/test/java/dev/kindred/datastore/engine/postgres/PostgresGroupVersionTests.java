package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Versions of entity groups on a server where others are at work: those of this engine's tests, and transactions that last. */
class PostgresGroupVersionTests {

    private static final Key ROOT = Key.of("T", "root");

    @Test
    void theVersionOfAGroupGrowsWithEachCommitWhileALongTransactionIsOpenElsewhere() throws SQLException {
        try (LocalDatastore datastore =
                        LocalDatastore.on(TestServer.emptyEngine()).build();
                Connection elsewhere = TestServer.dataSource().getConnection();
                Statement statement = elsewhere.createStatement()) {
            datastore.put(Entity.builder(ROOT).set("n", 0).build());
            elsewhere.setAutoCommit(false);
            statement.execute("select pg_current_xact_id()");
            long before = datastore.entityGroupVersion(ROOT);

            datastore.put(Entity.builder(ROOT).set("n", 1).build());
            long once = datastore.entityGroupVersion(ROOT);
            long again;
            long inTransaction;
            try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
                again = transaction.entityGroupVersion(ROOT);
                datastore.put(Entity.builder(ROOT).set("n", 2).build());
                inTransaction = transaction.entityGroupVersion(ROOT);
            }
            long twice = datastore.entityGroupVersion(ROOT);
            elsewhere.rollback();

            assertThat(once).isGreaterThan(before);
            assertThat(again).isGreaterThanOrEqualTo(once);
            assertThat(inTransaction).isEqualTo(again);
            assertThat(twice).isGreaterThan(again);
            assertThat(datastore.entityGroupVersion(ROOT)).isGreaterThanOrEqualTo(twice);
        }
    }

    @Test
    void aCommitThatWasUnderWayForLongChangesTheVersionWhenItIsSeen() {
        try (LocalDatastore datastore =
                LocalDatastore.on(TestServer.emptyEngine()).build()) {
            datastore.put(Entity.builder(ROOT).set("n", 0).build());
            long before;
            try (Transaction slow = datastore.begin(TransactionOptions.DEFAULT)) {
                slow.find(ROOT);
                datastore.put(Entity.builder(Key.of("T", "other")).build());
                before = datastore.entityGroupVersion(ROOT);
                slow.put(Entity.builder(ROOT).set("n", 1).build());
                slow.commit();
            }

            assertThat(datastore.entityGroupVersion(ROOT)).isGreaterThan(before);
        }
    }
}
