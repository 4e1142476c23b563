package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.EntityExistsException;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.GroupStatus;
import dev.kindred.delay.queue.InvalidTaskException;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.PullQueue;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskQueues;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** What a task carries beside its call: retries and deadline of its own, what follows it, its group; and functions that are no methods. On a clock that the test moves. */
abstract class DelayedWorkContract extends DelayedScenario {

    private static final String KINDRED_GROUPS = "kindred-groups";

    private Log log;
    private Worker worker;

    /** A fresh, empty engine. */
    abstract StorageEngine engine(MovableClock clock);

    @BeforeEach
    void start() {
        start(() -> engine(clock), application -> {
            application.registerBean(MovableClock.class, () -> clock);
            application.register(Application.class);
        });
        log = context.getBean(Log.class);
        worker = context.getBean(Worker.class);
    }

    // Retries

    @Test
    void r19_retryOfTheMethodReplacesThatOfItsQueue() {
        worker.failing("x");

        runFor(Duration.ofSeconds(60));

        assertThat(log.lines).containsExactly("failing x at 0", "failing x at 10", "failing x at 20");
        assertThat(dead()).singleElement().satisfies(dead -> assertThat(dead.reason())
                .isEqualTo(Reason.RETRIES_EXHAUSTED));
    }

    @Test
    void retryIsLoggedWithTheFunctionAndTheReason() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.kindred.delay.queue.TaskRunner");
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        Level before = logger.getLevel();
        logger.setLevel(Level.WARN);
        logger.addAppender(appender);
        try {
            worker.failing("x");
            dispatcher.runDue();
        } finally {
            logger.detachAppender(appender);
            logger.setLevel(before);
        }

