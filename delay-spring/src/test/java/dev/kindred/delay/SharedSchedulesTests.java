package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Applications that share a store on PostgreSQL, each with an engine of its own, and the schedules that both have. */
class SharedSchedulesTests {

    private final String schema = TestServer.newSchema();
    private final MovableClock clock = new MovableClock();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<AnnotationConfigApplicationContext> nodes = new ArrayList<>();
    private final List<LocalDatastore> datastores = new ArrayList<>();

    private AnnotationConfigApplicationContext node() {
        LocalDatastore datastore = LocalDatastore.on(PostgresEngine.on(TestServer.dataSource())
                        .schema(schema)
                        .clock(clock)
                        .build())
                .build();
        datastores.add(datastore);
        AnnotationConfigApplicationContext node = new AnnotationConfigApplicationContext();
        node.registerBean(Datastore.class, () -> datastore, definition -> definition.setDestroyMethodName(""));
        node.registerBean(MovableClock.class, () -> clock);
        node.registerBean(DelayedSchedulesContract.TestLog.class, () -> new DelayedSchedulesContract.TestLog(log));
        node.register(DelayedSchedulesContract.Application.class, DelayedSchedulesContract.Nightly.class);
        node.refresh();
        node.getBean(TaskDispatcher.class).stop(Duration.ZERO); // the test says when tasks run
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(AnnotationConfigApplicationContext::close);
        datastores.forEach(LocalDatastore::close);
    }

    private void runDueEverywhereAtOnce() {
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(
                                () -> node.getBean(TaskDispatcher.class).runDue()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @Test
    void eachTimeOfAScheduleRunsOnceWhoeverIsThere() {
        node();
        node();

        for (int hour = 0; hour < 3 * 24; hour++) {
            clock.advance(Duration.ofHours(1));
            runDueEverywhereAtOnce();
        }

        assertThat(log)
                .containsExactly(
                        "nightly 2026-11-22T02:00:00Z", "nightly 2026-11-23T02:00:00Z", "nightly 2026-11-24T02:00:00Z");
    }

    @Test
    void ofTasksWithOneUniqueKeyThatAllAddOneIsStored() {
        node();
        node();

        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(() -> node.getBean(TaskQueues.class)
                                .addEach(List.of(
                                        Task.of(new byte[] {1}).queue("once").uniqueKey("report")))))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(nodes.get(0).getBean(TaskQueues.class).list("once", 0, 10)).hasSize(1);
    }
}
