package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dispatcher with its threads: what wakes it, how much runs at a time, and how it stops. Each engine adds a class that makes one. */
@Timeout(120)
abstract class TaskDispatcherContract {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final RecordingObserver observer = new RecordingObserver();
    private final Set<String> ran = ConcurrentHashMap.newKeySet();
    private final List<TaskDispatcher> started = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private LocalDatastore datastore;
    private TaskQueues queues;

    /** A fresh, empty engine. */
    abstract StorageEngine engine();

    @BeforeEach
    void open() {
        datastore = LocalDatastore.on(engine()).build();
        queues = TaskQueues.on(datastore).observer(observer).build();
    }

    @AfterEach
    void close() {
        gate.countDown();
        started.forEach(dispatcher -> dispatcher.stop(LONG));
        datastore.close();
    }

    @Test
    void runsWhatWasAddedBeforeAndAfterItsStart() {
        queues.add(task("before"));
        start(TaskDispatcher.on(queues, this::note));
        queues.add(task("after"));

        await().until(() -> ran.equals(Set.of("before", "after")));
        await().until(this::isEmpty);
    }

    @Test
    void r64_leavesQueuesThatAreNotItsOwnToOthers() {
        TaskDispatcher mail =
                TaskDispatcher.on(queues, this::note).only(List.of("mail")).build();
        queues.add(task("other"));
        queues.add(task("own").queue("mail"));

        assertThat(mail.runDue()).isEqualTo(1);

        assertThat(ran).containsExactly("own");
        assertThat(TaskDispatcher.on(queues, this::note).build().runDue()).isEqualTo(1);
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> TaskDispatcher.on(queues, this::note).only(List.of("no good")))
                .withMessageContaining("\"no good\"");
    }

    @Test
    void wakesByItselfWhenATaskIsDue() {
        start(TaskDispatcher.on(queues, this::note));

        queues.add(task("soon").in(Duration.ofMillis(200)));

        // Far sooner than it would look of its own accord.
        await().atMost(Duration.ofSeconds(10)).until(() -> ran.contains("soon"));
    }

    @Test
    void c4_idleDispatcherAsksNothingOfTheStore() {
        AtomicInteger calls = new AtomicInteger();
        TaskStorage counted = counting(TaskStorage.class, datastore.tasks(), calls);
        Datastore watched = (Datastore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Datastore.class},
                (proxy, method, arguments) ->
                        method.getName().equals("tasks") ? counted : method.invoke(datastore, arguments));
        TaskQueues busy = TaskQueues.on(watched).build();
        start(TaskDispatcher.on(busy, this::note));
        busy.add(task("later").in(LONG));
        busy.add(task("a"));
        await().until(() -> ran.contains("a"));
        assertThat(calls).hasPositiveValue();

        await().pollInterval(Duration.ofMillis(50))
                .during(Duration.ofMillis(500))
                .atMost(LONG)
                .until(() -> calls.getAndSet(0) == 0);
    }

    private static <T> T counting(Class<T> type, T target, AtomicInteger calls) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    calls.incrementAndGet();
                    return method.invoke(target, arguments);
                }));
    }

    @Test
    void retriesByItself() {
        AtomicInteger failures = new AtomicInteger();
        start(TaskDispatcher.on(queues, run -> {
            if (failures.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            note(run);
        }));

        queues.add(task("a"));

        await().atMost(Duration.ofSeconds(10)).until(() -> ran.contains("a"));
        assertThat(failures).hasValue(3);
    }

    @Test
    void runsNoMoreAtATimeThanItHasWorkers() {
        Semaphore inside = new Semaphore(0);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        addAll("default", 20);
        start(TaskDispatcher.on(queues, run -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    inside.release();
                    gate.await();
                    now.decrementAndGet();
                    note(run);
                })
                .workers(3));

        inside.acquireUninterruptibly(3);
        assertThat(queues.statistics("default").running()).isEqualTo(3);
        gate.countDown();

        await().until(() -> ran.size() == 20);
        assertThat(most).hasValue(3);
    }

    @Test
    void queueThatIsLimitedDoesNotHoldUpAnother() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        addAll("slow", 10);
        start(TaskDispatcher.on(queues, run -> {
                    if (run.task().queue().equals("slow")) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        gate.await();
                        now.decrementAndGet();
                    }
                    note(run);
                })
                .workers(8)
                .queue(QueueSettings.of("slow").maxConcurrent(2)));
        addAll("quick", 100);

        await().until(() -> ran.size() == 100);
        assertThat(ran).noneMatch(name -> name.startsWith("slow"));
        gate.countDown();

        await().until(() -> ran.size() == 110);
        assertThat(most).hasValue(2);
    }

    @Test
    void stopWaitsForWhatRunsAndHandsBackWhatHasNotBegun() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        addAll("default", 5);
        TaskDispatcher dispatcher = start(TaskDispatcher.on(queues, run -> {
                    inside.countDown();
                    gate.await();
                    note(run);
                })
                .workers(1));
        inside.await();

        dispatcher.stopClaiming();
        assertThat(dispatcher.isRunning()).isFalse();
        assertThat(ran).isEmpty();
        gate.countDown();
        dispatcher.stop(LONG);

        assertThat(ran).hasSize(1);
        assertThat(queues.list("default", 0, 10)).hasSize(4).allMatch(task -> task.attempts() == 0);
        dispatcher.start();
        await().until(() -> ran.size() == 5);
    }

    @Test
    void stopInterruptsWhatDoesNotEndInTimeAndTheRunDoesNotCount() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        queues.add(task("stubborn"));
        TaskDispatcher dispatcher = start(TaskDispatcher.on(queues, run -> {
            inside.countDown();
            gate.await();
        }));
        inside.await();

        dispatcher.stop(Duration.ofMillis(10));

        assertThat(queues.list("default", 0, 10)).singleElement().satisfies(task -> assertThat(task.attempts())
                .isZero());
        assertThat(observer.events).contains("handed back 1").doesNotContain("succeeded");
        gate.countDown();
        TaskDispatcher next = start(TaskDispatcher.on(queues, this::note));
        await().until(() -> ran.contains("stubborn"));
        assertThat(next.isRunning()).isTrue();
    }

    @Test
    void endOfARunThatLostItsLeaseIsQuietlyRefused() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        Phaser done = new Phaser(1);
        queues.add(task("deaf"));
        TaskDispatcher dispatcher = start(TaskDispatcher.on(queues, run -> {
            inside.countDown();
            done.register();
            while (gate.getCount() > 0) { // hears no interrupt
                Thread.onSpinWait();
            }
            done.arriveAndDeregister();
            throw new IllegalStateException("too late");
        }));
        inside.await();

        dispatcher.stop(Duration.ofMillis(10));
        int runs = TaskDispatcher.on(queues, this::note).build().runDue();
        gate.countDown();

        assertThat(runs).isEqualTo(1);
        await().until(() -> observer.events.contains("failed too late"));
        assertThat(queues.list("default", 0, 10)).isEmpty();
        assertThat(queues.dead("default", 0, 10)).isEmpty();
    }

    @Test
    void interruptLeftBehindByAHandlerDoesNotReachTheNextTask() {
        AtomicInteger interrupted = new AtomicInteger();
        addAll("default", 50);
        start(TaskDispatcher.on(queues, run -> {
                    if (Thread.currentThread().isInterrupted()) {
                        interrupted.incrementAndGet();
                    }
                    note(run);
                    Thread.currentThread().interrupt();
                })
                .workers(1));

        await().until(() -> ran.size() == 50);
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void everyTaskOfManyEndsOnceAlthoughManyFail() throws InterruptedException {
        long seed = new Random().nextLong();
        int each = 2_500;
        Map<String, AtomicInteger> successes = new ConcurrentHashMap<>();
        RetryPolicy quick = RetryPolicy.builder()
                .minBackoff(Duration.ofMillis(1))
                .maxBackoff(Duration.ofMillis(5))
                .retryLimit(3)
                .build();
        start(TaskDispatcher.on(queues, run -> {
                    // by task, so that a seed means something whatever the threads do
                    if (new Random(seed ^ text(run).hashCode()).nextInt(10) == 0
                            && run.task().attempts() < 3) {
                        throw new IllegalStateException();
                    }
                    if (text(run).endsWith("77")) {
                        throw new TaskRejectedException("77");
                    }
                    successes
                            .computeIfAbsent(text(run), name -> new AtomicInteger())
                            .incrementAndGet();
                })
                .queue(QueueSettings.of("default").retry(quick)));

        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(t -> new Thread(() -> {
                    for (int i = 0; i < each; i += 50) {
                        int from = i;
                        queues.addAll(IntStream.range(from, from + 50)
                                .mapToObj(n -> task(t + "-" + n))
                                .toList());
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        int rejected = 4 * each / 100;
        await().atMost(LONG)
                .until(() -> isEmpty() && queues.statistics("default").dead() == rejected);
        assertThat(successes).as("seed %d", seed).hasSize(4 * each - rejected);
        assertThat(successes.values()).allMatch(count -> count.get() == 1);
    }

    @Test
    void runsOnVirtualThreadsWhereThereAreAny() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        start(TaskDispatcher.on(queues, run -> thread.set(Thread.currentThread())));

        queues.add(task("a"));

        await().until(() -> thread.get() != null);
        assertThat(thread.get().getName()).startsWith("delay-worker-");
        assertThat(thread.get().getClass().getName())
                .isEqualTo(Runtime.version().feature() >= 21 ? "java.lang.VirtualThread" : "java.lang.Thread");
    }

    @Test
    void platformThreadsCanBeAskedFor() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        start(TaskDispatcher.on(queues, run -> thread.set(Thread.currentThread()))
                .threads(WorkerThreads.PLATFORM));

        queues.add(task("a"));

        await().until(() -> thread.get() != null);
        assertThat(thread.get().getClass()).isEqualTo(Thread.class);
        assertThat(thread.get().isDaemon()).isTrue();
    }

    @Test
    void startsAndStopsAsOftenAsAsked() {
        TaskDispatcher dispatcher = start(TaskDispatcher.on(queues, this::note));
        for (int i = 0; i < 5; i++) {
            dispatcher.start();
            String name = "round-" + i;
            queues.add(task(name));
            await().until(() -> ran.contains(name));
            dispatcher.stop(LONG);
            dispatcher.stop(LONG);
            assertThat(dispatcher.isRunning()).isFalse();
        }
        queues.add(task("while stopped"));

        assertThat(queues.statistics("default").waiting()).isEqualTo(1);
        assertThat(ran).doesNotContain("while stopped");
    }

    private boolean isEmpty() {
        return queues.names().stream()
                .map(queues::statistics)
                .allMatch(statistics -> statistics.waiting() + statistics.running() == 0);
    }

    private TaskDispatcher start(TaskDispatcher.Builder builder) {
        TaskDispatcher dispatcher = builder.build();
        started.add(dispatcher);
        dispatcher.start();
        return dispatcher;
    }

    private void addAll(String queue, int count) {
        List<TaskRow> rows = queues.addAll(IntStream.range(0, count)
                .mapToObj(n -> task(queue + "-" + n).queue(queue))
                .toList());
        assertThat(rows).hasSize(count);
    }

    private void note(TaskRun run) {
        assertThat(ran.add(text(run))).as("%s ran before", text(run)).isTrue();
    }

    private static Task task(String text) {
        return Task.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(TaskRun run) {
        return new String(run.task().payload(), StandardCharsets.UTF_8);
    }
}