        assertThat(appender.list).singleElement().satisfies(event -> assertThat(event.getFormattedMessage())
                .contains("of queue \"default\" (\"failing\", attempt 1) failed and runs again at")
                .endsWith("java.lang.IllegalStateException: no"));
    }

    @Test
    void retryOfTheCallWinsOverThatOfTheMethod() {
        delay.retry(RetryPolicy.builder().retryLimit(0).build()).call(() -> worker.failing("x"));
        delay.task(() -> worker.failing("y"))
                .retry(RetryPolicy.builder().retryLimit(0).build())
                .add();

        runFor(Duration.ofSeconds(30));

        assertThat(log.lines).containsExactly("failing x at 0", "failing y at 0");
    }

    @Test
    void r20_exceptionThatIsNotToBeRetriedGivesUpAtOnce() throws IOException {
        worker.refusing();

        dispatcher.runDue();

        assertThat(dead())
                .singleElement()
                .satisfies(dead -> assertThat(dead.task().lastError()).contains("FileNotFoundException: no such file"));
    }

    @Test
    void r23_snoozedTaskRunsLaterAndTheRunIsNotCounted() {
        worker.snoozing();

        assertThat(dispatcher.runDue()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(29));
        assertThat(dispatcher.runDue()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(dispatcher.runDue()).isEqualTo(1);

        assertThat(log.lines).containsExactly("snoozing attempt 1", "snoozing attempt 1");
        assertThat(log.contexts.get(1).previousError()).isNull();
        assertThat(log.contexts.get(1).firstTry()).isEqualTo(clock.instant());
        assertThat(waiting()).isEmpty();
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> log.contexts.get(1).snooze(Duration.ofSeconds(-1)));
    }

    @Test
    void taskThatAsksToBeRetriedIsAndTheNextRunKnowsWhy() {
        worker.asking();
        java.time.Instant first = clock.instant();

        dispatcher.runDue();
        clock.advance(Duration.ofSeconds(1));
        dispatcher.runDue();

        DelayContext again = log.contexts.get(1);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.previousError()).contains("not ready");
        assertThat(again.retryReason()).contains("not ready");
        assertThat(again.firstTry()).isEqualTo(first);
        assertThat(again.leaseToken()).isNotEqualTo(log.contexts.get(0).leaseToken());
        assertThat(again.headers().keySet()).noneMatch(name -> name.startsWith("Kindred-"));
        assertThat(waiting()).isEmpty();
    }

    // Options of the annotation

    @Test
    void r29_concurrencyKeyOfTheMethodIsMadeOfItsArguments() {
        worker.book(new Order("a", 1), null);
        worker.book(new Order("a", 2), null);
        worker.book(new Order("b", 3), null);

        List<TaskRow> tasks = waiting();
        assertThat(tasks).extracting(task -> task.traits().concurrencyKey()).containsExactly("acc-a", "acc-a", "acc-b");
        assertThat(tasks).extracting(TaskRow::priority).containsOnly(200);
        delay.concurrencyKey("mine").priority(7).call(() -> worker.book(new Order("c", 4), null));
        assertThat(waiting().get(3).traits().concurrencyKey()).isEqualTo("mine");
        assertThat(waiting().get(3).priority()).isEqualTo(7);
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> worker.book(null, null))
                .withMessageContaining("concurrencyKey \"'acc-' + #order.account\" of \"book\"");
    }

    @Test
    void r12_uniqueKeyOfTheMethodIsMadeOfItsArguments() {
        worker.rebuild(17L);
        worker.rebuild(18L);

        assertThatExceptionOfType(DuplicateTaskException.class).isThrownBy(() -> worker.rebuild(17L));
        delay.in(Duration.ofMinutes(1)).replacing("17").call(() -> worker.rebuild(17L));

        assertThat(waiting()).hasSize(2);
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> worker.rebuild(null))
                .withMessageContaining("uniqueKey \"#p0\" of \"rebuild\" is null for these arguments");
    }

    @Test
    void r52_transactionalFunctionEndsInTheCommitOfItsEffects() {
        worker.transactional("a");
        worker.transactional("fails");

        dispatcher.runDue();

        Datastore datastore = queues.datastore();
        assertThat(datastore.find(Key.of("Effect", "a"))).isNotNull();
        assertThat(datastore.find(Key.of("Effect", "fails"))).isNull();
        assertThat(log.lines).containsExactly("completed false", "after the commit of a: true", "completed false");
        assertThat(waiting()).singleElement().satisfies(task -> assertThat(task.lastError())
                .contains("fails"));
    }

    // Deadline and cancellation

    @Test
    void r50_runThatTakesLongerThanItsDeadlineIsInterruptedAndRetried() throws InterruptedException {
        worker.endless();

        dispatcher.runDue();

        assertThat(log.lines).containsExactly("interrupted, to end: true");
        assertThat(waiting()).singleElement().satisfies(task -> assertThat(task.lastError())
                .contains("deadline of PT0.02S")
                .contains("InterruptedException"));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void extendedDeadlineGivesMoreTime() {
        worker.slow();

        dispatcher.runDue();

        assertThat(log.lines).containsExactly("extended: true", "to end: false");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void deadlineOutOfRangeIsRefused() {
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> delay.deadline(Duration.ZERO))
                .withMessageContaining("\"PT0S\"")
                .withMessageContaining("1 ms");
    }

    @Test
    void r37_waitingTaskIsCancelled() {
        TaskHandle handle = delay.in(Duration.ofSeconds(5)).call(() -> worker.note("never"));

        assertThat(handle.cancel()).isTrue();
        assertThat(handle.cancel()).isFalse();

        clock.advance(Duration.ofSeconds(10));
        assertThat(dispatcher.runDue()).isZero();
    }

    @Test
    void r37_runningTaskIsInterruptedAndGone() throws InterruptedException {
        dispatcher.start();
        TaskHandle handle = delay.task(() -> worker.waitForever())
                .then(() -> worker.note("follows"))
                .add();
        log.begun.await();

        assertThat(handle.cancel()).isTrue();

        await().until(() -> log.lines.contains("interrupted, to end: true"));
        dispatcher.stop(Duration.ofSeconds(10));
        assertThat(waiting()).isEmpty();
        assertThat(dead()).isEmpty();
        assertThat(log.lines).hasSize(1);
    }

    @Test
    void r13_ofCallsThatReplaceEachOtherTheLastIsCarriedOut() {
        for (int i = 0; i < 3; i++) {
            String text = "call " + i;
            delay.in(Duration.ofMinutes(1)).replacing("index-17").call(() -> worker.note(text));
        }
        delay.replacing("index-17").task(() -> worker.note("rolled back"));
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        worker.rollingBack(() -> delay.replacing("index-17").call(() -> worker.note("rolled back"))));

        clock.advance(Duration.ofMinutes(1));
        dispatcher.runDue();

        assertThat(log.lines).containsExactly("call 2");
    }

    // Chaining

    @Test
    void r34_continuationsRunOneAfterTheOther() {
        // tag::chain[]
        delay.task(() -> worker.note("a"))
                .then(() -> worker.count("b"))
                .then(delay.in(Duration.ofMinutes(1)).task(() -> worker.note("c")))
                .add();
        // end::chain[]

        assertThat(waiting()).hasSize(1);
        assertThat(dispatcher.runDue()).isEqualTo(2);
        clock.advance(Duration.ofMinutes(1));
        assertThat(dispatcher.runDue()).isEqualTo(1);
        assertThat(log.lines).containsExactly("a", "count b", "c");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void nothingFollowsWhatHasNotSucceededButSomethingElseMay() {
        delay.task(() -> worker.failing("x"))
                .retry(RetryPolicy.builder().retryLimit(0).build())
                .then(() -> worker.note("then"))
                .orElse(() -> worker.note("else"))
                .add();

        dispatcher.runDue();

        assertThat(log.lines).containsExactly("failing x at 0", "else");
        assertThat(dead()).hasSize(1);
    }

    @Test
    void continuationWhoseNameIsTakenIsLeftOut() {
        delay.named("n").in(Duration.ofHours(1)).call(() -> worker.note("named"));
        delay.task(() -> worker.note("a"))
                .then(delay.named("n").task(() -> worker.note("b")))
                .add();

        assertThat(dispatcher.runDue()).isEqualTo(1);

        assertThat(waiting()).singleElement().satisfies(task -> assertThat(task.name())
                .isEqualTo("n"));
    }

    @Test
    void headersOfTheTaskItselfAreReserved() {
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> delay.header("kindred-then", "x"))
                .withMessageContaining("reserved");
    }

    // Groups

    @Test
    void r33_taskFollowsWhenAllOfAGroupAreDone() {
        // tag::group[]
        delay.group("g", () -> {
                    worker.note("1");
                    worker.count("2");
                    delay.in(Duration.ofMinutes(1)).call(() -> worker.note("3"));
                })
                .then(() -> worker.note("all done"));
        // end::group[]

        dispatcher.runDue();
        assertThat(log.lines).containsExactlyInAnyOrder("1", "count 2");
        assertThat(queues.group("g")).isEqualTo(new GroupStatus("g", 3, 2, 0));
        clock.advance(Duration.ofMinutes(1));
        dispatcher.runDue();

        assertThat(log.lines).endsWith("3", "all done");
        assertThat(queues.group("g")).isNull();
        delay.group("g", () -> {}).then(() -> worker.note("empty"));
        dispatcher.runDue();
        assertThat(log.lines).endsWith("empty");
    }

    @Test
    void groupIsAllOrNothing() {
        delay.group("g", () -> worker.note("1")).then(() -> worker.note("done"));

        assertThatExceptionOfType(EntityExistsException.class)
                .isThrownBy(() -> delay.group("g", () -> worker.note("2")).then(() -> worker.note("done")))
                .withMessageStartingWith("There is a group \"g\" that is not over")
                .withMessageContaining("closeGroup(\"g\")");
        assertThatIllegalStateException()
                .isThrownBy(() -> worker.rollingBack(
                        () -> delay.group("h", () -> worker.note("3")).then(() -> worker.note("done"))));
        delay.group("never stored", () -> worker.note("4"));

        assertThat(waiting()).hasSize(1);
        assertThat(queues.group("h")).isNull();
    }

    @Test
    void deadMemberKeepsItsGroupOpenUntilItIsDone() {
        delay.group("g", () -> {
                    worker.note("1");
                    delay.retry(RetryPolicy.builder().retryLimit(0).build()).call(() -> worker.failing("x"));
                })
                .then(() -> worker.note("all done"));
        dispatcher.runDue();
        assertThat(queues.group("g")).isEqualTo(new GroupStatus("g", 2, 1, 0));

        log.healed = true;
        queues.redrive("default", dead().get(0).task().id());
        dispatcher.runDue();

        assertThat(log.lines).endsWith("healed x", "all done");
    }

    @Test
    void r33_discardedMemberIsOverAndWhatFollowsLearnsHowManyFailed() {
        delay.group("g", () -> {
                    worker.note("1");
                    worker.count("2");
                    delay.retry(RetryPolicy.builder().retryLimit(0).build()).call(() -> worker.failing("x"));
                })
                .then(() -> worker.report(null));
        dispatcher.runDue();
        assertThat(queues.group("g")).isEqualTo(new GroupStatus("g", 3, 2, 0));

        assertThat(queues.discard("default", dead().get(0).task().id())).isTrue();
        dispatcher.runDue();

        assertThat(log.lines).endsWith("2 of 3 done, 1 failed");
        assertThat(queues.group("g")).isNull();
        assertThat(everything()).isEmpty();
    }

    @Test
    void r33_cancelledDeletedAndPurgedMembersAreOver() {
        delay.group("g", () -> {
                    worker.note("done");
                    delay.in(Duration.ofHours(1)).named("deleted").call(() -> worker.note("never"));
                    delay.in(Duration.ofHours(1)).call(() -> worker.note("never"));
                    delay.in(Duration.ofHours(1)).call(() -> worker.note("never"));
                    delay.in(Duration.ofHours(1)).queue("mail").call(() -> worker.note("never"));
                })
                .then(() -> worker.report(null));
        dispatcher.runDue();

        assertThat(queues.delete("default", "deleted")).isTrue();
        assertThat(queues.cancel("default", waiting().get(0).id())).isTrue();
        dispatcher.runDue();
        assertThat(queues.group("g")).isEqualTo(new GroupStatus("g", 5, 1, 2));
        assertThat(queues.purge("mail")).isEqualTo(1);
        assertThat(queues.purge("default")).isEqualTo(1);
        assertThat(queues.purge(KINDRED_GROUPS)).as("only takes their place").isEqualTo(2);
        dispatcher.runDue();

        assertThat(log.lines).containsExactly("done", "1 of 5 done, 4 failed");
        assertThat(everything()).isEmpty();
    }

    @Test
    void r33_memberThatIsCancelledWhileItRunsIsOverOnce() throws InterruptedException {
        delay.group("g", () -> worker.waitForever()).then(() -> worker.report(null));
        dispatcher.start();
        log.begun.await();

        assertThat(queues.cancel("default", waiting().get(0).id())).isTrue();

        await().until(() -> log.lines.contains("0 of 1 done, 1 failed"));
        dispatcher.stop(Duration.ofSeconds(10));
        dispatcher.runDue();
        assertThat(log.lines).hasSize(2);
        assertThat(everything()).isEmpty();
    }

    @Test
    void memberOfAPullQueueIsOverWhenItIsDeleted() {
        queues.datastore()
                .runInTransaction(transaction -> queues.addGroup(
                        transaction,
                        "g",
                        List.of(
                                Task.of(new byte[] {1}).queue("pull"),
                                Task.of(new byte[] {2}).queue("pull")),
                        Task.of(new byte[] {3}).queue("results")));
        PullQueue pull = queues.pull("pull");
        List<TaskLease> leases = pull.lease(10, Duration.ofMinutes(1));

        pull.delete(leases.get(0));
        queues.cancel("pull", leases.get(1).task().id());
        dispatcher.runDue();

        assertThat(queues.list("results", 0, 10)).singleElement().satisfies(task -> assertThat(
                        GroupStatus.followedBy(task.headers()))
                .isEqualTo(new GroupStatus("g", 2, 1, 1)));
    }

    @Test
    void groupWhoseContinuationHasATakenNameEndsWithoutIt() {
        delay.named("n").in(Duration.ofHours(1)).call(() -> worker.note("named"));
        delay.group("g", () -> worker.note("1")).then(delay.named("n").task(() -> worker.note("never")));

        dispatcher.runDue();

        assertThat(queues.group("g")).isNull();
        assertThat(waiting()).hasSize(1);
    }

    @Test
    void closedGroupIsFollowedByNothing() {
        delay.group("g", () -> worker.note("1")).then(() -> worker.note("all done"));

        queues.closeGroup("g");
        dispatcher.runDue();

        assertThat(log.lines).containsExactly("1");
    }

    @Test
    void r33_membersOfAClosedGroupDoNotCountInTheNextOfItsName() {
        delay.group("g", () -> {
                    worker.note("old, done");
                    worker.count("old, done in its transaction");
                    delay.in(Duration.ofHours(1)).call(() -> worker.note("old, cancelled"));
                    delay.in(Duration.ofHours(1)).call(() -> worker.note("old, late"));
                })
                .then(() -> worker.note("never"));
        queues.closeGroup("g");
        delay.group("g", () -> {
                    delay.in(Duration.ofHours(2)).call(() -> worker.note("new 1"));
                    delay.in(Duration.ofHours(2)).call(() -> worker.note("new 2"));
                    delay.in(Duration.ofHours(2)).call(() -> worker.note("new 3"));
                    delay.in(Duration.ofHours(2)).call(() -> worker.note("new 4"));
                })
                .then(() -> worker.report(null));

        dispatcher.runDue();
        queues.cancel("default", waiting().get(0).id());
        runFor(Duration.ofMinutes(90), Duration.ofMinutes(1));

        assertThat(log.lines).contains("old, done", "old, late");
        assertThat(queues.group("g")).as("none of its own is over").isEqualTo(new GroupStatus("g", 4, 0, 0));
        runFor(Duration.ofMinutes(31), Duration.ofMinutes(1));
        assertThat(log.lines).endsWith("4 of 4 done, 0 failed").doesNotContain("never");
        assertThat(everything()).isEmpty();
    }

    @Test
    void r33_lastOfManyConcurrentMembersIsFollowedExactlyOnce() {
        int members = Integer.getInteger("kindred.group.members", 150);
        dispatcher.start();
        delay.group("many", () -> IntStream.range(0, members).forEach(n -> {
                    if (n % 2 == 0) {
                        worker.note("m");
                    } else {
                        worker.count(n % 7 == 0 ? "shared" : "own" + n);
                    }
                }))
                .then(() -> worker.note("all done"));

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            clock.advance(Duration.ofSeconds(1)); // conflicts are retried
            dispatcher.wakeUp();
            return log.lines.contains("all done");
        });
        dispatcher.stop(Duration.ofSeconds(30));
        dispatcher.runDue();

        assertThat(log.lines.stream().filter("all done"::equals)).hasSize(1);
        assertThat(log.lines.indexOf("all done")).isGreaterThanOrEqualTo(members);
    }

    // Functions

    @Test
    void functionRunsWithTheArgumentsOfItsInterface() {
        Functions functions = context.getBean(Functions.class);

        functions.report.deferred().build("2026-11", List.of(17L, 18L), null);
        delay.in(Duration.ofMinutes(5)).call(() -> functions.report.deferred().build("later", List.of(), null));
        functions.report.task("by values", List.of(1L)).queue("mail").add();
        functions.tidy.call();
        functions.lists.deferred().accept(List.of("a", "b"));

        clock.advance(Duration.ofMinutes(5));
        dispatcher.runDue();
        assertThat(log.lines)
                .containsExactlyInAnyOrder(
                        "report 2026-11 [17, 18] attempt 1",
                        "report later [] attempt 1",
                        "report by values [1] attempt 1",
                        "tidy",
                        "lists a");
    }

    @Test
    void functionChecksItsArgumentsAtTheCall() {
        DelayedFunction<ReportBuild> report = context.getBean(Functions.class).report;

        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> report.call("2026-11"))
                .withMessage("\"report.build\" takes 2 arguments, not 1.");
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> report.call(5, List.of()))
                .withMessageContaining("argument 1");
        assertThat(report.deferred()).isEqualTo(report.deferred()).hasToString(report.toString());
    }

    @Test
    void functionHasTheOptionsOfAMethod() {
        DelayedFunction<Runnable> broken = context.getBean(Functions.class).broken;
        delay.call("tidy.up");

        broken.deferred().run();
        runFor(Duration.ofSeconds(5));

        assertThat(log.lines).containsExactlyInAnyOrder("tidy", "broken");
        assertThat(queues.dead("mail", 0, 10)).hasSize(1);
    }

    @Test
    void functionThatIsMadeTooLateIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> delay.function("late", Runnable.class, () -> {}))
                .withMessageContaining("\"late\"")
                .withMessageContaining("make it a bean");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> DelayedFunction.of("x", Runnable.class, () -> {}).deferred())
                .withMessageContaining("not known");
    }

    private List<TaskRow> waiting() {
        return queues.list("default", 0, 1000);
    }

    private List<TaskRow> everything() {
        return queues.names().stream()
                .flatMap(queue -> queues.list(queue, 0, 1000).stream())
                .toList();
    }

    private List<DeadTask> dead() {
        return queues.dead("default", 0, 1000);
    }

    record Order(String account, int number) {}

    // tag::interface[]
    interface ReportBuild {
        void build(String month, List<Long> customers, @Nullable DelayContext context);
    }
    // end::interface[]

    @Configuration(proxyBeanMethods = false)
    @Import({DelayConfiguration.class, Log.class, Worker.class, Functions.class})
    @EnableTransactionManagement
    static class Application {

        @Bean
        PlatformTransactionManager transactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }

        @Bean
        TaskQueues taskQueues(Datastore datastore, MovableClock clock) {
            return TaskQueues.on(datastore)
                    .clock(clock)
                    .queue(QueueSettings.of("mail"))
                    .queue(QueueSettings.of("pull").pull())
                    .queue(QueueSettings.of("results").pull())
                    .build();
        }

        @Bean
        DelayedFunction<ReportBuild> beanOfItsOwn(Log log) {
            return DelayedFunction.of("another", ReportBuild.class, (month, customers, context) -> {});
        }
    }

    static class Log {
        final List<String> lines = new CopyOnWriteArrayList<>();
        final List<DelayContext> contexts = new CopyOnWriteArrayList<>();
        final CountDownLatch begun = new CountDownLatch(1);
        volatile boolean healed;
    }

    static class Functions {

        final DelayedFunction<ReportBuild> report;
        final DelayedFunction<Runnable> tidy;
        final DelayedFunction<Consumer<List<String>>> lists;

        final DelayedFunction<Runnable> broken;

        Functions(DelayOperations delay, DelayedRegistry registry, Log log) {
            // tag::function[]
            report = delay.function(
                    "report.build",
                    ReportBuild.class,
                    (month, customers, context) -> log.lines.add("report " + month + " " + customers + " attempt "
                            + Objects.requireNonNull(context).attempt()));
            // end::function[]
            lists = delay.function(
                    "lists",
                    new ParameterizedTypeReference<Consumer<List<String>>>() {},
                    list -> log.lines.add("lists " + list.get(0)));
            tidy = DelayedFunction.of("tidy", Runnable.class, () -> log.lines.add("tidy"))
                    .aliases("tidy.up");
            broken = DelayedFunction.of("broken", Runnable.class, () -> {
                        log.lines.add("broken");
                        throw new IllegalArgumentException();
                    })
                    .queue("mail")
                    .deadline(Duration.ofMinutes(1))
                    .retry(RetryPolicy.builder().retryLimit(5).build())
                    .noRetryFor(IllegalArgumentException.class);
            registry.add(tidy);
            registry.add(broken);
        }
    }

    static class Worker {

        private final Log log;
        private final Datastore datastore;
        private final MovableClock clock;
        private final java.time.Instant begun;

        Worker(Log log, Datastore datastore, MovableClock clock) {
            this.log = log;
            this.datastore = datastore;
            this.clock = clock;
            this.begun = clock.instant();
        }

        @Delayed("note")
        public void note(String text) {
            log.lines.add(text);
        }

        // tag::group-ended[]
        @Delayed("report")
        public void report(DelayContext context) {
            GroupStatus group = Objects.requireNonNull(context.group());
            log.lines.add(group.done() + " of " + group.total() + " done, " + group.failed() + " failed");
        }
        // end::group-ended[]

        @Delayed("count")
        @Transactional
        public void count(String name) {
            var transaction = Objects.requireNonNull(DatastoreTransactions.current(datastore));
            Key key = Key.of("Counter", name);
            transaction.find(key);
            transaction.put(Entity.builder(key).set("n", 1).build());
            log.lines.add("count " + name);
        }

        @Transactional
        public void rollingBack(Runnable work) {
            work.run();
            throw new IllegalStateException("no");
        }

        @Delayed(value = "failing", retry = @Retry(limit = 2, minBackoff = "10s", maxBackoff = "10s"))
        public void failing(String text) {
            if (log.healed) {
                log.lines.add("healed " + text);
                return;
            }
            // To ten seconds: the jitter lengthens each wait by up to a tenth.
            log.lines.add("failing " + text + " at "
                    + Duration.between(begun, clock.instant()).toSeconds() / 10 * 10);
            throw new IllegalStateException("no");
        }

        // tag::retry[]
        @Delayed(
                value = "refusing",
                retry = @Retry(limit = 8, minBackoff = "2s", noRetryFor = IOException.class),
                deadline = "2m")
        public void refusing() throws IOException {
            throw new java.io.FileNotFoundException("no such file");
        }
        // end::retry[]

        @Delayed("snoozing")
        public void snoozing() {
            DelayContext context = DelayContext.current();
            log.contexts.add(context);
            log.lines.add("snoozing attempt " + context.attempt());
            if (log.contexts.size() == 1) {
                throw context.snooze(Duration.ofSeconds(30));
            }
        }

        @Delayed("asking")
        public void asking() {
            DelayContext context = DelayContext.current();
            log.contexts.add(context);
            if (context.attempt() == 1) {
                throw context.retry("not ready");
            }
        }

        // tag::keys[]
        @Delayed(value = "book", concurrencyKey = "'acc-' + #order.account", priority = 200)
        public void book(Order order, DelayContext context) {
            log.lines.add("booked " + order.number());
        }

        @Delayed(value = "rebuild", uniqueKey = "#p0")
        public void rebuild(Long customer) {
            log.lines.add("rebuilt " + customer);
        }
        // end::keys[]

        @Delayed(value = "transactional", transactional = true)
        public void transactional(String name) {
            var transaction = Objects.requireNonNull(DatastoreTransactions.current(datastore));
            transaction.put(Entity.builder(Key.of("Effect", name)).build());
            log.lines.add("completed " + (transaction.state() != Transaction.State.ACTIVE));
            transaction.afterCommit(() -> log.lines.add(
                    "after the commit of " + name + ": " + (datastore.find(Key.of("Effect", name)) != null)));
            if (name.equals("fails")) {
                throw new IllegalStateException("fails");
            }
        }

        @Delayed(value = "endless", deadline = "20ms")
        public void endless() throws InterruptedException {
            waitUntilInterrupted();
        }

        @Delayed("waiting")
        public void waitForever() throws InterruptedException {
            waitUntilInterrupted();
        }

        private void waitUntilInterrupted() throws InterruptedException {
            log.begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException end) {
                log.lines.add("interrupted, to end: " + DelayContext.current().isCancelled());
                Thread.currentThread().interrupt();
                throw end;
            }
        }

        @Delayed(value = "slow", deadline = "500ms")
        public void slow() {
            DelayContext context = DelayContext.current();
            long begun = System.nanoTime();
            log.lines.add("extended: " + context.extendDeadline(Duration.ofMinutes(5)));
            await().until(() ->
                    System.nanoTime() - begun > Duration.ofMillis(600).toNanos());
            log.lines.add("to end: " + context.isCancelled());
        }
    }
}
