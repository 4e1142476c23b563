package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class CompositeIndexLifecycleTests {

    private final LocalDatastore datastore =
            LocalDatastore.on(new MemoryEngine()).build();
    private final CompositeIndexLifecycle lifecycle = new CompositeIndexLifecycle(datastore, () -> {
        datastore.declareIndexes(List.of(CompositeIndex.on("Book", "author", "-year")));
        return true;
    });

    private int rows() {
        int rows = 0;
        try (StorageTransaction transaction = datastore.engine().begin(TransactionMode.READ_ONLY);
                Scan<IndexRow> scan = transaction.scanIndex(
                        new IndexRange(IndexRange.atPrefix(new byte[0]), null), ScanDirection.ASCENDING, 100)) {
            while (scan.next() != null) {
                rows++;
            }
        }
        return rows;
    }

    private void put(long id) {
        datastore.put(Entity.builder(Key.of("Book", id))
                .set("author", "a")
                .set("year", id)
                .build());
    }

    @Test
    void startingBuildsTheIndexesOfWhatIsThereAndKeepsThemUpToDate() {
        put(1);
        put(2);
        int withoutIndex = rows();

        lifecycle.start();

        await().until(() -> rows() == withoutIndex + 2);
        put(3);
        assertThat(rows()).isEqualTo((withoutIndex / 2) * 3 + 3);
        lifecycle.stop();
        assertThat(lifecycle.isRunning()).isFalse();
    }

    @Test
    void itStartsRightAfterTheEngineAndCanStartAgain() {
        lifecycle.start();
        lifecycle.stop();

        lifecycle.start();

        assertThat(lifecycle.isRunning()).isTrue();
        assertThat(lifecycle.getPhase()).isGreaterThan(DatastoreLifecycle.PHASE).isNegative();
        lifecycle.stop();
    }

    @Test
    void anIndexThatCannotBeBuiltIsReportedWithTheEntityInTheWay(CapturedOutput output) {
        Value many = Value.of(LongStream.range(0, 200).mapToObj(Value::of).toList());
        datastore.put(Entity.builder(Key.of("Book", 17))
                .set("author", many)
                .set("year", many)
                .build());

        lifecycle.start();

        await().until(() -> output.getAll().contains("cannot be built"));
        lifecycle.stop();
        assertThat(output.getAll())
                .contains(
                        "The composite index Book(author, -year) cannot be built, since Book(17) would have 40,000 rows")
                .contains("Queries go on without it, and the next start tries again.");
    }
}
