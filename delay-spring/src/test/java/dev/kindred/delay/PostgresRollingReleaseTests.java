package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** Nodes of two releases on one store: one knows a function that the other does not. */
class PostgresRollingReleaseTests {

    private static final byte[] CALL = "{\"key\":\"new\",\"args\":[]}".getBytes(StandardCharsets.UTF_8);

    private final String schema = TestServer.newSchema();
    private final AtomicInteger runs = new AtomicInteger();
    private Instant now = Instant.now();
    private final Node old = new Node(DelayedFunction.of("old", Runnable.class, () -> {}));
    private final Node fresh = new Node(
            DelayedFunction.of("fresh", Runnable.class, runs::incrementAndGet).aliases("new"));

    private final class Node {

        final PostgresEngine engine = PostgresEngine.on(TestServer.dataSource())
                .schema(schema)
                .clock(() -> now)
                .build();
        final TaskQueues queues = TaskQueues.on(LocalDatastore.on(engine).build())
                .clock(new MovedClock())
                .build();
        final ParkedTasks parked;
        final TaskDispatcher dispatcher;

        Node(DelayedFunction<?> function) {
            DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
            DelayedRegistry registry = new DelayedRegistry(DelayJson.create());
            registry.setBeanFactory(beans);
            registry.add(function);
            registry.afterSingletonsInstantiated();
            parked = new ParkedTasks(registry, queues);
            dispatcher = TaskDispatcher.on(queues, new DelayInvoker(registry, beans, queues.datastore()))
                    .build();
        }
    }

    private final class MovedClock extends Clock {

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @AfterEach
    void close() {
        old.engine.close();
        fresh.engine.close();
    }

    @Test
    void taskOfAFunctionThatOnlyTheNewReleaseKnowsWaitsForANodeOfIt() {
        old.parked.start();
        fresh.parked.start();
        TaskRow task = fresh.queues.add(Task.of(CALL));

        assertThat(old.dispatcher.runDue()).isEqualTo(1);

        assertThat(old.queues.dead("default", 0, 10)).isEmpty();
        assertThat(old.queues.list("default", 0, 10)).singleElement().satisfies(waiting -> {
            assertThat(waiting.id()).isEqualTo(task.id());
            assertThat(waiting.attempts()).as("no attempt is used up").isZero();
        });
        now = now.plus(Duration.ofSeconds(2));
        assertThat(fresh.dispatcher.runDue()).isEqualTo(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void taskOfAFunctionIsParkedOnceTheLastNodeThatKnowsItIsGone() {
        old.parked.start();
        fresh.parked.start();
        fresh.queues.add(Task.of(CALL));
        fresh.parked.stop();

        old.dispatcher.runDue();

        assertThat(old.queues.dead("default", 0, 10)).singleElement().satisfies(dead -> assertThat(dead.reason())
                .isEqualTo(Reason.UNKNOWN_FUNCTION));
        fresh.parked.start();
        assertThat(fresh.dispatcher.runDue()).isEqualTo(1);
    }
}
