package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many tasks of a queue begin in a time, and at a time. By a clock that is moved by hand. Each engine adds a class that makes one. */
@Timeout(120)
abstract class QueueLimitsContract {

    private final MovableClock clock = new MovableClock();
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private LocalDatastore datastore;
    private TaskQueues queues;

    /** A fresh, empty engine that goes by this clock. */
    abstract StorageEngine engine(MovableClock clock);

    @BeforeEach
    void open() {
        datastore = LocalDatastore.on(engine(clock)).clock(clock).build();
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    @Test
    void t27_aQueueWithARateBeginsItsBucketThenAsTheRateSays() {
        TaskDispatcher dispatcher =
                dispatcher(QueueSettings.of("q").rate(Rate.of("2/s")).bucketSize(3));
        addAll("q", 10);

        assertThat(dispatcher.runDue()).isEqualTo(3);
        assertThat(dispatcher.runDue()).isZero();
        clock.advance(Duration.ofMillis(499));
        assertThat(dispatcher.runDue()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(dispatcher.runDue()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(dispatcher.runDue()).isEqualTo(2);
        clock.advance(Duration.ofHours(1));
        assertThat(dispatcher.runDue()).isEqualTo(3);
        assertThat(ran).hasSize(9);
    }

    @Test
    void t27_retriesTakeTokensToo() {
        queues = TaskQueues.on(datastore)
                .clock(clock)
                .queue(QueueSettings.of("q")
                        .rate(Rate.of("1/s"))
                        .bucketSize(2)
                        .retry(RetryPolicy.builder()
                                .minBackoff(Duration.ofMillis(1))
                                .maxBackoff(Duration.ofMillis(1))
                                .build()))
                .build();
        TaskDispatcher dispatcher = TaskDispatcher.on(queues, run -> {
                    throw new IllegalStateException("always");
                })
                .build();
        addAll("q", 1);

        int runs = 0;
        for (int i = 0; i < 100; i++) {
            runs += dispatcher.runDue();
            clock.advance(Duration.ofMillis(100));
        }

        assertThat(runs).isEqualTo(2 + 9);
    }

    @Test
    void t27_inNoWindowMoreBeginThanBucketAndRateAllow() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int size = 1 + random.nextInt(8);
        List<Long> begun = new ArrayList<>();
        queues = TaskQueues.on(datastore)
                .clock(clock)
                .queue(QueueSettings.of("q").rate(Rate.of("50/s")).bucketSize(size))
                .build();
        TaskDispatcher dispatcher =
                TaskDispatcher.on(queues, run -> begun.add(Micros.now(clock))).build();
        addAll("q", 300);

        while (begun.size() < 300) {
            clock.advance(Duration.ofMillis(random.nextInt(100)));
            dispatcher.runDue();
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
    void t27_theDispatcherWakesItselfForTheNextToken() {
        queues = TaskQueues.on(datastore)
                .clock(Clock.systemUTC())
                .queue(QueueSettings.of("q").rate(Rate.of("20/s")).bucketSize(1))
                .build();
        TaskDispatcher dispatcher = TaskDispatcher.on(queues, this::note).build();
        addAll("q", 6);
        addAll("free", 100);
        long begin = System.nanoTime();

        dispatcher.start();
        try {
            await().until(() -> ran.size() == 106);
        } finally {
            dispatcher.stop(Duration.ofSeconds(10));
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(249));
    }

    @Test
    void aHandlerThatAsksForTimeGetsItForItsTaskAndItsQueueAlone() {
        queues = TaskQueues.on(datastore).clock(clock).build();
        List<String> begun = new ArrayList<>();
        TaskDispatcher dispatcher = TaskDispatcher.on(queues, run -> {
                    begun.add(run.task().queue());
                    if (begun.size() == 1) {
                        throw new TaskRetryException("overloaded", Duration.ofMinutes(2), Duration.ofMinutes(1));
                    }
                })
                .queue(QueueSettings.of("q").maxConcurrent(1))
                .build();
        addAll("q", 2);
        assertThat(dispatcher.runDue()).isEqualTo(1);
        addAll("other", 1);

        assertThat(dispatcher.runDue()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(dispatcher.runDue()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(59));
        assertThat(dispatcher.runDue()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(dispatcher.runDue()).isEqualTo(1);

        assertThat(begun).containsExactly("q", "other", "q", "q");
    }

    @Test
    void t27_aRateOfZeroBeginsNothingAndHoldsUpNoOtherQueue() {
        TaskDispatcher dispatcher = dispatcher(QueueSettings.of("q").rate(Rate.ZERO));
        addAll("q", 3);
        addAll("free", 3);

        clock.advance(Duration.ofDays(1));

        assertThat(dispatcher.runDue()).isEqualTo(3);
        assertThat(ran).allMatch(text -> text.startsWith("free"));
    }

    @Test
    void aQueueThatIsConfiguredAsPausedKeepsItsTasks() {
        TaskDispatcher dispatcher = dispatcher(QueueSettings.of("q").paused());
        addAll("q", 3);

        assertThat(dispatcher.runDue()).isZero();
        assertThat(queues.statistics("q").waiting()).isEqualTo(3);
    }

    @Test
    void t38_noDispatcherTouchesAPullQueue() {
        TaskDispatcher dispatcher = dispatcher(QueueSettings.of("q").pull());
        addAll("q", 3);

        dispatcher.start();
        try {
            queues.add(task("done"));
            await().until(() -> ran.contains("done"));
        } finally {
            dispatcher.stop(Duration.ofSeconds(10));
        }

        assertThat(dispatcher.runDue()).isZero();
        assertThat(queues.statistics("q").waiting()).isEqualTo(3);
    }

    @Test
    void t25_tasksThatSayNoPriorityHaveTheirQueues() {
        TaskDispatcher dispatcher = dispatcher(QueueSettings.of("q").priority(50));
        queues.addAll(List.of(
                task("queue's").queue("q"),
                task("lower").queue("q").priority(49),
                task("higher").queue("q").priority(51)));
        queues.add(task("other queue's"));

        dispatcher.runDue();

        assertThat(ran).containsSubsequence("higher", "queue's", "lower");
        assertThat(queues.add(task("a")).priority()).isEqualTo(100);
    }

    private TaskDispatcher dispatcher(QueueSettings settings) {
        queues = TaskQueues.on(datastore).clock(clock).queue(settings).build();
        return TaskDispatcher.on(queues, this::note).build();
    }

    private void addAll(String queue, int count) {
        queues.addAll(IntStream.range(0, count)
                .mapToObj(n -> task(queue + "-" + n).queue(queue))
                .toList());
    }

    private void note(TaskRun run) {
        ran.add(new String(run.task().payload(), StandardCharsets.UTF_8));
    }

    private static Task task(String text) {
        return Task.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
