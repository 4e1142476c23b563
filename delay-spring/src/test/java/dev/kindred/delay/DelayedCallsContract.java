package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.InvalidTaskException;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Delayed methods in a Spring application: what is stored when, and how it runs. Each engine adds a class that makes one. */
abstract class DelayedCallsContract extends DelayedScenario {

    private static final Key USER = Key.of("User", "ada");

    private Log log;
    private Mailer mailer;
    private Orders orders;

    /** A fresh, empty engine. */
    abstract StorageEngine engine();

    @BeforeEach
    void start() {
        start(this::engine, application -> application.register(Application.class));
        log = context.getBean(Log.class);
        mailer = context.getBean(Mailer.class);
        orders = context.getBean(Orders.class);
    }

    @Test
    void callThroughTheBeanIsStoredAndRunsLater() {
        mailer.welcome(USER, "hi");

        assertThat(log.lines).isEmpty();
        assertThat(dispatcher.runDue()).isEqualTo(1);
        assertThat(log.lines).containsExactly("welcome User(\"ada\") hi");
        assertThat(dispatcher.runDue()).isZero();
    }

    @Test
    void payloadHoldsTheKeyAndNoNameOfAClassOrMethod() {
        mailer.welcome(USER, "hi");

        assertThat(new String(waiting().get(0).payload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"key\":\"mail.welcome\",\"args\":[\"" + USER.encode() + "\",\"hi\"]}");
    }

    @Test
    void callInARolledBackTransactionNeverRuns() {
        assertThatIllegalStateException().isThrownBy(() -> orders.place("pen", Fate.FAIL));

        assertThat(waiting()).isEmpty();
        assertThat(dispatcher.runDue()).isZero();
        assertThat(datastore.find(Key.of("Order", "pen"))).isNull();
    }

    @Test
    void callInACommittedTransactionRunsAndNotBefore() {
        orders.place("pen", Fate.COMMIT);

        assertThat(datastore.find(Key.of("Order", "pen"))).isNotNull();
        assertThat(dispatcher.runDue()).isEqualTo(1);
        assertThat(log.lines).containsExactly("runs while placing: 0", "welcome Order(\"pen\") thanks");
    }

    @Test
    void callInANewTransactionWithinARolledBackOneRuns() {
        assertThatIllegalStateException().isThrownBy(() -> orders.placeWithReceipt("pen"));

        dispatcher.runDue();
        assertThat(log.lines).containsExactly("welcome Order(\"pen\") receipt");
    }

    @Test
    void callInAReadOnlyTransactionIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> orders.look(USER)).withMessageContaining("read-only");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void callAfterTheCommitHasACommitOfItsOwn() {
        orders.placeAndThankAfterwards("pen");

        dispatcher.runDue();
        assertThat(log.lines).containsExactly("welcome Order(\"pen\") afterwards");
    }

