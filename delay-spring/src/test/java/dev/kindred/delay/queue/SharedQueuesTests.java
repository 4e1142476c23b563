package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for a queue holds for all processes that share its store; here two engines on the same tables. On PostgreSQL only, for nobody shares the others. */
@Timeout(120)
class SharedQueuesTests {

    private final String schema = TestServer.newSchema();
    private final List<LocalDatastore> datastores = new ArrayList<>();
    private final List<TaskDispatcher> dispatchers = new ArrayList<>();

    /** A process with queues and a dispatcher of its own. */
    private record Node(TaskQueues queues, TaskDispatcher dispatcher) {}

    private Node node(
            UnaryOperator<PostgresEngine.Builder> engine,
            UnaryOperator<TaskQueues.Builder> settings,
            TaskHandler handler) {
        LocalDatastore datastore = LocalDatastore.on(
                        engine.apply(PostgresEngine.on(TestServer.dataSource()).schema(schema))
                                .build())
                .build();
        datastores.add(datastore);
        TaskQueues queues = settings.apply(TaskQueues.on(datastore)).build();
        TaskDispatcher dispatcher =
                TaskDispatcher.on(queues, handler).workers(8).build();
        dispatchers.add(dispatcher);
        return new Node(queues, dispatcher);
    }

    private Node node(UnaryOperator<TaskQueues.Builder> settings, TaskHandler handler) {
        return node(engine -> engine, settings, handler);
    }

    @AfterEach
    void close() {
        dispatchers.forEach(dispatcher -> dispatcher.stop(Duration.ofSeconds(10)));
        datastores.forEach(LocalDatastore::close);
    }

    private static Task task(String queue) {
        return Task.of(new byte[] {1}).queue(queue);
    }

    private static void addAll(TaskQueues queues, int tasks) {
        queues.addAll(IntStream.range(0, tasks).mapToObj(i -> task("q")).toList());
    }

    @Test
    void whenBucketAndRateAllowNoMoreNoNodeBeginsAny() {
        MovableClock clock = new MovableClock();
        UnaryOperator<TaskQueues.Builder> twoASecond = queues -> queues.clock(clock)
                .queue(QueueSettings.of("q").rate(Rate.of("2/s")).bucketSize(3));
        Node one = node(engine -> engine.clock(clock), twoASecond, run -> {});
        Node other = node(engine -> engine.clock(clock), twoASecond, run -> {});
        addAll(one.queues(), 20);

        assertThat(other.dispatcher().runNext()).isTrue();
        assertThat(one.dispatcher().runDue()).isEqualTo(2);
        assertThat(other.dispatcher().runDue()).isZero();
        clock.advance(Duration.ofMillis(499));
        assertThat(one.dispatcher().runDue() + other.dispatcher().runDue()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(other.dispatcher().runDue()).isEqualTo(1);
        assertThat(one.dispatcher().runDue()).isZero();
        clock.advance(Duration.ofHours(1));
        assertThat(one.dispatcher().runDue()).isEqualTo(3);
        assertThat(other.dispatcher().runDue()).isZero();
    }

    @Test
    void inNoWindowDoAllNodesTogetherBeginMoreThanBucketAndRateAllow() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int size = 1 + random.nextInt(8);
        MovableClock clock = new MovableClock();
        List<Long> begun = new ArrayList<>();
        UnaryOperator<TaskQueues.Builder> rated = queues -> queues.clock(clock)
                .queue(QueueSettings.of("q").rate(Rate.of("50/s")).bucketSize(size));
        List<Node> nodes = List.of(
                node(engine -> engine.clock(clock), rated, run -> begun.add(Micros.now(clock))),
                node(engine -> engine.clock(clock), rated, run -> begun.add(Micros.now(clock))));
        addAll(nodes.get(0).queues(), 100);

        while (begun.size() < 100) {
            clock.advance(Duration.ofMillis(random.nextInt(100)));
            nodes.get(random.nextInt(2)).dispatcher().runDue();
        }

        for (int from = 0; from < begun.size(); from++) {
            for (int to = from; to < begun.size(); to++) {
                long micros = begun.get(to) - begun.get(from);
                assertThat((to - from + 1 - size) * 1_000_000L)
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(50 * micros);
            }
        }
    }

