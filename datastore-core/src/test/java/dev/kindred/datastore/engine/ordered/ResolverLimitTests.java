package dev.kindred.datastore.engine.ordered;

import static dev.kindred.datastore.store.Writes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.CommitResult.Conflict;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResolverLimitTests {

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryEngine engine = new MemoryEngine(
            OrderedSettings.DEFAULT.transactionAge(Duration.ofSeconds(60)).clocks(InstantSource.system(), nanos::get));

    @Test
    void aTransactionThatIsOpenForTooLongConflictsAndSaysWhy() {
        try (StorageTransaction old = engine.begin(TransactionMode.READ_WRITE)) {
            old.get(bytes("a"));
            nanos.set(Duration.ofSeconds(60).toNanos() + 1);

            assertThat(old.commit(new Writes().put("a", "1").changes()))
                    .isInstanceOfSatisfying(Conflict.class, conflict -> assertThat(conflict.reason())
                            .contains("60000 ms"));
        }
    }

    @Test
    void aTransactionWithinTheLimitCommits() {
        try (StorageTransaction young = engine.begin(TransactionMode.READ_WRITE)) {
            young.get(bytes("a"));
            nanos.set(Duration.ofSeconds(60).toNanos());

            assertThat(young.commit(new Writes().put("a", "1").changes())).isInstanceOf(Committed.class);
        }
    }

    @Test
    void anOldTransactionDoesNotKeepWhatOthersWroteForever() {
        try (StorageTransaction old = engine.begin(TransactionMode.READ_WRITE)) {
            old.get(bytes("a"));
            String longKey = "k".repeat(1_500);
            for (int i = 0; i < 600; i++) {
                Writes writes = new Writes();
                for (int j = 0; j < 100; j++) {
                    writes.put(longKey + i + "." + j, "");
                }
                writes.in(engine);
            }

            CommitResult result = old.commit(new Writes().put("a", "1").changes());

            assertThat(result).isInstanceOfSatisfying(Conflict.class, conflict -> assertThat(conflict.reason())
                    .contains("too far behind"));
        }
    }
}