    @Test
    void transactionThatSpringDoesNotKnowCanBeGiven() {
        assertThatIllegalStateException()
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    delay.within(transaction).call(() -> mailer.welcome(USER, "rolled back"));
                    throw new IllegalStateException();
                }));
        datastore.runInTransaction(
                transaction -> delay.within(transaction).call(() -> mailer.welcome(USER, "committed")));

        dispatcher.runDue();
        assertThat(log.lines).containsExactly("welcome User(\"ada\") committed");
    }

    @Test
    void callFromWithinATaskIsStoredAgainAlsoOfTheSameMethod() {
        mailer.countDown(3);

        assertThat(dispatcher.runDue()).isEqualTo(4);
        assertThat(log.lines).containsExactly("down 3", "down 2", "down 1", "down 0");
    }

    @Test
    void lazyBeanIsMadeWhenItsTaskRuns() {
        delay.call("lazy", 5);
        assertThat(log.lines).isEmpty();

        dispatcher.runDue();

        assertThat(log.lines).containsExactly("made", "lazy 5");
    }

    @Test
    void beanBehindAnInterfaceIsCalledThroughIt() {
        context.getBean(Port.class).send("x");

        dispatcher.runDue();
        assertThat(log.lines).containsExactly("port x");
    }

    @Test
    void checkedExceptionsAreFailures() throws IOException {
        mailer.fail();
        dispatcher.runDue();

        assertThat(waiting()).singleElement().satisfies(task -> assertThat(task.lastError())
                .startsWith("java.io.IOException: no paper"));
    }

    @Test
    void handleIsReturnedByMethodsThatDeclareOne() {
        TaskHandle handle = mailer.tracked("a");

        assertThat(handle.isStored()).isTrue();
        assertThat(handle.id()).isEqualTo(waiting("mail").get(0).id());
        assertThat(handle.queue()).isEqualTo("mail");
        assertThat(handle.key()).isEqualTo("tracked");
        dispatcher.runDue();
        assertThat(log.lines).containsExactly("tracked a");
    }

    @Test
    void optionsOfACallAreStored() {
        Instant before = Instant.now();
        TaskHandle handle = delay.in(Duration.ofMinutes(5))
                .named("w-17")
                .queue("mail")
                .priority(7)
                .header("X-Tenant", "acme")
                .call(() -> mailer.welcome(USER, "hi"));

        TaskRow task = waiting("mail").get(0);
        assertThat(task.name()).isEqualTo("w-17");
        assertThat(task.priority()).isEqualTo(7);
        assertThat(task.headers()).containsExactly(java.util.Map.entry("X-Tenant", "acme"));
        assertThat(handle.eta())
                .isBetween(before.plusSeconds(300).minusMillis(1), Instant.now().plusSeconds(300));
        assertThat(dispatcher.runDue()).isZero();
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> delay.named("w-17").queue("mail").call(() -> mailer.welcome(USER, "again")));
    }

    @Test
    void callInAQueueThatIsNotConfiguredIsRefusedWithWhatThereIs() {
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> delay.queue("mial").call(() -> mailer.welcome(USER, "hi")))
                .withMessageContaining(
                        "\"mial\", which is not configured; there are [default, mail]", "kindred.delay.queues.mial");

        assertThat(waiting("mial")).isEmpty();
    }

    @Test
    void optionsDoNotStickToTheBean() {
        delay.queue("mail").priority(1);
        delay.call(() -> mailer.welcome(USER, "hi"));

        assertThat(waiting()).singleElement().satisfies(task -> assertThat(task.priority())
                .isEqualTo(100));
        assertThatExceptionOfType(InvalidTaskException.class).isThrownBy(() -> delay.in(Duration.ofSeconds(-1)));
    }

    @Test
    void exactlyOneCallIsExpectedInside() {
        assertThatIllegalStateException()
                .isThrownBy(() -> delay.call(() -> {}))
                .withMessageContaining("No @Delayed method");
        assertThatIllegalStateException()
                .isThrownBy(() -> delay.call(() -> {
                    mailer.welcome(USER, "a");
                    mailer.countDown(1);
                }))
                .withMessageContaining("[mail.welcome, down]")
                .withMessageContaining("batch");
        assertThatIllegalStateException()
                .isThrownBy(() -> delay.call(() -> {
                    mailer.welcome(USER, "a");
                    throw new IllegalStateException();
                }));

        assertThat(waiting()).isEmpty();
    }

    @Test
    void taskIsAdjustedAndThenAdded() {
        TaskHandle task = delay.task(() -> mailer.welcome(USER, "hi"));
        assertThat(waiting()).isEmpty();
        assertThatIllegalStateException().isThrownBy(task::id);

        TaskHandle stored = task.named("n").priority(3).add();

        assertThat(waiting()).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo(stored.id());
            assertThat(row.name()).isEqualTo("n");
        });
        assertThatIllegalStateException().isThrownBy(stored::add).withMessageContaining("stored already");
        assertThatIllegalStateException().isThrownBy(() -> stored.named("m"));
    }

    @Test
    void batchIsAllOrNothing() {
        List<TaskHandle> stored = delay.priority(9).batch(() -> {
            mailer.welcome(USER, "1");
            delay.named("second").call(() -> mailer.welcome(USER, "2"));
            delay.call("down", 0);
        });

        assertThat(stored).hasSize(3).allMatch(TaskHandle::isStored);
        assertThat(waiting()).hasSize(3).allMatch(task -> task.priority() == 9);
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> delay.batch(() -> {
                    mailer.welcome(USER, "3");
                    delay.named("second").call(() -> mailer.welcome(USER, "4"));
                }));
        assertThat(waiting()).hasSize(3);
        assertThat(delay.batch(() -> {})).isEmpty();
    }

    @Test
    void callByKeyChecksItsArgumentsThere() {
        delay.call("mail.hello", USER, "by an old key");

        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> delay.call("mail.welcome", USER))
                .withMessage("\"mail.welcome\" takes 2 arguments, not 1.");
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> delay.call("mail.welcome", USER, 5))
                .withMessageContaining("argument 2 (\"text\")");
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> delay.call("mail.wellcome"))
                .withMessageContaining("\"mail.wellcome\"")
                .withMessageContaining("mail.welcome");
        dispatcher.runDue();
        assertThat(log.lines).containsExactly("welcome User(\"ada\") by an old key");
    }

    @Test
    void contextTellsWhatTheRequestHeadersOfAppEngineTell() {
        delay.named("n-1").header("X-Tenant", "acme").call(() -> mailer.inspect("arg", null));

        runUntil(() -> log.lines.size() == 2);

        DelayContext first = log.contexts.get(0);
        DelayContext second = log.contexts.get(1);
        assertThat(log.lines).containsExactly("inspect arg", "inspect arg");
        assertThat(first.key()).isEqualTo("inspect");
        assertThat(first.headers())
                .containsEntry("X-AppEngine-QueueName", "default")
                .containsEntry("X-AppEngine-TaskName", "n-1")
                .containsEntry("X-AppEngine-TaskRetryCount", "0")
                .containsEntry("x-appengine-taskexecutioncount", "0")
                .doesNotContainKeys(TaskHeaders.PREVIOUS_RESPONSE, TaskHeaders.RETRY_REASON, TaskHeaders.FAIL_FAST);
        assertThat(first.header("x-tenant")).isEqualTo("acme");
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(first.eta()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(second.retryCount()).isEqualTo(1);
        assertThat(second.executionCount()).isEqualTo(1);
        assertThat(second.previousResponse()).isEqualTo(500);
        assertThat(second.retryReason()).isEqualTo("java.lang.IllegalStateException: the first time");
        assertThat(second.idempotencyKey()).isEqualTo(first.idempotencyKey()).startsWith("default/");
        assertThat(log.current).containsExactly(first, second);
    }

    @Test
    void thereIsNoContextOutsideOfATask() {
        assertThat(DelayContext.isPresent()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(DelayContext::current)
                .withMessageContaining(Thread.currentThread().getName());
        mailer.inspect("a", null);
        dispatcher.runDue();
        assertThat(DelayContext.isPresent()).isFalse();
    }

    @Test
    void taskThatRejectsItselfIsADeadLetter() {
        mailer.reject("no such user");
        dispatcher.runDue();

        DeadTask dead = queues.dead("default", 0, 10).get(0);
        assertThat(dead.reason()).isEqualTo(Reason.REJECTED);
        assertThat(dead.task().lastError()).contains("no such user");
    }

    @Test
    void taskOfAnUnknownFunctionIsADeadLetterThatCanBeRedriven() {
        TaskRow task = queues.add(Task.of("{\"key\":\"gone\",\"args\":[]}".getBytes(StandardCharsets.UTF_8)));
        dispatcher.runDue();

        DeadTask dead = queues.dead("default", 0, 10).get(0);
        assertThat(dead.reason()).isEqualTo(Reason.UNKNOWN_FUNCTION);
        assertThat(dead.task().lastError()).contains("\"gone\"").contains("aliases");
        assertThat(queues.redrive("default", task.id())).isTrue();
    }

    @Test
    void c55_tasksOfAnUnknownFunctionHoldUpNothingAndRunWhenItIsKnown() {
        ParkedTasks parked = context.getBean(ParkedTasks.class);
        for (int i = 0; i < 3; i++) {
            queues.add(Task.of("{\"key\":\"gone\",\"args\":[]}".getBytes(StandardCharsets.UTF_8))
                    .concurrencyKey("k")
                    .orElse(Task.of("{\"key\":\"mail.welcome\",\"args\":[]}".getBytes(StandardCharsets.UTF_8))));
        }
        mailer.count("a");

        dispatcher.runDue();

        assertThat(log.lines).isNotEmpty();
        assertThat(waiting()).isEmpty();
        assertThat(parked.count()).containsExactly(Map.entry("gone", 3L));
        assertThat(parked.resume()).isZero();
        Set<String> ran = ConcurrentHashMap.newKeySet();
        TaskDispatcher newer = TaskDispatcher.on(queues, run -> {
                    assertThat(run.task().attempts())
                            .as("no attempt was used up")
                            .isEqualTo(1);
                    ran.add("" + run.task().id());
                })
                .build();
        DelayedRegistry newRelease = new DelayedRegistry(DelayJson.create());
        newRelease.setBeanFactory(new DefaultListableBeanFactory());
        newRelease.add(DelayedFunction.of("new", Runnable.class, () -> {}).aliases("gone"));
        newRelease.afterSingletonsInstantiated();
        new ParkedTasks(newRelease, queues).start();
        newer.runDue();
        assertThat(parked.count()).isEmpty();
    }

    @Test
    void c55_unknownFunctionIsDroppedIfThatIsWanted() {
        queues.add(Task.of("{\"key\":\"gone\",\"args\":[]}".getBytes(StandardCharsets.UTF_8)));
        TaskDispatcher dropping = TaskDispatcher.on(
                        queues,
                        new DelayInvoker(
                                context.getBean(DelayedRegistry.class),
                                context,
                                queues.datastore(),
                                TaskContext.NONE,
                                UnknownKey.DROP))
                .build();

        assertThat(dropping.runDue()).isEqualTo(1);

        assertThat(waiting()).isEmpty();
        assertThat(queues.dead("default", 0, 10)).isEmpty();
    }

    @Test
    void parkedTasksOfAFunctionThatIsGoneForGoodAreDiscarded() {
        queues.add(Task.of("{\"key\":\"gone\",\"args\":[]}".getBytes(StandardCharsets.UTF_8)));
        queues.add(Task.of("{\"key\":\"other\",\"args\":[]}".getBytes(StandardCharsets.UTF_8)));
        dispatcher.runDue();

        ParkedTasks parked = context.getBean(ParkedTasks.class);

        assertThat(parked.discard("gone")).isEqualTo(1);
        assertThat(parked.count()).containsOnlyKeys("other");
    }

    @Test
    void taskThatCannotBeReadIsADeadLetterAtOnce() {
        queues.add(Task.of(new byte[] {0, 1, 2}));
        queues.add(Task.of("{\"key\":\"mail.welcome\",\"args\":[1]}".getBytes(StandardCharsets.UTF_8)));
        dispatcher.runDue();

        assertThat(queues.dead("default", 0, 10))
                .hasSize(2)
                .allMatch(dead -> dead.reason() == Reason.UNDECODABLE)
                .allMatch(dead -> dead.task().attempts() == 1);
        assertThat(log.lines).isEmpty();
    }

    @Test
    void transactionalMethodHasItsTransactionAndTheTaskEndsInIt() {
        mailer.count("a");
        dispatcher.runDue();

        assertThat(log.lines).containsExactly("transaction: true");
        assertThat(count("a")).isEqualTo(1);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void failureAfterTheCommitDoesNotRunATransactionalTaskAgain() {
        mailer.countAndFailAfterCommit("a");

        runUntil(() -> waiting().isEmpty());
        dispatcher.runDue();

        assertThat(count("a")).isEqualTo(1);
        assertThat(queues.dead("default", 0, 10)).isEmpty();
    }

    @Test
    void conflictRunsATransactionalTaskAgainAndItTakesEffectOnce() {
        mailer.countAgainstOthers("a");

        runUntil(() -> waiting().isEmpty());

        assertThat(log.lines).hasSize(2);
        assertThat(count("a")).isEqualTo(101);
    }

    @Test
    void transactionOpenedInTheBodyEndsTheTaskIfAsked() {
        mailer.countInTemplate("a");

        runUntil(() -> waiting().isEmpty());
        dispatcher.runDue();

        assertThat(count("a")).isEqualTo(1);
        assertThat(log.lines).containsExactly("none: true", "done");
    }

    @Test
    void transactionThatIsMarkedForRollbackDoesNotStopATaskFromEnding() {
        mailer.undo("a");
        dispatcher.runDue();

        assertThat(count("a")).isZero();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void adviceThatRetriesRepeatsTheBodyWithinOneRun() {
        mailer.flaky();
        assertThat(log.lines).isEmpty();

        assertThat(dispatcher.runDue()).isEqualTo(1);

        assertThat(log.lines).containsExactly("flaky", "flaky", "flaky");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void argumentsAreCheckedAtTheCall() {
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> mailer.welcome(USER, "x".repeat(200_000)))
                .withMessageContaining("\"mail.welcome\"")
                .withMessageContaining("102,400");
    }

    @Test
    void lifecycleRunsTasksByItselfAndStopsWithTheContext() {
        context.getBean(ClaimingLifecycle.class).start();
        mailer.welcome(USER, "hi");

        await().until(() -> log.lines.size() == 1);

        context.close();
        assertThat(dispatcher.isRunning()).isFalse();
        assertThat(((LocalDatastore) datastore).engine().isOpen()).isFalse();
    }

    private void runUntil(java.util.concurrent.Callable<Boolean> condition) {
        await().until(() -> {
            dispatcher.runDue();
            return condition.call();
        });
    }

    private List<TaskRow> waiting() {
        return waiting("default");
    }

    private List<TaskRow> waiting(String queue) {
        return queues.list(queue, 0, 100);
    }

    private long count(String name) {
        return Mailer.value(datastore.find(Key.of("Counter", name)));
    }

    enum Fate {
        COMMIT,
        FAIL
    }

    @Configuration(proxyBeanMethods = false)
    @Import({DelayConfiguration.class, Log.class, Mailer.class, Orders.class, LazyThing.class, Adapter.class})
    @EnableTransactionManagement
    @EnableResilientMethods
    static class Application {

        @Bean
        PlatformTransactionManager transactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }

        @Bean
        QueueSettings mail() {
            return QueueSettings.of("mail");
        }

        @Bean
        QueueSettings quickRetries() {
            return QueueSettings.of("default")
                    .retry(RetryPolicy.builder()
                            .minBackoff(Duration.ofMillis(1))
                            .maxBackoff(Duration.ofMillis(2))
                            .retryLimit(5)
                            .build());
        }
    }

    static class Log {
        final List<String> lines = new CopyOnWriteArrayList<>();
        final List<DelayContext> contexts = new CopyOnWriteArrayList<>();
        final List<DelayContext> current = new CopyOnWriteArrayList<>();
    }

    static class Orders {

        private final Datastore datastore;
        private final Mailer mailer;
        private final DelayOperations delay;
        private final TaskDispatcher dispatcher;
        private final Log log;
        private final ObjectProvider<Orders> self;

        Orders(
                Datastore datastore,
                Mailer mailer,
                DelayOperations delay,
                TaskDispatcher dispatcher,
                Log log,
                ObjectProvider<Orders> self) {
            this.datastore = datastore;
            this.mailer = mailer;
            this.delay = delay;
            this.dispatcher = dispatcher;
            this.log = log;
            this.self = self;
        }

        @Transactional
        public void place(String name, Fate fate) {
            Key order = Key.of("Order", name);
            Objects.requireNonNull(DatastoreTransactions.current(datastore))
                    .put(Entity.builder(order).build());
            mailer.welcome(order, "thanks");
            if (fate == Fate.FAIL) {
                throw new IllegalStateException("no");
            }
            log.lines.add("runs while placing: " + dispatcher.runDue());
        }

        @Transactional
        public void placeWithReceipt(String name) {
            mailer.welcome(Key.of("Order", name), "rolled back");
            self.getObject().receipt(name);
            throw new IllegalStateException("no");
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void receipt(String name) {
            delay.call(() -> mailer.welcome(Key.of("Order", name), "receipt"));
        }

        @Transactional(readOnly = true)
        public void look(Key key) {
            mailer.welcome(key, "seen");
        }

        @Transactional
        public void placeAndThankAfterwards(String name) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    mailer.welcome(Key.of("Order", name), "afterwards");
                }
            });
        }
    }

    static class Mailer {

        private final Log log;
        private final Datastore datastore;
        private final TransactionTemplate template;
        private final ObjectProvider<Mailer> self;

        Mailer(Log log, Datastore datastore, PlatformTransactionManager manager, ObjectProvider<Mailer> self) {
            this.log = log;
            this.datastore = datastore;
            this.template = new TransactionTemplate(manager);
            this.self = self;
        }

        @Delayed(value = "mail.welcome", aliases = "mail.hello")
        public void welcome(Key user, String text) {
            log.lines.add("welcome " + user + " " + text);
        }

        @Delayed("down")
        public void countDown(int n) {
            log.lines.add("down " + n);
            if (n > 0) {
                self.getObject().countDown(n - 1);
            }
        }

        @Delayed(value = "fail", retry = @Retry(minBackoff = "1h"))
        public void fail() throws IOException {
            throw new IOException("no paper");
        }

        @Delayed(value = "tracked", queue = "mail")
        public TaskHandle tracked(String text) {
            log.lines.add("tracked " + text);
            return null;
        }

        @Delayed("inspect")
        public void inspect(String text, @Nullable DelayContext context) {
            log.lines.add("inspect " + text);
            log.contexts.add(Objects.requireNonNull(context));
            log.current.add(DelayContext.current());
            if (context.attempt() == 1) {
                throw new IllegalStateException("the first time");
            }
        }

        @Delayed("reject")
        public void reject(String reason) {
            throw DelayContext.current().reject(reason);
        }

        @Delayed("count")
        @Transactional
        public void count(String name) {
            log.lines.add("transaction: " + TransactionSynchronizationManager.isActualTransactionActive());
            increment(name);
        }

        @Delayed("count.fail")
        @Transactional
        public void countAndFailAfterCommit(String name) {
            increment(name);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    throw new IllegalStateException("after the commit");
                }
            });
        }

        @Delayed("count.conflict")
        @Transactional
        public void countAgainstOthers(String name) {
            log.lines.add("try");
            increment(name);
            if (DelayContext.current().attempt() == 1) {
                datastore.put(
                        Entity.builder(Key.of("Counter", name)).set("n", 100).build());
            }
        }

        @Delayed("count.template")
        public void countInTemplate(String name) {
            try {
                DelayContext.current().completeInTransaction();
            } catch (IllegalStateException none) {
                log.lines.add("none: " + none.getMessage().contains("completeIn(transaction)"));
            }
            template.executeWithoutResult(status -> {
                increment(name);
                DelayContext.current().completeInTransaction();
            });
            log.lines.add("done");
            throw new IllegalStateException("after the commit");
        }

        @Delayed("undo")
        @Transactional
        public void undo(String name) {
            increment(name);
            org.springframework.transaction.interceptor.TransactionAspectSupport.currentTransactionStatus()
                    .setRollbackOnly();
        }

        @Delayed("flaky")
        @Retryable(maxRetries = 2, delay = 1)
        public void flaky() {
            log.lines.add("flaky");
            if (log.lines.size() < 3) {
                throw new IllegalStateException("flaky");
            }
        }

        private void increment(String name) {
            Transaction transaction = Objects.requireNonNull(DatastoreTransactions.current(datastore));
            Key key = Key.of("Counter", name);
            long before = value(transaction.find(key));
            transaction.put(Entity.builder(key).set("n", before + 1).build());
        }

        static long value(@Nullable Entity counter) {
            return counter != null && counter.value("n") instanceof Value.LongValue number ? number.value() : 0;
        }
    }

    @Lazy
    static class LazyThing {

        private final Log log;

        LazyThing(Log log) {
            this.log = log;
            log.lines.add("made");
        }

        @Delayed("lazy")
        public void run(int n) {
            log.lines.add("lazy " + n);
        }
    }

    interface Port {
        void send(String text);
    }

    record Adapter(Log log) implements Port {

        @Override
        @Delayed("port")
        public void send(String text) {
            log.lines.add("port " + text);
        }
    }
}