    @Test
    void noMoreRunAtATimeThanMayInAllNodesTogether() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Semaphore mayEnd = new Semaphore(0);
        TaskHandler handler = run -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            mayEnd.acquire();
            running.decrementAndGet();
            ended.incrementAndGet();
        };
        UnaryOperator<TaskQueues.Builder> three =
                queues -> queues.queue(QueueSettings.of("q").maxConcurrent(3));
        Node one = node(three, handler);
        Node other = node(three, handler);
        addAll(one.queues(), 40);

        one.dispatcher().start();
        other.dispatcher().start();

        for (int i = 0; i < 10; i++) {
            await().until(() -> running.get() == 3);
            one.dispatcher().wakeUp();
            other.dispatcher().wakeUp();
            mayEnd.release(i % 4);
        }
        mayEnd.release(100);
        await().until(() -> ended.get() == 40);
        await().until(() -> one.queues().statistics("q").running() == 0);
        assertThat(most).hasValue(3);
    }

    @Test
    void tasksOfAKeyRunOneAfterTheOtherInTheirOrderWhereverTheyRun() {
        Map<String, List<Long>> order = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        TaskHandler handler = run -> {
            String key = run.task().traits().concurrencyKey();
            if (running.computeIfAbsent(key, any -> new AtomicInteger()).incrementAndGet() > 1) {
                wrong.add(key);
            }
            order.computeIfAbsent(key, any -> new CopyOnWriteArrayList<>())
                    .add(run.task().id());
            Thread.yield();
            running.get(key).decrementAndGet();
        };
        Node one = node(queues -> queues, handler);
        Node other = node(queues -> queues, handler);
        one.dispatcher().start();
        other.dispatcher().start();

        for (int i = 0; i < 60; i++) {
            (i % 2 == 0 ? one : other).queues().add(task("q").concurrencyKey("key" + i % 3));
        }

        await().until(() -> order.values().stream().mapToInt(List::size).sum() == 60);
        assertThat(wrong).isEmpty();
        assertThat(order.values()).allSatisfy(ids -> assertThat(ids).isSorted());
    }

    @Test
    void whatOneNodeAddsAnotherRuns() {
        List<Long> ran = new CopyOnWriteArrayList<>();
        Node worker = node(queues -> queues, run -> ran.add(run.task().id()));
        worker.dispatcher().start();
        Node client = node(queues -> queues, run -> {});

        long id = client.queues().add(task("q")).id();

        await().until(() -> ran.contains(id));
    }

    @Test
    void aPauseHoldsForAllNodesUntilAnyOfThemEndsIt() {
        List<Long> ran = new CopyOnWriteArrayList<>();
        Node worker = node(queues -> queues, run -> ran.add(run.task().id()));
        Node operator = node(queues -> queues, run -> {});
        operator.queues().pause("q");
        worker.dispatcher().start();
        addAll(worker.queues(), 3);
        addAll(operator.queues(), 2);
        assertThat(worker.dispatcher().runDue()).isZero();
        assertThat(operator.queues().purge("q")).isEqualTo(5);
        addAll(operator.queues(), 1);

        operator.queues().resume("q");

        await().until(() -> ran.size() == 1);
        assertThat(worker.queues().isPaused("q")).isFalse();
    }

    @Test
    void tasksAreDueByTheClockThatAllNodesAgreeOn() {
        Node one = node(queues -> queues, run -> {});
        Node other = node(queues -> queues, run -> {});
        one.queues().add(task("q"));

        assertThat(Duration.between(
                        one.queues().clock().instant(), other.queues().clock().instant()))
                .isBetween(Duration.ofMillis(-50), Duration.ofMillis(500));
        await().until(() -> other.dispatcher().runDue() == 1);
    }
}
