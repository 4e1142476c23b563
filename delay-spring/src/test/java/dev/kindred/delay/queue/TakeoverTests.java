package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.TaskRow;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that nobody has to claim, because a worker has nothing to do when they are added. On PostgreSQL only, whose claims are round trips. */
@Timeout(120)
class TakeoverTests {

    private static final String QUEUE = "q";
    private static final String LIMITED = "limited";

    private final AtomicInteger claims = new AtomicInteger();
    private final LocalDatastore datastore = LocalDatastore.on(
                    PostgresEngine.on(counting(DataSource.class, TestServer.dataSource()))
                            .schema(TestServer.newSchema())
                            .build())
            .build();
    private final TaskQueues queues = TaskQueues.on(datastore)
            .queue(QueueSettings.of(LIMITED).rate(Rate.of("1000/s")))
            .build();
    private final Map<Long, Integer> runs = new ConcurrentHashMap<>();
    private final TaskDispatcher dispatcher = TaskDispatcher.on(
                    queues, run -> runs.merge(run.task().id(), 1, Integer::sum))
            .workers(4)
            .build();

    /** Counts the statements that claim. */
    private <T> T counting(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")
                            && ((String) arguments[0]).contains("for update skip locked")) {
                        claims.incrementAndGet();
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        return result instanceof Connection connection
                                ? counting(Connection.class, connection)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @AfterEach
    void close() {
        dispatcher.stop(Duration.ofSeconds(10));
        datastore.close();
    }

    private TaskRow add(String queue) {
        return queues.add(Task.of(new byte[] {1}).queue(queue));
    }

    /** Runs a task and returns how many claims there were meanwhile. */
    private int claimsOfOne(String queue) {
        int before = claims.get();
        long id = add(queue).id();
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> runs.containsKey(id) && queues.statistics(queue).running() == 0);
        return claims.get() - before;
    }

    @Test
    void aTaskThatIsAddedWhileAWorkerHasNothingToDoIsNotClaimed() {
        dispatcher.start();
        await().until(() -> claimsOfOne(QUEUE) == 0); // it has to find out first that nothing waits

        int claimed = 0;
        for (int i = 0; i < 20; i++) {
            claimed += claimsOfOne(QUEUE);
        }

        assertThat(claimed).isZero();
    }

    @Test
    void aTaskOfAQueueWithARateIsClaimed() {
        dispatcher.start();
        claimsOfOne(LIMITED);

        assertThat(claimsOfOne(LIMITED)).isPositive();
    }

    @Test
    void aTaskThatIsPlannedForLaterRunsThen() {
        dispatcher.start();
        await().until(() -> claimsOfOne(QUEUE) == 0);

        long begun = System.nanoTime();
        long id = queues.add(Task.of(new byte[] {1}).queue(QUEUE).in(Duration.ofMillis(50)))
                .id();

        await().until(() -> runs.containsKey(id));
        assertThat(System.nanoTime() - begun)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }

    @Test
    void nothingOfAPausedQueueBegins() {
        dispatcher.start();
        await().until(() -> claimsOfOne(QUEUE) == 0);
        queues.pause(QUEUE);

        long id = add(QUEUE).id();
        claimsOfOne("other");

        assertThat(runs).doesNotContainKey(id);
        assertThat(queues.statistics(QUEUE).waiting()).isOne();
        queues.resume(QUEUE);
        await().until(() -> runs.containsKey(id));
    }

    @Test
    void eachTaskRunsOnceHoweverOftenTheDispatcherStopsMeanwhile() {
        CompletableFuture<?>[] adding = Stream.generate(() -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 150; i++) {
                        add(QUEUE);
                    }
                }))
                .limit(4)
                .toArray(CompletableFuture[]::new);

        CompletableFuture<Void> all = CompletableFuture.allOf(adding);
        while (!all.isDone()) {
            dispatcher.start();
            int before = runs.size();
            await().until(() -> runs.size() > before || all.isDone());
            dispatcher.stop(Duration.ofSeconds(10));
        }
        all.join();
        dispatcher.start();

        await().until(() -> runs.size() == 600);
        await().until(() ->
                queues.statistics(QUEUE).waiting() + queues.statistics(QUEUE).running() == 0);
        assertThat(runs).allSatisfy((id, times) -> assertThat(times).isOne());
    }
}
