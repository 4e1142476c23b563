package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Transform;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What transactions do by the clock. */
abstract class TransactionTimeContract extends DatastoreScenario {

    private final MovableClock clock = new MovableClock(Instant.parse("2024-05-06T07:08:09.123456Z"));
    private final LocalDatastore timed;

    TransactionTimeContract(LocalDatastore datastore) {
        super(datastore);
        this.timed = LocalDatastore.on(datastore.engine())
                .partition(datastore.partition())
                .clock(clock)
                .build();
    }

    private Entity entity(String name) {
        return Entity.builder(key("T", name)).build();
    }

    @Test
    void aTransactionThatNobodyUsesForAMinuteFails() {
        Transaction transaction = timed.begin(TransactionOptions.DEFAULT.withTimeout(Duration.ofMinutes(5)));
        transaction.put(entity("a"));
        clock.advance(Duration.ofSeconds(59));
        transaction.find(key("T", "a"));
        clock.advance(Duration.ofSeconds(60));

        assertThatExceptionOfType(TransactionExpiredException.class)
                .isThrownBy(transaction::commit)
                .withMessageContaining("not used for longer")
                .withMessageContaining("60000 ms");

        assertThat(transaction.state()).isEqualTo(Transaction.State.FAILED);
        assertThatIllegalStateException().isThrownBy(() -> transaction.find(key("T", "a")));
        transaction.rollback();
        transaction.close();
        assertThat(transaction.state()).isEqualTo(Transaction.State.FAILED);
        assertThat(timed.find(key("T", "a"))).isNull();
    }

    @Test
    void theIdleTimeCanBeChosen() {
        TransactionOptions options = TransactionOptions.DEFAULT.withIdleTimeout(Duration.ofSeconds(2));
        Transaction transaction = timed.begin(options);
        clock.advance(Duration.ofSeconds(1));
        transaction.put(entity("a"));
        clock.advance(Duration.ofSeconds(1));
        transaction.commit();

        Transaction idle = timed.begin(options);
        clock.advance(Duration.ofSeconds(2));

        assertThatExceptionOfType(TransactionExpiredException.class)
                .isThrownBy(() -> idle.put(entity("b")))
                .withMessageContaining("2000 ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransactionOptions.DEFAULT.withIdleTimeout(Duration.ZERO))
                .withMessageContaining("PT0S");
    }

    @Test
    void takingRowsIsAUse() {
        timed.put(List.of(entity("a"), entity("b"), entity("c")));
        try (Transaction transaction = timed.begin(TransactionOptions.DEFAULT.withTimeout(Duration.ofMinutes(5)))) {
            QueryResults results = transaction.run(Query.kind("T"));
            while (results.hasNext()) {
                results.next();
                clock.advance(Duration.ofSeconds(40));
            }
            clock.advance(Duration.ofSeconds(19));

            assertThat(transaction.find(key("T", "a"))).isNotNull();

            QueryResults late = transaction.run(Query.kind("T"));
            late.next();
            clock.advance(Duration.ofSeconds(60));
            assertThatExceptionOfType(TransactionExpiredException.class).isThrownBy(late::hasNext);
        }
    }

    @Test
    void theWholeTimeEndsATransactionThatIsInUse() {
        Transaction transaction = timed.begin(TransactionOptions.DEFAULT.withTimeout(Duration.ofSeconds(90)));
        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofSeconds(40));
            transaction.put(entity("a"));
        }
        clock.advance(Duration.ofSeconds(10));

        assertThatExceptionOfType(TransactionExpiredException.class)
                .isThrownBy(transaction::commit)
                .withMessageContaining("timeout of 90000 ms");
    }

    @Test
    void theRequestTimeIsThatOfTheDatastoresClockInMilliseconds() {
        Key key = key("T", "a");

        MutationResult result = timed.apply(List.of(Mutation.transform(key, Transform.requestTime("at"))))
                .get(0);

        Value expected = Value.of(Instant.parse("2024-05-06T07:08:09.123Z"));
        assertThat(result.transformResults()).containsExactly(expected);
        assertThat(timed.get(key).value("at")).isEqualTo(expected);
    }

    @Test
    void onlyAReaderReadsThePast() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransactionOptions.DEFAULT.withReadTime(clock.instant()))
                .withMessageContaining("cannot write")
                .withMessageContaining("READ_ONLY");
    }
}
