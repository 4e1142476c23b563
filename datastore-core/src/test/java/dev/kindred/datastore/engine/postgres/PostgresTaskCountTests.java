package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TaskTraits;
import dev.kindred.datastore.store.Writes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The numbers that are kept of each queue, against those of who counts. */
class PostgresTaskCountTests {

    private static final String[] QUEUES = {"a", "b", "c"};

    private final TestTables tables = new TestTables();
    private final PostgresEngine one = engine();
    private final PostgresEngine other = engine();

    private PostgresEngine engine() {
        return PostgresEngine.on(TestServer.dataSource())
                .schema(tables.schema())
                .notifications(Notifications.OFF)
                .build();
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void areRightWhateverTwoProcessesDoAtOnce() {
        long seed = System.nanoTime();
        CompletableFuture<Void> together = CompletableFuture.allOf(
                CompletableFuture.runAsync(() -> stumble(one, new Random(seed))),
                CompletableFuture.runAsync(() -> stumble(other, new Random(seed + 1))),
                CompletableFuture.runAsync(() -> stumble(other, new Random(seed + 2))));

        together.join();

        for (String queue : QUEUES) {
            assertThat(one.tasks().statistics(queue))
                    .as("queue %s, seed %d", queue, seed)
                    .isEqualTo(counted(queue));
        }
    }

    private QueueStatistics counted(String queue) {
        String of = " from S.task where queue = '" + queue + "'";
        return new QueueStatistics(
                tables.number("select count(*) filter (where state in (0, 2))" + of),
                tables.number("select count(*) filter (where state = 1)" + of),
                tables.number("select count(*) filter (where state = 3)" + of),
                tables.number("select coalesce(min(eta) filter (where state = 0), -1)" + of));
    }

    private static void stumble(PostgresEngine engine, Random random) {
        TaskStorage tasks = engine.tasks();
        List<TaskLease> leases = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            String queue = QUEUES[random.nextInt(QUEUES.length)];
            long now = tasks.now();
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> {
                    Writes writes = new Writes();
                    for (int n = random.nextInt(5); n >= 0; n--) {
                        writes.task(new TaskChange.Add(task(tasks, queue, now, random)));
                    }
                    writes.in(engine);
                }
                case 3 -> leases.addAll(tasks.claim(queue, 1 + random.nextInt(5), now));
                case 4 -> {
                    tasks.complete(leases);
                    leases.clear();
                }
                case 5 -> leases.forEach(lease -> tasks.bury(lease, DeadTask.Reason.REJECTED, "on purpose"));
                case 6 -> tasks.list(queue, 0, 2).forEach(task -> tasks.delete(queue, task.id()));
                case 7 -> tasks.redrive(queue, ids(tasks, queue));
                case 8 ->
                    tasks.discard(
                            queue,
                            ids(tasks, queue),
                            removed -> List.of(
                                    TaskRow.waiting(tasks.nextId(), "b", null, now, 100, new byte[0], Map.of(), now)));
                default -> {
                    if (random.nextInt(4) == 0) {
                        tasks.purge(queue);
                    } else {
                        tasks.handBack(leases);
                        leases.clear();
                    }
                }
            }
        }
    }

    private static List<Long> ids(TaskStorage tasks, String queue) {
        return tasks.dead(queue, 0, 3).stream().map(dead -> dead.task().id()).toList();
    }

    private static TaskRow task(TaskStorage tasks, String queue, long now, Random random) {
        TaskRow task = TaskRow.waiting(tasks.nextId(), queue, null, now, 100, new byte[0], Map.of(), now);
        return random.nextInt(4) == 0
                ? task.withTraits(new TaskTraits("key" + random.nextInt(3), 1, null, null))
                : task;
    }

    @Test
    void theReplacedAndTheGivenUpAreCounted() {
        TaskStorage tasks = one.tasks();
        long now = tasks.now();
        for (int i = 0; i < 3; i++) {
            TaskRow task = TaskRow.waiting(tasks.nextId(), "a", null, now, 100, new byte[0], Map.of(), now)
                    .withTraits(new TaskTraits(null, 0, null, "only"));
            new Writes()
                    .task(new TaskChange.Replace(
                            task,
                            removed -> List.of(
                                    TaskRow.waiting(tasks.nextId(), "b", null, now, 100, new byte[0], Map.of(), now))))
                    .in(one);
        }

        assertThat(tasks.statistics("a")).isEqualTo(counted("a"));
        assertThat(tasks.statistics("b")).isEqualTo(counted("b"));
        assertThat(tasks.statistics("b").waiting()).isEqualTo(2);
    }
}
