package dev.kindred.datastore.engine.memory;

import static dev.kindred.datastore.store.Writes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.engine.ordered.Batch;
import dev.kindred.datastore.engine.ordered.OrderedEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.ordered.OrderedStore;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.CommitResult.Unknown;
import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.Together;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an engine does when its store cannot write any more. */
class FailingWriteTests {

    private final MemoryStore store = new MemoryStore();
    private volatile boolean broken;

    private final OrderedEngine engine = new OrderedEngine("failing", OrderedSettings.DEFAULT) {
        @Override
        protected OrderedStore openStore() {
            return new Breakable();
        }
    };

    @Test
    void theCommitThatFailsIsUnknownAndLaterOnesAreRefused() {
        new Writes().put("a", "1").in(engine);
        broken = true;

        assertThat(new Writes().put("a", "2").put("b", "2").in(engine))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.cause()).hasMessage("the disk is gone"));

        broken = false;
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new Writes().put("a", "3").in(engine))
                .withMessageContaining("the disk is gone")
                .withMessageContaining("open it again");
        assertThat(engine.status().state()).isEqualTo(EngineStatus.State.READ_ONLY_AFTER_FAILURE);
        assertThat(engine.status().details()).containsEntry("failure", "the disk is gone");
    }

    @Test
    void readersDoNotSeeWhatWasNotWritten() {
        new Writes().put("a", "1").in(engine);
        broken = true;
        new Writes().put("a", "2").put("b", "2").in(engine);

        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThat(Writes.text(reader.get(bytes("a")).record())).isEqualTo("1");
            assertThat(reader.get(bytes("b"))).isNull();
        }
    }

    @Test
    void openingItAgainMendsIt() {
        new Writes().put("a", "1").in(engine);
        broken = true;
        new Writes().put("a", "2").in(engine);
        broken = false;
        engine.close();
        engine.open();

        assertThat(new Writes().put("a", "3").in(engine)).isInstanceOf(Committed.class);
    }

    @Test
    void aTaskWhoseEndCannotBeWrittenStaysClaimed() {
        new Writes()
                .task(new TaskChange.Add(
                        TaskRow.waiting(engine.tasks().nextId(), "q", null, 1, 100, new byte[0], Map.of(), 1)))
                .in(engine);
        List<TaskLease> leases = engine.tasks().claim("q", 1, 2);
        broken = true;

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> engine.tasks().complete(leases));
        assertThat(engine.tasks().statistics("q").running()).isEqualTo(1);
    }

    @Test
    void everyoneOfManyCommitsGetsAnAnswer() {
        AtomicInteger commits = new AtomicInteger();
        List<Integer> acknowledged = Together.call(4, () -> {
            int mine = 0;
            for (int i = 0; i < 500; i++) {
                if (commits.incrementAndGet() == 1_000) {
                    broken = true;
                }
                try {
                    CommitResult result = new Writes()
                            .put(Thread.currentThread().getId() + "." + i, "x")
                            .in(engine);
                    if (result instanceof Committed) {
                        mine++;
                    } else {
                        assertThat(result).isInstanceOf(Unknown.class);
                    }
                } catch (StoreException refused) {
                    assertThat(refused).hasMessageContaining("refuses writes");
                }
            }
            return mine;
        });

        int all = acknowledged.stream().mapToInt(Integer::intValue).sum();
        assertThat(all).isBetween(900, 1_000);
    }

    private final class Breakable implements OrderedStore {

        @Override
        public View view() {
            return store.view();
        }

        @Override
        public byte[] get(byte[] key) {
            return store.get(key);
        }

        @Override
        public void write(Batch batch, Sync sync) {
            if (broken) {
                throw new StoreException("the disk is gone");
            }
            store.write(batch, sync);
        }

        @Override
        public long versionFloor() {
            return store.versionFloor();
        }

        @Override
        public Map<String, Object> details() {
            return store.details();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
