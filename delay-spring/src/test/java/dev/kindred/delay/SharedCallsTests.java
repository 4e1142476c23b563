package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Expiry;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.delay.queue.GroupStatus;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskHistory;
import dev.kindred.delay.queue.TaskOutcome.State;
import dev.kindred.delay.queue.TaskQueues;
import dev.kindred.delay.queue.TaskRecord;
import dev.kindred.delay.queue.TaskRecord.Outcome;
import dev.kindred.delay.queue.TaskRetention;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** What belongs to a deferred call, when two applications on one PostgreSQL store take turns with it: what follows it, its group, its attempts, its end, its result and its history. */
@Timeout(120)
class SharedCallsTests {

    private final SharedNodes nodes = new SharedNodes();
    private final Log log = new Log();
    private final Node one = new Node("one");
    private final Node other = new Node("other");

    private final class Node {

        private final AnnotationConfigApplicationContext context;
        private final DelayOperations delay;
        private final TaskQueues queues;
        private final TaskDispatcher dispatcher;
        private final Worker worker;

        Node(String name) {
            context = nodes.start(node -> {
                node.registerBean(String.class, () -> name);
                node.registerBean(Log.class, () -> log);
                node.register(Application.class);
            });
            delay = context.getBean("delay", DelayOperations.class);
            queues = context.getBean(TaskQueues.class);
            dispatcher = context.getBean(TaskDispatcher.class);
            worker = context.getBean(Worker.class);
        }

        void runsOne() {
            assertThat(dispatcher.runNext()).isTrue();
        }
    }

