package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a task, step by step, by a clock that is moved by hand and on the calling thread. Each engine adds a class that makes one. */
abstract class TaskRunContract {

    private static final Key KEY = Key.of("Effect", "e");

    private final MovableClock clock = new MovableClock();
    private final RecordingObserver observer = new RecordingObserver();
    private final List<String> ran = new ArrayList<>();
    private LocalDatastore datastore;
    private TaskQueues queues;

    /** A fresh, empty engine that goes by this clock. */
    abstract StorageEngine engine(MovableClock clock);

    @BeforeEach
    void open() {
        datastore = LocalDatastore.on(engine(clock)).clock(clock).build();
        queues = TaskQueues.on(datastore).clock(clock).observer(observer).build();
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    @Test
    void committedTaskRunsOnceAndIsGone() {
        queues.add(task("a"));

        assertThat(dispatcher().runDue()).isEqualTo(1);
        assertThat(dispatcher().runDue()).isZero();

        assertThat(ran).containsExactly("a");
        assertThat(queues.list("default", 0, 10)).isEmpty();
        assertThat(queues.statistics("default").waiting()).isZero();
    }

    @Test
    void taskOfARolledBackTransactionNeverRuns() {
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            queues.add(transaction, task("rolled back"));
            transaction.put(Entity.builder(KEY).build());
            transaction.rollback();
        }

        assertThat(dispatcher().runDue()).isZero();
        assertThat(observer.events).isEmpty();
    }

    @Test
    void taskIsNotSeenBeforeItsTransactionCommits() {
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            queues.add(transaction, task("a"));
            transaction.put(Entity.builder(KEY).build());

            assertThat(dispatcher().runDue()).isZero();
            transaction.commit();
        }

