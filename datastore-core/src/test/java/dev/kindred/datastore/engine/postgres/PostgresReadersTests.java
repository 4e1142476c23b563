package dev.kindred.datastore.engine.postgres;

import static dev.kindred.datastore.store.Writes.bytes;
import static dev.kindred.datastore.store.Writes.row;
import static dev.kindred.datastore.store.Writes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the two kinds of readers see of writers that overlap. One writer books a receipt into the current batch; another closes that batch meanwhile and commits first; a report between the
 * two commits looks at the closed batch. In the serial order the receipt comes before the closing, so a report that sees the batch closed must see the receipt. After Fekete, O'Neil and
 * O'Neil, <i>A Read-Only Transaction Anomaly Under Snapshot Isolation</i>; on PostgreSQL only, since the other engines commit in the serial order.
 */
@Timeout(60)
class PostgresReadersTests {

    private static final IndexRow RECEIPT = row("receipts of batch 1", "receipt");

    private final PostgresEngine engine = TestServer.emptyEngine();

    /** What a report says: the current batch, and whether the receipt is in the one before it. */
    private record Report(String currentBatch, boolean hasReceipt) {

        static Report by(StorageTransaction reader) {
            EntityRow batch = Objects.requireNonNull(reader.get(bytes("batch")));
            return new Report(text(batch.record()), reader.containsAll(List.of(RECEIPT))[0]);
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** A writer that has seen batch 1 open and has not yet committed its receipt. */
    private StorageTransaction bookingIntoBatchOne() {
        new Writes().put("batch", "1").in(engine);
        StorageTransaction booking = engine.begin(TransactionMode.READ_WRITE);
        assertThat(Report.by(booking).currentBatch()).isEqualTo("1");
        return booking;
    }

    private void closeBatchOne() {
        assertThat(new Writes().put("batch", "2").in(engine)).isInstanceOf(Committed.class);
    }

    private static void commitReceipt(StorageTransaction booking) {
        assertThat(booking.commit(
                        new Writes().index("receipts of batch 1", "receipt").changes()))
                .isInstanceOf(Committed.class);
    }

    private Report report(TransactionMode mode) {
        try (StorageTransaction reader = engine.begin(mode)) {
            return Report.by(reader);
        }
    }

    @Test
    void aReadOnlyReportMaySeeAClosedBatchWithoutAReceiptThatAppearsInItLater() {
        try (StorageTransaction booking = bookingIntoBatchOne()) {
            closeBatchOne();

            Report between = report(TransactionMode.READ_ONLY);
            commitReceipt(booking);

            assertThat(between).isEqualTo(new Report("2", false));
            assertThat(report(TransactionMode.READ_ONLY)).isEqualTo(new Report("2", true));
        }
    }

    @Test
    void aSerialReportWaitsForTheReceiptInstead() {
        try (StorageTransaction booking = bookingIntoBatchOne()) {
            closeBatchOne();

            CompletableFuture<Report> between =
                    CompletableFuture.supplyAsync(() -> report(TransactionMode.READ_SERIAL));
            await().until(this::someReaderWaitsForASafeSnapshot);
            commitReceipt(booking);

            assertThat(between.join()).isEqualTo(new Report("2", true));
        }
    }

    @Test
    void aReportOfATransactionThatMayWriteIsNotCommittedWithTheReceiptToFollow() {
        try (StorageTransaction booking = bookingIntoBatchOne()) {
            closeBatchOne();

            boolean reportCounts;
            Report between;
            try (StorageTransaction reader = engine.begin(TransactionMode.READ_WRITE)) {
                between = Report.by(reader);
                reportCounts = reader.commit(new Writes().changes()) instanceof Committed;
            }
            boolean receiptCounts = booking.commit(
                            new Writes().index("receipts of batch 1", "receipt").changes())
                    instanceof Committed;

            assertThat(between).isEqualTo(new Report("2", false));
            assertThat(reportCounts && receiptCounts).isFalse();
        }
    }

    private boolean someReaderWaitsForASafeSnapshot() throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from pg_stat_activity where wait_event = 'SafeSnapshot'")) {
            return rows.next() && rows.getLong(1) > 0;
        }
    }
}