    /** What collides is retried after a while. */
    private void runAll() {
        while (one.queues.names().stream()
                .anyMatch(queue -> !one.queues.list(queue, 0, 1).isEmpty())) {
            nodes.runDueEverywhereAtOnce();
            nodes.clock.advance(Duration.ofSeconds(1));
        }
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    // What follows

    @Test
    void whatFollowsACallRunsWhereverSomebodyIsFree() {
        one.delay
                .task(() -> one.worker.note("a"))
                .then(() -> one.worker.count("b"))
                .then(one.delay.in(Duration.ofMinutes(1)).task(() -> one.worker.note("c")))
                .then(() -> one.worker.note("d"))
                .add();

        one.runsOne();
        other.runsOne();
        assertThat(one.dispatcher.runNext()).as("a minute too early").isFalse();
        nodes.clock.advance(Duration.ofMinutes(1));
        one.runsOne();
        other.runsOne();

        assertThat(log.lines).containsExactly("a on one", "count b on other", "c on one", "d on other");
        assertThat(one.queues.list("default", 0, 10)).isEmpty();
    }

    @Test
    void attemptsOfAllNodesCountAndWhatIsToRunInPlaceOfTheCallRunsElsewhere() {
        one.delay
                .task(() -> one.worker.failing("x"))
                .then(() -> one.worker.note("then"))
                .orElse(() -> one.worker.note("else"))
                .add();

        other.runsOne();
        nodes.clock.advance(Duration.ofMinutes(1));
        one.runsOne();
        other.runsOne();

        assertThat(log.lines)
                .containsExactly("failing x on other, attempt 1", "failing x on one, attempt 2", "else on other");
        assertThat(other.queues.dead("default", 0, 10)).singleElement().satisfies(dead -> assertThat(dead.reason())
                .isEqualTo(Reason.RETRIES_EXHAUSTED));
    }

    @Test
    void callThatIsTooOldIsGivenUpByANodeThatHasNeverRunIt() {
        one.worker.aging();
        one.runsOne();
        nodes.clock.advance(Duration.ofMinutes(6));

        other.runsOne();

        assertThat(log.lines).containsExactly("aging on one, attempt 1", "aging on other, attempt 2");
        assertThat(one.queues.dead("default", 0, 10)).singleElement().satisfies(dead -> assertThat(dead.reason())
                .isEqualTo(Reason.RETRIES_EXHAUSTED));
    }

    @Test
    void cancellingACallThatRunsElsewhereTakesItsEndAndWhatFollowsAway() throws InterruptedException {
        TaskHandle task = one.delay
                .task(() -> one.worker.blocking(null))
                .then(() -> one.worker.note("follows"))
                .add();
        CompletableFuture<Void> run = CompletableFuture.runAsync(one.dispatcher::runNext);
        log.begun.await();

        assertThat(other.queues.cancel("default", task.id())).isTrue();
        log.goOn.countDown();
        run.join();

        nodes.runDueEverywhereAtOnce();
        assertThat(log.lines).isEmpty();
        assertThat(other.delay.result(task).state()).isEqualTo(State.UNKNOWN);
    }

    // Groups

    @Test
    void membersOfAGroupAreCountedWhereverTheyRun() {
        one.delay
                .group("g", () -> {
                    one.worker.note("1");
                    one.worker.note("2");
                    one.worker.note("3");
                })
                .then(() -> one.worker.report(null));

        one.runsOne();
        other.runsOne();
        assertThat(one.queues.group("g")).isEqualTo(new GroupStatus("g", 3, 2, 0));
        assertThat(other.queues.group("g")).isEqualTo(one.queues.group("g"));
        one.runsOne();
        assertThat(other.queues.group("g")).isNull();
        other.runsOne();

        assertThat(log.lines).containsExactly("1 on one", "2 on other", "3 on one", "3 of 3 done, 0 failed, on other");
    }

    @Test
    void lastOfManyMembersOnAllNodesIsFollowedExactlyOnce() {
        int members = 80;
        one.delay
                .group("many", () -> IntStream.range(0, members).forEach(n -> {
                    if (n % 2 == 0) {
                        one.worker.note("m");
                    } else {
                        one.worker.count(n % 7 == 0 ? "shared" : "own" + n);
                    }
                }))
                .then(() -> one.worker.report(null));

        runAll();

        assertThat(log.lines.stream().filter(line -> line.contains(" done, ")))
                .singleElement()
                .asString()
                .startsWith("80 of 80 done, 0 failed, on ");
        assertThat(log.lines).anyMatch(line -> line.endsWith("on one")).anyMatch(line -> line.endsWith("on other"));
    }

    @Test
    void memberThatFailedOnOneNodeIsDiscardedOnAnotherAndOver() {
        one.delay
                .group("g", () -> {
                    one.worker.note("1");
                    one.worker.failing("x");
                })
                .then(() -> one.worker.report(null));
        one.dispatcher.runDue();
        nodes.clock.advance(Duration.ofMinutes(1));
        one.dispatcher.runDue();
        assertThat(other.queues.group("g")).isEqualTo(new GroupStatus("g", 2, 1, 0));

        assertThat(other.queues.discardAll("default")).isEqualTo(1);
        other.dispatcher.runDue();

        assertThat(log.lines).endsWith("1 of 2 done, 1 failed, on other");
    }

    // What is left

    @Test
    void resultIsReadOnTheOtherNodeUntilItExpires() {
        TaskHandle task = one.delay.named("sum").call(() -> one.worker.sum(2, 3, null));
        assertThat(other.delay.result("default", "sum").state()).isEqualTo(State.WAITING);
        one.runsOne();

        assertThat(other.delay.result("default", "sum").value(Integer.class)).contains(5);
        assertThat(other.delay.result(task).value(Integer.class)).contains(5);
        nodes.clock.advance(Duration.ofHours(1));
        assertThat(other.delay.result(task).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void callThatRunsElsewhereIsSeenAsWaitingUntilItsResultIsThere() throws InterruptedException {
        TaskHandle task = one.delay.task(() -> one.worker.blocking(null)).add();
        CompletableFuture<Void> run = CompletableFuture.runAsync(one.dispatcher::runNext);
        log.begun.await();

        assertThat(one.delay.result(task).state()).isEqualTo(State.RUNNING);
        assertThat(other.delay.result(task).state()).isEqualTo(State.WAITING);
        log.goOn.countDown();
        run.join();

        assertThat(other.delay.result(task).value(String.class)).contains("went on");
    }

    @Test
    void historyTellsOfTheRunsOfAllNodesAndWhichItWas() {
        one.worker.note("1");
        other.worker.note("2");
        one.worker.failing("x");
        one.runsOne();
        other.runsOne();
        one.runsOne();
        nodes.clock.advance(Duration.ofMinutes(1));
        other.runsOne();
        TaskHandle cancelled = one.delay.in(Duration.ofHours(1)).call(() -> one.worker.note("never"));
        assertThat(other.queues.cancel("default", cancelled.id())).isTrue();
        nodes.runDueEverywhereAtOnce();

        List<TaskRecord> records = records(one.queues.history());
        assertThat(records).isEqualTo(records(other.queues.history()));
        assertThat(records)
                .filteredOn(record -> record.outcome() != Outcome.CANCELLED)
                .extracting(TaskRecord::function, TaskRecord::outcome, TaskRecord::attempts, TaskRecord::node)
                .containsExactlyInAnyOrder(
                        tuple("note", Outcome.DONE, 1, "one"),
                        tuple("note", Outcome.DONE, 1, "other"),
                        tuple("failing", Outcome.DEAD, 2, "other"));
        assertThat(records)
                .filteredOn(record -> record.outcome() == Outcome.CANCELLED)
                .extracting(TaskRecord::id)
                .containsExactly(cancelled.id());
    }

    @Test
    void whatHasExpiredIsDeletedByAllNodesTogether() {
        one.delay.batch(() -> IntStream.range(0, 150).forEach(n -> one.worker.sum(n, n, null)));
        runAll();
        nodes.clock.advance(Duration.ofDays(1));
        AtomicLong deleted = new AtomicLong();

        nodes.everywhereAtOnce(node -> {
            Expiry expiry = Expiry.of(node.getBean(Datastore.class), nodes.clock);
            node.getBean(TaskQueues.class)
                    .expiryPolicies()
                    .forEach(policy -> deleted.addAndGet(
                            expiry.deleteExpired(policy, 1_000).deleted()));
        });

        Datastore datastore = one.context.getBean(Datastore.class);
        assertThat(datastore.run(Query.kind("KindredTaskResult")).toList()).isEmpty();
        assertThat(datastore.run(Query.kind("KindredTaskRecord")).toList()).isEmpty();
        assertThat(deleted).hasValue(300);
    }

    private static List<TaskRecord> records(TaskHistory history) {
        return history.list(null, 100).records();
    }

    @Configuration(proxyBeanMethods = false)
    @Import({DelayConfiguration.class, Worker.class})
    @EnableTransactionManagement
    static class Application {

        @Bean
        PlatformTransactionManager transactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }

        @Bean
        TaskQueues taskQueues(Datastore datastore, MovableClock clock, DelayedRegistry registry, String node) {
            return TaskQueues.on(datastore)
                    .clock(clock)
                    .node(node)
                    .functions(registry::functionOf)
                    .retention(TaskRetention.NONE
                            .keepingResults(Duration.ofHours(1))
                            .keepingHistory(Duration.ofHours(2)))
                    .build();
        }
    }

    /** What all nodes have seen. */
    static final class Log {
        final List<String> lines = new CopyOnWriteArrayList<>();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
    }

    static class Worker {

        private final Log log;
        private final String node;
        private final Datastore datastore;

        Worker(Log log, String node, Datastore datastore) {
            this.log = log;
            this.node = node;
            this.datastore = datastore;
        }

        @Delayed("note")
        public void note(String text) {
            log.lines.add(text + " on " + node);
        }

        @Delayed("count")
        @Transactional
        public void count(String name) {
            var transaction = Objects.requireNonNull(DatastoreTransactions.current(datastore));
            Key key = Key.of("Counter", name);
            transaction.find(key);
            transaction.put(Entity.builder(key).set("n", 1).build());
            log.lines.add("count " + name + " on " + node);
        }

        @Delayed(value = "failing", retry = @Retry(limit = 1, minBackoff = "10s", maxBackoff = "10s"))
        public void failing(String text) {
            log.lines.add("failing " + text + " on " + node + ", attempt "
                    + DelayContext.current().attempt());
            throw new IllegalStateException("no");
        }

        @Delayed(value = "aging", retry = @Retry(ageLimit = "5m", minBackoff = "10s", maxBackoff = "10s"))
        public void aging() {
            log.lines.add(
                    "aging on " + node + ", attempt " + DelayContext.current().attempt());
            throw new IllegalStateException("no");
        }

        @Delayed("blocking")
        public void blocking(DelayContext context) throws InterruptedException {
            log.begun.countDown();
            log.goOn.await();
            context.result("went on");
        }

        @Delayed("sum")
        public void sum(int a, int b, DelayContext context) {
            context.result(a + b);
        }

        @Delayed("report")
        public void report(DelayContext context) {
            GroupStatus group = Objects.requireNonNull(context.group());
            log.lines.add(group.done() + " of " + group.total() + " done, " + group.failed() + " failed, on " + node);
        }
    }
}
