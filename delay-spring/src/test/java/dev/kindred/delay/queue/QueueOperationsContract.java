package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.TaskLeaseLostException;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.AddedTask.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator and a consumer do with queues, by a clock that is moved by hand. Each engine adds a class that makes one. */
abstract class QueueOperationsContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MovableClock clock = new MovableClock();
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private StorageEngine engine;
    private LocalDatastore datastore;
    private TaskQueues queues;
    private TaskDispatcher dispatcher;
    private PullQueue scores;

    /** A fresh, empty engine that goes by this clock. */
    abstract StorageEngine engine(MovableClock clock);

    @BeforeEach
    void open() {
        engine = engine(clock);
        datastore = LocalDatastore.on(engine).clock(clock).build();
        queues = TaskQueues.on(datastore)
                .clock(clock)
                .queue(QueueSettings.of("keyed")
                        .retry(RetryPolicy.builder()
                                .retryLimit(1)
                                .minBackoff(MINUTE)
                                .build()))
                .queue(QueueSettings.of("pairs").maxConcurrentPerKey(2))
                .queue(QueueSettings.of("rated").rate(Rate.of("2/s")))
                .queue(QueueSettings.of("scores")
                        .pull()
                        .retry(RetryPolicy.builder().retryLimit(1).build()))
                .queue(QueueSettings.of("asleep").pull().paused())
                .build();
        dispatcher = TaskDispatcher.on(queues, this::run).build();
        scores = queues.pull("scores");
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    // Pause, purge, delete, status

    @Test
    void aPausedQueueRunsNothingAlsoAfterARestartUntilItIsResumed() {
        queues.add(task("a"));
        queues.pause("default");
        restart();

        assertThat(queues.isPaused("default")).isTrue();
        assertThat(dispatcher.runDue()).isZero();
        queues.add(task("b"));
        assertThat(queues.status("default")).satisfies(status -> {
            assertThat(status.paused()).isTrue();
            assertThat(status.enforcedRate()).isEqualTo(Rate.ZERO);
            assertThat(status.waiting()).isEqualTo(2);
        });

        queues.resume("default");
        assertThat(dispatcher.runDue()).isEqualTo(2);
    }

    @Test
    void aRunningDispatcherGoesOnWhenAQueueIsResumed() {
        queues.pause("default");
        queues.add(task("a"));
        dispatcher.start();
        try {
            queues.add(task("elsewhere").queue("other"));
            org.awaitility.Awaitility.await().until(() -> ran.contains("elsewhere"));
            assertThat(ran).doesNotContain("a");

            queues.resume("default");
            org.awaitility.Awaitility.await().until(() -> ran.contains("a"));
        } finally {
            dispatcher.stop(MINUTE);
        }
    }

    @Test
    void purgeDeletesWhatWaits() {
        queues.addAll(IntStream.range(0, 20).mapToObj(n -> task("n" + n)).toList());
        queues.add(task("later").in(MINUTE));
        queues.add(task("other").queue("other"));

        assertThat(queues.purge("default")).isEqualTo(21);

        clock.advance(MINUTE);
        assertThat(dispatcher.runDue()).isEqualTo(1);
        assertThat(ran).containsExactly("other");
    }

    @Test
    void t37_aTaskIsFoundAndDeletedByItsNameWhichStaysTaken() {
        queues.add(task("a").named("w-17"));

        assertThat(queues.find("default", "w-17")).isNotNull();
        assertThat(queues.delete("default", "unknown")).isFalse();
        assertThat(queues.delete("default", "w-17")).isTrue();
        assertThat(queues.delete("default", "w-17")).isFalse();

        assertThat(dispatcher.runDue()).isZero();
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> queues.add(task("a").named("w-17")))
                .withMessageContaining("\"w-17\"");
    }

    @Test
    void statusCountsTheRunsOfTheLastMinute() {
        queues.addAll(List.of(task("a").queue("rated"), task("fail").queue("rated")));
        queues.add(task("later").queue("rated").in(Duration.ofHours(1)));
        assertThat(queues.status("rated").oldestEta()).isEqualTo(clock.instant());

        dispatcher.runDue();

        assertThat(queues.status("rated")).satisfies(status -> {
            assertThat(status.executedInLastMinute()).isEqualTo(2);
            assertThat(status.enforcedRate()).isEqualTo(Rate.of("2/s"));
            assertThat(status.waiting()).isEqualTo(2);
            assertThat(status.mode()).isEqualTo(QueueMode.PUSH);
            assertThat(status.paused()).isFalse();
        });
        clock.advance(MINUTE);
        assertThat(queues.status("rated").executedInLastMinute()).isZero();
        assertThat(queues.status("unknown").oldestEta()).isNull();
    }

    // Keys

    @Test
    void t30_tasksOfAKeyRunInOrderAndAFailingOneHoldsTheOthersUntilItIsDead() {
        queues.addAll(List.of(
                keyed("fail 1", "ada"),
                keyed("ada 2", "ada"),
                keyed("bob 1", "bob"),
                keyed("ada 3", "ada").priority(255)));

        dispatcher.runDue();
        assertThat(ran).containsExactlyInAnyOrder("fail 1", "bob 1");

        clock.advance(Duration.ofMinutes(2));
        dispatcher.runDue();
        assertThat(ran).endsWith("fail 1", "ada 2", "ada 3");
        assertThat(queues.status("keyed").dead()).isEqualTo(1);
    }

    @Test
    void t29_theSettingsSayHowManyOfAKeyMayRun() {
        queues.addAll(List.of(
                task("later 1").queue("pairs").concurrencyKey("k").in(MINUTE),
                task("2").queue("pairs").concurrencyKey("k"),
                task("3").queue("pairs").concurrencyKey("k")));

        assertThat(dispatcher.runDue()).isEqualTo(2);
        assertThat(ran).containsExactly("2", "3");
    }

    @Test
    void t12_aUniqueKeyIsFreeAsSoonAsItsTaskHasEnded() {
        queues.add(task("a").uniqueKey("report"));
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> queues.add(task("b").uniqueKey("report")))
                .withMessageContaining("\"report\"");

        dispatcher.runDue();
        queues.add(task("c").uniqueKey("report"));
        dispatcher.runDue();

        assertThat(ran).containsExactly("a", "c");
    }

    @Test
    void t13_ofManyCallsInAShortTimeOnlyTheLastIsCarriedOut() {
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(10));
            queues.addOrReplace(task("index " + i).uniqueKey("index").in(MINUTE));
        }

        clock.advance(MINUTE.minusMillis(1));
        assertThat(dispatcher.runDue()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(dispatcher.runDue()).isEqualTo(1);
        assertThat(ran).containsExactly("index 4");
        queues.addOrReplace(task("again").uniqueKey("index"));
        assertThat(dispatcher.runDue()).isEqualTo(1);
    }

    @Test
    void t13_whileTheEarlierTaskRunsItsKeyIsTaken() {
        queues.addOrReplace(task("a").uniqueKey("index"));

        int runs = TaskDispatcher.on(queues, run -> assertThatExceptionOfType(DuplicateTaskException.class)
                        .isThrownBy(() -> queues.addOrReplace(task("b").uniqueKey("index"))))
                .build()
                .runDue();

        assertThat(runs).isEqualTo(1);
        assertThat(queues.status("default").waiting()).isZero();
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> queues.addOrReplace(task("c")))
                .withMessageContaining("needs a unique key");
    }

    @Test
    void t13_replacementTakesPartInATransaction() {
        queues.add(task("first").uniqueKey("index").in(MINUTE));
        assertThatIllegalStateException().isThrownBy(() -> queues.datastore().runInTransaction(transaction -> {
            queues.addOrReplace(transaction, task("rolled back").uniqueKey("index"));
            throw new IllegalStateException("no");
        }));
        assertThat(dispatcher.runDue()).isZero();

        queues.datastore().runInTransaction(transaction -> {
            queues.addOrReplace(transaction, task("other").uniqueKey("other"));
            queues.addOrReplace(transaction, task("second").uniqueKey("index"));
            return queues.addOrReplace(transaction, task("third").uniqueKey("index"));
        });
        clock.advance(MINUTE);
        dispatcher.runDue();

        assertThat(ran).containsExactly("other", "third");
        assertThat(queues.status("default").waiting()).isZero();
        queues.add(task("free again").uniqueKey("index"));
    }

    @Test
    void t13_transactionFailsWhileTheTaskItWouldReplaceRuns() {
        queues.add(task("a").uniqueKey("index"));

        TaskDispatcher.on(queues, run -> assertThatExceptionOfType(DuplicateTaskException.class)
                        .isThrownBy(() -> queues.datastore()
                                .runInTransaction(transaction -> queues.addOrReplace(
                                        transaction, task("b").uniqueKey("index")))))
                .build()
                .runDue();

        assertThat(queues.status("default").waiting()).isZero();
    }

    @Test
    void t13_transactionsThatReplaceTheSameTaskLeaveOneAndNoneIsLost() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            all.add(pool.submit(() -> {
                for (int i = 0; i < 25; i++) {
                    queues.datastore().runInTransaction(TransactionOptions.DEFAULT.withAttempts(1_000), transaction -> {
                        queues.add(transaction, task("counted").in(MINUTE));
                        return queues.addOrReplace(
                                transaction, task("index").uniqueKey("index").in(MINUTE));
                    });
                    queues.addOrReplace(task("index").uniqueKey("index").in(MINUTE));
                }
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        pool.shutdown();
        assertThat(queues.status("default").waiting()).isEqualTo(101);
        assertThat(queues.status("default").running()).isZero();

        clock.advance(MINUTE);

        assertThat(dispatcher.runDue()).isEqualTo(101);
        assertThat(ran).filteredOn("index"::equals).hasSize(1);
    }

    @Test
    void t13_replacedMemberOfAGroupCountsAsThrownAway() {
        queues.datastore()
                .runInTransaction(transaction -> queues.addGroup(
                        transaction,
                        "g",
                        List.of(
                                task("a").uniqueKey("a").in(MINUTE),
                                task("b").uniqueKey("b").in(MINUTE)),
                        task("then")));

        queues.addOrReplace(task("new a").uniqueKey("a"));
        queues.datastore()
                .runInTransaction(transaction ->
                        queues.addOrReplace(transaction, task("new b").uniqueKey("b")));
        dispatcher.runDue();

        assertThat(ran).containsExactlyInAnyOrder("new a", "new b", "then");
    }

    @Test
    void t13_memberThatIsReplacedWithinItsTransactionCountsAsThrownAwayToo() {
        queues.datastore().runInTransaction(transaction -> {
            queues.addGroup(
                    transaction,
                    "g",
                    List.of(
                            task("first").uniqueKey("k").replacing(),
                            task("second").uniqueKey("k").replacing()),
                    task("then"));
            return queues.addOrReplace(transaction, task("last").uniqueKey("k"));
        });

        dispatcher.runDue();

        assertThat(ran).containsExactlyInAnyOrder("last", "then");
        assertThat(queues.group("g")).isNull();
    }

    // Batches, transactions, limits

    @Test
    void t32_aBatchHasAnOutcomeForEachTaskInOrder() {
        queues.add(task("taken").named("n"));
        queues.add(task("taken").uniqueKey("u"));

        List<AddedTask> added = queues.addEach(List.of(
                task("1"),
                task("2").named("n"),
                task("3").uniqueKey("u"),
                task("4").named("new"),
                task("5").named("new"),
                task("6")));

        assertThat(added)
                .extracting(AddedTask::outcome)
                .containsExactly(
                        Outcome.ADDED,
                        Outcome.DUPLICATE,
                        Outcome.DUPLICATE,
                        Outcome.ADDED,
                        Outcome.DUPLICATE,
                        Outcome.ADDED);
        assertThat(added.get(3).stored()).isNotNull().satisfies(row -> assertThat(row.name())
                .isEqualTo("new"));
        dispatcher.runDue();
        assertThat(ran).containsExactly("taken", "taken", "1", "4", "6");
        assertThat(queues.addEach(List.of())).isEmpty();
    }

    @Test
    void t32_anInvalidTaskKeepsTheWholeBatchOut() {
        List<AddedTask> added = queues.addEach(List.of(task("1"), task("2").in(Duration.ofDays(31)), task("3")));

        assertThat(added)
                .extracting(AddedTask::outcome)
                .containsExactly(Outcome.SKIPPED, Outcome.INVALID, Outcome.SKIPPED);
        assertThat(added.get(1).problem()).hasMessageContaining("at most PT720H ahead");
        assertThat(dispatcher.runDue()).isZero();
    }

    @Test
    void anyNumberOfTasksJoinsATransactionNamedOnesToo() {
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            for (int i = 0; i < 250; i++) {
                queues.add(transaction, task("n" + i).named("n" + i).concurrencyKey("k" + i % 3));
            }
            assertThat(dispatcher.runDue()).isZero();
            transaction.commit();
        }

        assertThat(dispatcher.runDue()).isEqualTo(250);
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            queues.addAll(transaction, List.of(task("fresh"), task("taken").named("n7")));
            assertThatExceptionOfType(DuplicateTaskException.class).isThrownBy(transaction::commit);
        }
        assertThat(dispatcher.runDue()).isZero();
    }

    @Test
    void limitsAreSaidWithTheWayOut() {
        assertRefused(Task.of(new byte[102_401]), "102,401 bytes; the limit is 102,400");
        assertRefused(Task.of(new byte[1_048_577]).queue("scores"), "1,048,577 bytes; the limit is 1,048,576");
        queues.add(Task.of(new byte[1_048_576]).queue("scores"));
        assertRefused(task("a").tag("t"), "tag \"t\"", "push queue");
        assertRefused(task("a").queue("scores").concurrencyKey("k"), "concurrency key \"k\"", "Lease by tag");
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> task("a").uniqueKey("ü".repeat(251)))
                .withMessageContaining("502 bytes in UTF-8, but may have 500");
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> task("a").concurrencyKey(""))
                .withMessageContaining("must not be empty");
    }

    // Pull queues

    @Test
    void t38_leasedTasksAreDeletedWhenTheyAreDoneOrComeBack() {
        queues.addAll(List.of(score("a"), score("b"), score("c").in(MINUTE)));

        List<TaskLease> leases = scores.lease(10, MINUTE);
        assertThat(texts(leases)).containsExactly("a", "b");
        assertThat(leases.get(0).task().eta())
                .isEqualTo(Micros.of(clock.instant().plus(MINUTE)));
        assertThat(scores.lease(10, MINUTE)).isEmpty();
        scores.delete(leases.get(0));
        restart();

        clock.advance(MINUTE);
        List<TaskLease> next = scores.lease(10, MINUTE);
        assertThat(texts(next)).containsExactlyInAnyOrder("b", "c");
        assertLost(() -> scores.delete(leases.get(0)));
        assertLost(() -> scores.delete(leases.get(1)));
        assertLost(() -> scores.modify(leases.get(1), MINUTE));
        next.forEach(scores::delete);
        assertThat(queues.status("scores").waiting()).isZero();
    }

    @Test
    void t38_aLeaseIsExtendedOrGivenUp() {
        queues.add(score("a"));
        TaskLease lease = scores.lease(1, MINUTE).get(0);

        clock.advance(Duration.ofSeconds(59));
        TaskLease longer = scores.modify(lease, Duration.ofHours(1));
        clock.advance(Duration.ofMinutes(59));
        assertThat(scores.lease(1, MINUTE)).isEmpty();
        assertLost(() -> scores.modify(lease, MINUTE));
        scores.modify(longer, Duration.ZERO);

        TaskLease last = scores.lease(1, MINUTE).get(0);
        clock.advance(MINUTE);
        assertLost(() -> scores.modify(last, MINUTE));
        scores.delete(last);
    }

    @Test
    void t38_theEmptyTagIsThatOfTheFirstTask() {
        queues.add(score("b1").tag("b"));
        clock.advance(Duration.ofSeconds(1));
        queues.addAll(List.of(score("a1").tag("a"), score("b2").tag("b"), score("none")));

        assertThat(texts(scores.leaseByTag("", 10, MINUTE))).containsExactly("b1", "b2");
        assertThat(texts(scores.leaseByTag("b", 10, MINUTE))).isEmpty();
        assertThat(texts(scores.leaseByTag("", 10, MINUTE))).containsExactly("a1");
        assertThat(texts(scores.leaseByTag("", 10, MINUTE))).containsExactly("none");
        assertThat(scores.leaseByTag("", 10, MINUTE)).isEmpty();
    }

    @Test
    void t38_aTaskThatIsNeverDeletedEndsAsADeadLetter() {
        queues.add(score("poison"));
        for (int lease = 0; lease < 2; lease++) {
            assertThat(scores.lease(1, MINUTE)).hasSize(1);
            clock.advance(MINUTE);
        }

        assertThat(scores.lease(1, MINUTE)).isEmpty();

        assertThat(queues.dead("scores", 0, 10)).singleElement().satisfies(dead -> {
            assertThat(dead.reason()).isEqualTo(DeadTask.Reason.RETRIES_EXHAUSTED);
            assertThat(dead.task().lastError()).contains("leased 2 times");
        });
        queues.redrive("scores", queues.dead("scores", 0, 1).get(0).task().id());
        assertThat(texts(scores.lease(1, MINUTE))).containsExactly("poison");
    }

    @Test
    void t38_leasesHaveLimits() {
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> scores.lease(1_001, MINUTE))
                .withMessageContaining("1 to 1,000 tasks")
                .withMessageContaining("\"scores\"");
        assertThatExceptionOfType(InvalidTaskException.class).isThrownBy(() -> scores.lease(0, MINUTE));
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> scores.lease(1, Duration.ofDays(7).plusMillis(1)))
                .withMessageContaining("at most 7 days");
        assertThatExceptionOfType(InvalidTaskException.class).isThrownBy(() -> scores.lease(1, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queues.pull("default"))
                .withMessageContaining("\"default\" is no pull queue");
        queues.add(task("a").queue("asleep"));
        assertThat(queues.pull("asleep").lease(1, MINUTE)).isEmpty();
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> queues.pull("asleep").delete(new TaskLease(row("scores"), 1)))
                .withMessageContaining("from queue \"scores\", not from \"asleep\"");
    }

    @Test
    void t38_consumersShareAQueueAndEachTaskIsDoneOnce() throws InterruptedException {
        int count = 400;
        queues.addAll(IntStream.range(0, count).mapToObj(n -> score("s" + n)).toList());
        List<String> done = new CopyOnWriteArrayList<>();
        List<Thread> consumers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            consumers.add(new Thread(() -> {
                List<TaskLease> leases;
                while (!(leases = scores.lease(7, MINUTE)).isEmpty()) {
                    done.addAll(texts(leases));
                    leases.forEach(scores::delete);
                }
            }));
        }
        consumers.forEach(Thread::start);
        for (Thread consumer : consumers) {
            consumer.join();
        }

        assertThat(done).hasSize(count).doesNotHaveDuplicates();
        assertThat(queues.status("scores").waiting()).isZero();
    }

    // Help

    private void restart() {
        engine.close();
        engine.open();
    }

    private void run(TaskRun run) {
        String text = new String(run.task().payload(), StandardCharsets.UTF_8);
        ran.add(text);
        if (text.startsWith("fail")) {
            throw new IllegalStateException("on purpose");
        }
    }

    private void assertRefused(Task task, String... parts) {
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> queues.add(task))
                .satisfies(refused -> assertThat(refused.getMessage()).contains(parts));
    }

    private static void assertLost(Runnable call) {
        assertThatExceptionOfType(TaskLeaseLostException.class).isThrownBy(call::run);
    }

    private static Task task(String text) {
        return Task.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Task keyed(String text, String key) {
        return task(text).queue("keyed").concurrencyKey(key);
    }

    private static Task score(String text) {
        return task(text).queue("scores");
    }

    private static TaskRow row(String queue) {
        return TaskRow.waiting(1, queue, null, 0, 100, new byte[0], java.util.Map.of(), 0);
    }

    private static List<String> texts(List<TaskLease> leases) {
        return leases.stream()
                .map(lease -> new String(lease.task().payload(), StandardCharsets.UTF_8))
                .toList();
    }
}