        assertThat(dispatcher().runDue()).isEqualTo(1);
        assertThat(datastore.find(KEY)).isNotNull();
    }

    @Test
    void taskWaitsForItsTime() {
        queues.add(task("delayed").in(Duration.ofMinutes(5)));
        queues.add(task("planned").at(clock.instant().plusSeconds(600)));

        clock.advance(Duration.ofMinutes(5).minusNanos(1_000));
        assertThat(dispatcher().runDue()).isZero();
        clock.advance(Duration.ofNanos(1_000));
        assertThat(dispatcher().runDue()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(5));
        assertThat(dispatcher().runDue()).isEqualTo(1);

        assertThat(ran).containsExactly("delayed", "planned");
    }

    @Test
    void higherPriorityRunsFirstThenTheEarlierTimeThenTheEarlierCall() {
        queues.add(task("late").at(clock.instant().minusSeconds(1)));
        queues.addAll(List.of(task("1"), task("2")));
        queues.add(task("early").at(clock.instant().minusSeconds(2)));
        queues.add(task("urgent").priority(200));
        queues.add(task("whenever").priority(0));

        dispatcher().runDue();

        assertThat(ran).containsExactly("urgent", "early", "late", "1", "2", "whenever");
    }

    @Test
    void failedTaskRunsAgainWhenTheTableSaysSo() {
        queues.add(task("a"));
        RetryPolicy policy = RetryPolicy.builder().maxDoublings(3).jitter(0).build();
        TaskDispatcher dispatcher = dispatcher(policy, run -> {
            ran.add(Duration.between(Instant.parse("2026-11-21T10:00:00Z"), clock.instant())
                            .toMillis()
                    + "/" + run.task().attempts());
            throw new IllegalStateException("no");
        });

        dispatcher.runDue();
        for (int i = 0; i < 64; i++) {
            clock.advance(Duration.ofMillis(50));
            dispatcher.runDue();
        }

        assertThat(ran).containsExactly("0/1", "100/2", "300/3", "700/4", "1500/5", "3100/6");
    }

    @Test
    void firstErrorIsKeptForTheOperatorAndTheNextRun() {
        queues.add(task("a"));

        failing("the printer is on fire").runDue();

        TaskRow waiting = queues.list("default", 0, 10).get(0);
        assertThat(waiting.attempts()).isEqualTo(1);
        assertThat(waiting.lastError()).startsWith("java.lang.IllegalStateException: the printer is on fire");
        assertThat(waiting.lastError().length()).isLessThanOrEqualTo(4_000);
    }

    @Test
    void taskThatFailsTooOftenBecomesADeadLetterAndRunsAgainWhenRedriven() {
        TaskRow added = queues.add(task("a"));
        RetryPolicy twice = RetryPolicy.builder().retryLimit(2).jitter(0).build();
        TaskDispatcher failing = dispatcher(twice, run -> {
            throw new IllegalStateException("no");
        });

        for (int i = 0; i < 10; i++) {
            failing.runDue();
            clock.advance(Duration.ofHours(1));
        }

        DeadTask dead = queues.dead("default", 0, 10).get(0);
        assertThat(dead.reason()).isEqualTo(Reason.RETRIES_EXHAUSTED);
        assertThat(dead.task().attempts()).isEqualTo(3);
        assertThat(dead.task().lastError()).contains("no");
        assertThat(queues.statistics("default").dead()).isEqualTo(1);

        assertThat(queues.redrive("default", added.id())).isTrue();
        assertThat(dispatcher().runDue()).isEqualTo(1);
        assertThat(ran).containsExactly("a");
        assertThat(queues.dead("default", 0, 10)).isEmpty();
    }

    @Test
    void taskWithBothLimitsIsGivenUpWhenBothArePassed() {
        queues.add(task("a"));
        RetryPolicy both = RetryPolicy.builder()
                .retryLimit(1)
                .ageLimit(Duration.ofMinutes(1))
                .minBackoff(Duration.ofSeconds(20))
                .maxDoublings(0)
                .jitter(0)
                .build();
        TaskDispatcher failing = dispatcher(both, run -> {
            ran.add("" + run.task().attempts());
            throw new IllegalStateException("no");
        });

        for (int second = 0; second < 300; second++) {
            failing.runDue();
            clock.advance(Duration.ofSeconds(1));
        }

        // after 0, 20, 60 and 120 seconds: the retries are used up after the second run, the minute is passed in the
        // fourth
        assertThat(ran).containsExactly("1", "2", "3", "4");
        assertThat(queues.dead("default", 0, 10)).hasSize(1);
    }

    @Test
    void giveup2_ageCountsFromTheFirstRunAndNotFromTheCall() {
        queues.add(task("a").in(Duration.ofHours(5)));
        RetryPolicy hour = RetryPolicy.builder().ageLimit(Duration.ofHours(1)).build();
        TaskDispatcher failing = dispatcher(hour, run -> {
            throw new IllegalStateException("no");
        });

        clock.advance(Duration.ofHours(7));
        failing.runDue();
        assertThat(queues.dead("default", 0, 10)).isEmpty();

        clock.advance(Duration.ofMinutes(59));
        failing.runDue();
        assertThat(queues.dead("default", 0, 10)).isEmpty();

        clock.advance(Duration.ofMinutes(2));
        failing.runDue();
        assertThat(queues.dead("default", 0, 10)).hasSize(1);
    }

    @Test
    void rejectedTaskIsGivenUpAtOnce() {
        queues.add(task("a"));

        dispatcher(RetryPolicy.DEFAULT, run -> {
                    throw new TaskRejectedException("no such customer");
                })
                .runDue();

        DeadTask dead = queues.dead("default", 0, 10).get(0);
        assertThat(dead.reason()).isEqualTo(Reason.REJECTED);
        assertThat(dead.task().lastError()).contains("no such customer");
    }

    @Test
    void taskThatIsNotToBeRetriedIsGivenUpIfItFailsAndOnlyThen() {
        queues.addAll(List.of(task("fails"), task("succeeds")));

        dispatcher(RetryPolicy.DEFAULT, run -> {
                    run.doNotRetry();
                    if (text(run).equals("fails")) {
                        throw new IllegalStateException("no");
                    }
                })
                .runDue();

        assertThat(queues.dead("default", 0, 10)).singleElement().satisfies(dead -> assertThat(dead.reason())
                .isEqualTo(Reason.REJECTED));
        assertThat(queues.list("default", 0, 10)).isEmpty();
    }

    @Test
    void errorOfAHandlerIsAFailureLikeAnyOther() {
        queues.add(task("a"));

        dispatcher(RetryPolicy.DEFAULT, run -> {
                    throw new StackOverflowError();
                })
                .runDue();

        assertThat(queues.list("default", 0, 10)).singleElement().satisfies(waiting -> assertThat(waiting.lastError())
                .contains("StackOverflowError"));
    }

    @Test
    void nameIsTakenWhileItsTaskWaitsAndForAWhileAfter() {
        queues.add(task("first").named("w-17"));

        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() ->
                        queues.addAll(List.of(task("other"), task("second").named("w-17"))))
                .withMessageContaining("w-17");
        dispatcher().runDue();
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> queues.add(task("third").named("w-17")));
        queues.add(task("elsewhere").queue("mail").named("w-17"));
        dispatcher().runDue();

        assertThat(ran).containsExactly("first", "elsewhere");
    }

    @Test
    void taskThatIsTooLargeOrTooFarAheadIsRefusedAndNothingOfItsBatchIsStored() {
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> queues.addAll(List.of(task("a"), Task.of(new byte[102_401]))))
                .withMessageContaining("102,401")
                .withMessageContaining("102,400");
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> queues.add(task("a").in(Duration.ofDays(31))))
                .withMessageContaining("PT720H");
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> queues.add(task("a").in(Duration.ofSeconds(Long.MAX_VALUE))));

        assertThat(queues.names().stream()
                        .mapToLong(queue -> queues.statistics(queue).waiting())
                        .sum())
                .isZero();
        queues.add(Task.of(new byte[102_400]));
        queues.add(task("a").in(Duration.ofDays(30)));
    }

    @Test
    void readOnlyTransactionTakesNoTask() {
        try (Transaction transaction = datastore.begin(TransactionOptions.READ_ONLY)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> queues.add(transaction, task("a")))
                    .withMessageContaining("read-only");
        }
    }

    @Test
    void taskThatEndsInItsTransactionIsGoneWithTheCommit() {
        queues.add(task("a"));

        dispatcher(RetryPolicy.DEFAULT, run -> {
                    datastore.runInTransaction(transaction -> {
                        transaction.put(Entity.builder(KEY).build());
                        assertThat(run.completeIn(transaction)).isTrue();
                        assertThat(run.completeIn(transaction)).isTrue();
                        return KEY;
                    });
                    assertThat(run.isCompleted()).isTrue();
                    assertThat(queues.list("default", 0, 10)).isEmpty();
                    throw new IllegalStateException("too late to matter");
                })
                .runDue();

        assertThat(queues.list("default", 0, 10)).isEmpty();
        assertThat(queues.dead("default", 0, 10)).isEmpty();
        assertThat(datastore.find(KEY)).isNotNull();
    }

    @Test
    void taskWhoseTransactionRollsBackHasNotEnded() {
        queues.add(task("a"));

        dispatcher(RetryPolicy.DEFAULT, run -> {
                    try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
                        transaction.put(Entity.builder(KEY).build());
                        run.completeIn(transaction);
                    }
                    throw new IllegalStateException("no");
                })
                .runDue();

        assertThat(queues.list("default", 0, 10)).hasSize(1);
        assertThat(datastore.find(KEY)).isNull();
    }

    @Test
    void readOnlyTransactionCannotEndATask() {
        queues.add(task("a"));

        dispatcher(RetryPolicy.DEFAULT, run -> {
                    try (Transaction transaction = datastore.begin(TransactionOptions.READ_ONLY)) {
                        assertThat(run.completeIn(transaction)).isFalse();
                    }
                })
                .runDue();

        assertThat(queues.list("default", 0, 10)).isEmpty();
        assertThat(observer.events).contains("succeeded");
    }

    @Test
    void failureThatAsksForAllTheTimeThereIsIsNotTriedAgainAtOnce() {
        queues.add(task("a"));
        TaskDispatcher dispatcher = dispatcher(RetryPolicy.DEFAULT, run -> {
            ran.add(text(run));
            throw new TaskRetryException("some day", Duration.ofSeconds(Long.MAX_VALUE), Duration.ZERO);
        });

        dispatcher.runDue();
        clock.advance(Duration.ofDays(1));
        dispatcher.runDue();

        assertThat(ran).containsExactly("a");
    }

    @Test
    void pauseOfAQueueForAllTheTimeThereIsDoesNotEndAtOnce() {
        queues.addAll(List.of(task("a"), task("b")));
        TaskDispatcher dispatcher = dispatcher(RetryPolicy.DEFAULT, run -> {
            ran.add(text(run));
            throw new TaskRetryException("some day", Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE));
        });

        dispatcher.runDue();

        assertThat(ran).containsExactly("a");
    }

    @Test
    void taskWhoseEndCannotBeNotedDoesNotStayClaimed() {
        queues.add(task("a"));
        AtomicBoolean sick = new AtomicBoolean(true);
        TaskDispatcher dispatcher = dispatcher(RetryPolicy.DEFAULT, new TaskHandler() {
            @Override
            public void run(TaskRun run) {
                throw new TaskRejectedException("no");
            }

            @Override
            public TaskEnd end(TaskRow task) {
                return (transaction, outcome) -> {
                    if (sick.get()) {
                        throw new IllegalStateException("no keys");
                    }
                };
            }
        });

        assertThatIllegalStateException().isThrownBy(dispatcher::runDue).withMessage("no keys");

        assertThat(queues.statistics("default").running()).isZero();
        assertThat(queues.list("default", 0, 10)).singleElement().satisfies(task -> assertThat(task.lastError())
                .contains("no keys"));
        sick.set(false);
        clock.advance(Duration.ofMinutes(1));
        dispatcher.runDue();
        assertThat(queues.dead("default", 0, 10)).hasSize(1);
    }

    @Test
    void taskThatAddsTasksHasThemRunToo() {
        queues.add(task("3"));

        int runs = dispatcher(RetryPolicy.DEFAULT, run -> {
                    ran.add(text(run));
                    int n = Integer.parseInt(text(run));
                    if (n > 0) {
                        queues.add(task("" + (n - 1)));
                    }
                })
                .runDue();

        assertThat(runs).isEqualTo(4);
        assertThat(ran).containsExactly("3", "2", "1", "0");
    }

    @Test
    void observerIsToldTheWholeStory() {
        queues.add(task("a"));
        clock.advance(Duration.ofSeconds(2));
        RetryPolicy once = RetryPolicy.builder().retryLimit(1).jitter(0).build();
        TaskDispatcher failing = dispatcher(once, run -> {
            throw new IllegalStateException("no");
        });

        failing.runDue();
        clock.advance(Duration.ofSeconds(1));
        failing.runDue();
        queues.add(task("b"));
        dispatcher().runDue();

        assertThat(observer.events)
                .containsExactly(
                        "enqueued 1",
                        "started 1 after PT2S",
                        "failed no",
                        "retried at 2026-11-21T10:00:02.100Z",
                        "started 2 after PT0.9S",
                        "failed no",
                        "buried RETRIES_EXHAUSTED",
                        "enqueued 1",
                        "started 1 after PT0S",
                        "succeeded");
    }

    @Test
    void observerThatThrowsChangesNothing() {
        TaskQueues watched = TaskQueues.on(datastore)
                .clock(clock)
                .observer(new TaskObserver() {
                    @Override
                    public void started(TaskRow task, Duration waited) {
                        throw new IllegalStateException("observer");
                    }
                })
                .build();
        watched.add(task("a"));

        TaskDispatcher.on(watched, run -> ran.add(text(run))).build().runDue();

        assertThat(ran).containsExactly("a");
    }

    private TaskDispatcher dispatcher() {
        return dispatcher(RetryPolicy.DEFAULT, run -> ran.add(text(run)));
    }

    private TaskDispatcher failing(String message) {
        return dispatcher(RetryPolicy.DEFAULT, run -> {
            throw new IllegalStateException(message);
        });
    }

    private TaskDispatcher dispatcher(RetryPolicy policy, TaskHandler handler) {
        return TaskDispatcher.on(queues, handler)
                .queue(QueueSettings.of("default").retry(policy))
                .build();
    }

    private static Task task(String text) {
        return Task.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(TaskRun run) {
        return new String(run.task().payload(), StandardCharsets.UTF_8);
    }
}
