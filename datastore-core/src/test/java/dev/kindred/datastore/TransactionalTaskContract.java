package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tasks that are stored and finished in one commit with entities. */
abstract class TransactionalTaskContract extends DatastoreScenario {

    /** Queues are shared by all partitions of a store, so each test has its own. */
    private final String queue = "queue-" + UUID.randomUUID();

    TransactionalTaskContract(Datastore datastore) {
        super(datastore);
    }

    private TaskRow task(String payload) {
        return task(payload, null);
    }

    private TaskRow task(String payload, String name) {
        return TaskRow.waiting(
                datastore.tasks().nextId(),
                queue,
                name,
                1_000,
                TaskRow.DEFAULT_PRIORITY,
                payload.getBytes(StandardCharsets.UTF_8),
                Map.of("header", "value"),
                1_000);
    }

    private List<TaskLease> claim() {
        return datastore.tasks().claim(queue, 10, 2_000);
    }

    private static String payload(TaskLease lease) {
        return new String(lease.task().payload(), StandardCharsets.UTF_8);
    }

    @Test
    void tasksExistFromTheCommitOn() {
        Transaction transaction = datastore.begin(TransactionOptions.DEFAULT);
        transaction.put(Entity.builder(key("T", "a")).build());
        transaction.addTasks(List.of(task("one"), task("two")));
        transaction.addTasks(List.of(task("three")));
        assertThat(claim()).isEmpty();
        assertThat(datastore.tasks().statistics(queue).waiting()).isZero();

        transaction.commit();

        assertThat(datastore.find(key("T", "a"))).isNotNull();
        assertThat(datastore.tasks().statistics(queue).waiting()).isEqualTo(3);
        assertThat(claim()).extracting(TransactionalTaskContract::payload).containsExactly("one", "two", "three");
    }

    @Test
    void aTransactionMayHaveTasksAlone() {
        datastore.runInTransaction(transaction -> {
            transaction.addTasks(List.of(task("alone")));
            return null;
        });

        assertThat(claim()).extracting(TransactionalTaskContract::payload).containsExactly("alone");
    }

    @Test
    void tasksAreLostWithTheirTransaction() {
        Transaction transaction = datastore.begin(TransactionOptions.DEFAULT);
        transaction.addTasks(List.of(task("lost")));

        transaction.rollback();

        assertThat(claim()).isEmpty();
    }

    @Test
    void onlyTheCommittedAttemptsTasksExist() {
        int[] attempts = {0};
        datastore.put(Entity.builder(key("T", "a")).build());

        datastore.runInTransaction(transaction -> {
            transaction.get(key("T", "a"));
            transaction.put(Entity.builder(key("T", "b")).build());
            transaction.addTasks(List.of(task("attempt " + ++attempts[0])));
            if (attempts[0] < 3) {
                datastore.put(Entity.builder(key("T", "a")).build());
            }
            return null;
        });

        assertThat(claim()).extracting(TransactionalTaskContract::payload).containsExactly("attempt 3");
    }

    @Test
    void aNamedTaskThatIsThereFailsTheWholeTransaction() {
        datastore.runInTransaction(transaction -> {
            transaction.addTasks(List.of(task("first", "name")));
            return null;
        });

        assertThatRuntimeException()
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    transaction.put(Entity.builder(key("T", "a")).build());
                    transaction.addTasks(List.of(task("other"), task("second", "name")));
                    return null;
                }))
                .withMessageContaining("name");

        assertThat(datastore.find(key("T", "a"))).isNull();
        assertThat(claim()).extracting(TransactionalTaskContract::payload).containsExactly("first");
    }

    @Test
    void aTaskIsFinishedInTheCommitOfItsEffects() {
        datastore.runInTransaction(transaction -> {
            transaction.addTasks(List.of(task("work")));
            return null;
        });
        TaskLease lease = claim().get(0);

        datastore.runInTransaction(transaction -> {
            transaction.put(Entity.builder(key("T", "effect")).build());
            transaction.completeTask(lease);
            return null;
        });

        assertThat(datastore.find(key("T", "effect"))).isNotNull();
        assertThat(datastore.tasks().statistics(queue).running()).isZero();
        assertThat(datastore.tasks().statistics(queue).waiting()).isZero();
        assertThat(datastore.tasks().complete(List.of(lease))).containsExactly(lease);
    }

    @Test
    void aWorkerThatLostItsTaskHasNoEffect() {
        datastore.runInTransaction(transaction -> {
            transaction.addTasks(List.of(task("work")));
            return null;
        });
        TaskLease lost = claim().get(0);
        datastore.tasks().handBack(List.of(lost));
        TaskLease current = claim().get(0);
        Transaction late = datastore.begin(TransactionOptions.DEFAULT);
        late.put(Entity.builder(key("T", "late")).build());
        late.completeTask(lost);

        assertThatRuntimeException().isThrownBy(late::commit);

        assertThat(late.state()).isEqualTo(Transaction.State.FAILED);
        assertThat(datastore.find(key("T", "late"))).isNull();
        assertThat(datastore.tasks().complete(List.of(current))).isEmpty();
    }

    @Test
    void aTransactionThatConflictsLeavesItsTaskRunning() {
        datastore.runInTransaction(transaction -> {
            transaction.addTasks(List.of(task("work")));
            return null;
        });
        TaskLease lease = claim().get(0);
        Transaction transaction = datastore.begin(TransactionOptions.DEFAULT);
        transaction.run(Query.kind("T")).toList();
        transaction.put(Entity.builder(key("S", "own")).build());
        transaction.completeTask(lease);
        datastore.runInTransaction(other -> {
            other.run(Query.kind("S")).toList();
            return other.put(Entity.builder(key("T", "phantom")).build());
        });

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);

        assertThat(datastore.tasks().statistics(queue).running()).isEqualTo(1);
        assertThat(datastore.tasks().complete(List.of(lease))).isEmpty();
    }

    @Test
    void aTransactionThatEndedOrIsReadOnlyTakesNoTasks() {
        try (Transaction transaction = datastore.begin(TransactionOptions.READ_ONLY)) {
            assertThatIllegalStateException().isThrownBy(() -> transaction.addTasks(List.of(task("no"))));
        }
        Transaction ended = datastore.begin(TransactionOptions.DEFAULT);
        ended.rollback();

        assertThatIllegalStateException().isThrownBy(() -> ended.addTasks(List.of(task("no"))));
        assertThat(claim()).isEmpty();
    }
}
