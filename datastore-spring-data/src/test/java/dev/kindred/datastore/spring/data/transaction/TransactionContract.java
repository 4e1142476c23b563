package dev.kindred.datastore.spring.data.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

abstract class TransactionContract {

    record Counter(@Id String id, long value) {}

    private final TestEngine engine;
    private final LocalDatastore datastore;
    private final DatastoreTransactionManager manager;
    private final DatastoreTemplate template;

    TransactionContract(TestEngine engine) {
        this.engine = engine;
        datastore = engine.open();
        manager = new DatastoreTransactionManager(datastore);
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
    }

    @AfterEach
    void close() {
        assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
        datastore.close();
    }

    // Commit, rollback, own writes

    @Test
    void x5_writesShowInsideAtOnceAndOutsideWithTheCommit() {
        in(Propagation.REQUIRED, () -> {
            template.save(new Counter("a", 1));

            assertThat(template.findById("a", Counter.class)).isPresent();
            assertThat(template.findAll(Counter.class)).hasSize(1);
            assertThat(datastore.find(template.createKey(Counter.class, "a"))).isNull();
        });

        assertThat(template.existsById("a", Counter.class)).isTrue();
    }

    @Test
    void exceptionRollsEverythingBack() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> in(Propagation.REQUIRED, () -> {
                    template.save(new Counter("a", 1));
                    throw new IllegalStateException("no");
                }));

        assertThat(template.count(Counter.class)).isZero();
    }

    @Test
    void resourceIsAHolderThatSuppliesTheTransaction() {
        in(Propagation.REQUIRED, () -> {
            Object resource = TransactionSynchronizationManager.getResource(datastore);
            assertThat(resource).isInstanceOf(Supplier.class);
            assertThat(((Supplier<?>) resource).get())
                    .isInstanceOf(Transaction.class)
                    .isSameAs(DatastoreTransactions.current(datastore));
        });

        assertThat(DatastoreTransactions.current(datastore)).isNull();
    }

    @Test
    void afterCommitWorkRunsOnceAndOnlyIfItCommits() {
        AtomicInteger committed = new AtomicInteger();

        in(Propagation.REQUIRED, () -> afterCommit(committed::incrementAndGet));
        new TransactionTemplate(manager).executeWithoutResult(status -> {
            afterCommit(committed::incrementAndGet);
            status.setRollbackOnly();
        });

        assertThat(committed).hasValue(1);
    }

    @Test
    void workAfterTheCommitHasTransactionsOfItsOwnWhichAreCommittedWithTheirOwnWork() {
        List<String> order = new ArrayList<>();

        in(
                Propagation.REQUIRED,
                () -> afterCommit(() -> {
                    template.save(new Counter("alone", 1));
                    in(Propagation.REQUIRED, () -> {
                        template.save(new Counter("joined", template.count(Counter.class)));
                        afterCommit(() -> order.add("inner committed"));
                        assertThat(datastore.count(template.query(Counter.class).toQuery()))
                                .isEqualTo(1);
                    });
                    order.add("after inner");
                    assertThat(DatastoreTransactions.current(datastore)).isNull();
                }));

        assertThat(order).containsExactly("inner committed", "after inner");
        assertThat(template.findAll(Counter.class))
                .containsExactlyInAnyOrder(new Counter("alone", 1), new Counter("joined", 1));
    }

    // Propagation

    @Test
    void x1_requiredJoinsAndItsFailureDoomsTheOuterOne() {
        in(
                Propagation.REQUIRED,
                () -> {
                    Transaction outer = DatastoreTransactions.current(datastore);
                    template.save(new Counter("outer", 1));
                    assertThatExceptionOfType(IllegalStateException.class)
                            .isThrownBy(() -> in(Propagation.REQUIRED, () -> {
                                assertThat(DatastoreTransactions.current(datastore))
                                        .isSameAs(outer);
                                throw new IllegalStateException("inner");
                            }));
                },
                UnexpectedRollbackException.class);

        assertThat(template.count(Counter.class)).isZero();
    }

    @Test
    void x1_requiresNewSuspendsAndCommitsForItself() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> in(Propagation.REQUIRED, () -> {
                    Transaction outer = DatastoreTransactions.current(datastore);
                    template.save(new Counter("outer", 1));
                    in(Propagation.REQUIRES_NEW, () -> {
                        assertThat(DatastoreTransactions.current(datastore)).isNotSameAs(outer);
                        assertThat(template.existsById("outer", Counter.class)).isFalse();
                        template.save(new Counter("inner", 1));
                    });
                    assertThat(DatastoreTransactions.current(datastore)).isSameAs(outer);
                    throw new IllegalStateException("outer fails");
                }));

        assertThat(template.findAll(Counter.class)).extracting(Counter::id).containsExactly("inner");
    }

    @Test
    void x1_notSupportedSuspendsAndCallsStandForThemselves() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> in(Propagation.REQUIRED, () -> {
                    in(Propagation.NOT_SUPPORTED, () -> {
                        assertThat(DatastoreTransactions.current(datastore)).isNull();
                        template.save(new Counter("apart", 1));
                    });
                    template.save(new Counter("outer", 1));
                    throw new IllegalStateException("outer fails");
                }));

        assertThat(template.findAll(Counter.class)).extracting(Counter::id).containsExactly("apart");
    }

    @Test
    void x1_supportsRunsWithAndWithout() {
        in(Propagation.SUPPORTS, () -> assertThat(DatastoreTransactions.current(datastore))
                .isNull());
        in(
                Propagation.REQUIRED,
                () -> in(Propagation.SUPPORTS, () -> assertThat(DatastoreTransactions.current(datastore))
                        .isNotNull()));
    }

    @Test
    void x1_mandatoryNeedsATransactionAndNeverRefusesOne() {
        in(Propagation.MANDATORY, () -> {}, IllegalTransactionStateException.class);
        in(Propagation.NEVER, () -> {});
        in(Propagation.REQUIRED, () -> {
            in(Propagation.MANDATORY, () -> {});
            in(Propagation.NEVER, () -> {}, IllegalTransactionStateException.class);
        });
    }

    @Test
    void x1_nestedIsRefusedWithTheWayOutAndTheOuterOneGoesOn() {
        in(Propagation.NESTED, () -> {}, NestedTransactionNotSupportedException.class);
        in(Propagation.REQUIRED, () -> {
            assertThatExceptionOfType(NestedTransactionNotSupportedException.class)
                    .isThrownBy(() -> in(Propagation.NESTED, () -> {}))
                    .withMessageContaining("REQUIRES_NEW");
            template.save(new Counter("a", 1));
        });

        assertThat(template.existsById("a", Counter.class)).isTrue();
    }

    // Options

    @Test
    void x4_readOnlyTransactionReadsOneSnapshotAndRefusesWrites() {
        template.save(new Counter("a", 1));
        TransactionTemplate readOnly = new TransactionTemplate(manager);
        readOnly.setReadOnly(true);

        readOnly.executeWithoutResult(status -> {
            engine.haveSnapshot(() -> template.existsById("other", Counter.class));
            in(Propagation.NOT_SUPPORTED, () -> template.save(new Counter("a", 2)));
            assertThat(template.getById("a", Counter.class).value()).isEqualTo(1);
        });

        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> readOnly.executeWithoutResult(status -> template.save(new Counter("b", 1))))
                .withMessageContaining("readOnly");
        assertThat(template.existsById("b", Counter.class)).isFalse();
    }

    @Test
    void x1_timeoutAndDefaultsReachTheDatastore() {
        DatastoreTransactionManager configured = new DatastoreTransactionManager(
                datastore, TransactionOptions.DEFAULT.withTimeout(Duration.ofSeconds(7)));
        TransactionTemplate withDefault = new TransactionTemplate(configured);
        TransactionTemplate withOwn = new TransactionTemplate(configured);
        withOwn.setTimeout(3);

        assertThat(withDefault.<Duration>execute(status ->
                        DatastoreTransactions.current(datastore).options().timeout()))
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(withOwn.<Duration>execute(status ->
                        DatastoreTransactions.current(datastore).options().timeout()))
                .isEqualTo(Duration.ofSeconds(3));
    }

    // Conflicts

    @Test
    void x3_conflictAtCommitIsAConcurrencyFailureAndChangesNothing() {
        template.save(new Counter("a", 1));

        in(
                Propagation.REQUIRED,
                () -> {
                    increment("a");
                    in(Propagation.REQUIRES_NEW, () -> increment("a"));
                },
                ConcurrencyFailureException.class);

        assertThat(template.getById("a", Counter.class).value()).isEqualTo(2);
    }

    @Test
    void a19_insertOfATakenKeyShowsAsDuplicateKey() {
        template.save(new Counter("a", 1));

        in(Propagation.REQUIRED, () -> template.insert(new Counter("a", 2)), DuplicateKeyException.class);
    }

    @Test
    void x2_performTransactionStartsRepeatsOnConflictAndJoins() {
        template.save(new Counter("a", 1));
        AtomicInteger runs = new AtomicInteger();

        Long result = template.performTransaction(operations -> {
            assertThat(DatastoreTransactions.current(datastore)).isNotNull();
            increment("a");
            if (runs.incrementAndGet() == 1) {
                in(Propagation.REQUIRES_NEW, () -> increment("a"));
            }
            return operations.getById("a", Counter.class).value();
        });
        in(Propagation.REQUIRED, () -> {
            Transaction outer = DatastoreTransactions.current(datastore);
            template.performTransaction(operations -> {
                assertThat(DatastoreTransactions.current(datastore)).isSameAs(outer);
                return null;
            });
        });

        assertThat(runs).hasValue(2);
        assertThat(result).isEqualTo(3);
        assertThat(template.getById("a", Counter.class).value()).isEqualTo(3);
    }

    @Test
    void x3_pain05_retryOnConflictRepeatsTheWholeMethodInANewTransaction() {
        template.save(new Counter("a", 1));
        try (AnnotationConfigApplicationContext context = context()) {
            Service service = context.getBean(Service.class);

            service.increment("a", () -> {
                if (service.transactions().size() == 1) {
                    in(Propagation.REQUIRES_NEW, () -> increment("a"));
                }
            });

            assertThat(service.transactions()).hasSize(2).doesNotHaveDuplicates();
            assertThat(template.getById("a", Counter.class).value()).isEqualTo(3);
        }
    }

    @Test
    void x3_pain05_retryOnConflictGivesUpAfterItsAttemptsWithAConcurrencyFailure() {
        template.save(new Counter("a", 1));
        try (AnnotationConfigApplicationContext context = context()) {
            Service service = context.getBean(Service.class);

            assertThatExceptionOfType(ConcurrencyFailureException.class)
                    .isThrownBy(() -> service.increment("a", () -> in(Propagation.REQUIRES_NEW, () -> increment("a"))));

            assertThat(service.transactions()).hasSize(4);
            assertThat(template.getById("a", Counter.class).value()).isEqualTo(5);
        }
    }

    @Test
    void x3_callWithinATransactionIsRepeatedByTheOutermostOnly() {
        template.save(new Counter("a", 1));
        try (AnnotationConfigApplicationContext context = context()) {
            Service service = context.getBean(Service.class);

            in(
                    Propagation.REQUIRED,
                    () -> service.increment("a", () -> in(Propagation.REQUIRES_NEW, () -> increment("a"))),
                    ConcurrencyFailureException.class);

            assertThat(service.transactions()).hasSize(1);
        }
    }

    @Test
    void x3_otherExceptionsAreNotRepeated() {
        try (AnnotationConfigApplicationContext context = context()) {
            Service service = context.getBean(Service.class);
            template.save(new Counter("a", 1));

            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> service.increment("a", () -> {
                        throw new IllegalArgumentException("no");
                    }));

            assertThat(service.transactions()).hasSize(1);
            assertThat(template.getById("a", Counter.class).value()).isEqualTo(1);
        }
    }

    @Test
    void x3_incrementsOfManyThreadsAreAllCounted() throws Exception {
        template.save(new Counter("a", 0));
        List<Thread> threads = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger();
        DatastoreTemplate patient =
                new DatastoreTemplate(datastore, template.getConverter(), manager, new RetryPolicy(1000, 1, 20));
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> {
                for (int n = 0; n < 25; n++) {
                    patient.performTransaction(operations -> {
                        increment("a");
                        return true;
                    });
                }
            }));
        }
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((t, e) -> failures.incrementAndGet()));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).hasValue(0);
        assertThat(template.getById("a", Counter.class).value()).isEqualTo(100);
    }

    // The rows of the requirements

    @Test
    void x1_pain06_everyPropagationDoesWhatItSaysWithAndWithoutATransaction() {
        in(Propagation.REQUIRED, () -> {
            Transaction outer = DatastoreTransactions.current(datastore);
            for (Propagation joining : List.of(Propagation.REQUIRED, Propagation.SUPPORTS, Propagation.MANDATORY)) {
                in(joining, () -> assertThat(DatastoreTransactions.current(datastore))
                        .isSameAs(outer));
            }
            in(Propagation.REQUIRES_NEW, () -> assertThat(DatastoreTransactions.current(datastore))
                    .isNotNull()
                    .isNotSameAs(outer));
            in(Propagation.NOT_SUPPORTED, () -> {
                assertThat(DatastoreTransactions.current(datastore)).isNull();
                in(Propagation.REQUIRES_NEW, () -> assertThat(DatastoreTransactions.current(datastore))
                        .isNotSameAs(outer));
            });
            in(Propagation.NEVER, () -> {}, IllegalTransactionStateException.class);
            in(Propagation.NESTED, () -> {}, NestedTransactionNotSupportedException.class);
            assertThat(DatastoreTransactions.current(datastore)).isSameAs(outer);
            assertThat(outer.state()).isEqualTo(Transaction.State.ACTIVE);
        });
        for (Propagation without : List.of(Propagation.SUPPORTS, Propagation.NOT_SUPPORTED, Propagation.NEVER)) {
            in(without, () -> assertThat(DatastoreTransactions.current(datastore))
                    .isNull());
        }
        in(Propagation.MANDATORY, () -> {}, IllegalTransactionStateException.class);
    }

    @Test
    void x1_suspendedTransactionGoesOnWithItsWritesAndItsAfterCommitWork() {
        List<String> order = new ArrayList<>();

        in(Propagation.REQUIRED, () -> {
            template.save(new Counter("outer", 1));
            afterCommit(() -> order.add("outer"));
            in(
                    Propagation.REQUIRES_NEW,
                    () -> {
                        assertThat(template.existsById("outer", Counter.class)).isFalse();
                        template.save(new Counter("inner", 1));
                        afterCommit(() -> order.add("inner"));
                        throw new IllegalStateException("no");
                    },
                    IllegalStateException.class);
            in(Propagation.REQUIRES_NEW, () -> afterCommit(() -> order.add("second")));
            assertThat(template.existsById("outer", Counter.class)).isTrue();
        });

        assertThat(order).containsExactly("second", "outer");
        assertThat(template.keys(template.query(Counter.class).toQuery()))
                .containsExactly(template.createKey(Counter.class, "outer"));
    }

    @Test
    void x1_participantThatIsCaughtStillDoomsTheTransactionAndAViewOfAnotherNamespaceWithIt() {
        in(
                Propagation.REQUIRED,
                () -> {
                    template.inNamespace("a").save(new Counter("a", 1));
                    in(
                            Propagation.REQUIRED,
                            () -> {
                                throw new IllegalStateException("no");
                            },
                            IllegalStateException.class);
                },
                UnexpectedRollbackException.class);

        assertThat(template.inNamespace("a").count(Counter.class)).isZero();
    }

    @Test
    void x1_readOnlyInnerCallOfAWritingOneJoinsItAndMayWrite() {
        in(Propagation.REQUIRED, () -> {
            TransactionTemplate reading = new TransactionTemplate(manager);
            reading.setReadOnly(true);
            reading.executeWithoutResult(status -> template.save(new Counter("a", 1)));
        });

        assertThat(template.existsById("a", Counter.class)).isTrue();
    }

    @Test
    void x1_rollbackRulesAreThoseOfTheAnnotation() throws Exception {
        try (AnnotationConfigApplicationContext context = context()) {
            Rules rules = context.getBean(Rules.class);

            for (String id : List.of("checked", "rollbackFor", "noRollbackFor", "unchecked")) {
                assertThatExceptionOfType(Exception.class).isThrownBy(() -> {
                    switch (id) {
                        case "checked" -> rules.checked(id);
                        case "rollbackFor" -> rules.rollbackFor(id);
                        case "noRollbackFor" -> rules.noRollbackFor(id);
                        default -> rules.unchecked(id);
                    }
                });
            }
        }

        assertThat(template.findAll(Counter.class)).extracting(Counter::id).containsExactly("checked", "noRollbackFor");
    }

    @Test
    void x1_readOnlyAndTimeoutOfTheAnnotationReachTheDatastore() {
        try (AnnotationConfigApplicationContext context = context()) {
            TransactionOptions options = context.getBean(Rules.class).options();

            assertThat(options.access()).isEqualTo(TransactionOptions.Access.READ_ONLY);
            assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Test
    void x2_performTransactionJoinsAndFailsWithTheTransactionItJoined() {
        in(
                Propagation.REQUIRED,
                () -> {
                    template.performTransaction(operations -> operations.save(new Counter("a", 1)));
                    throw new IllegalStateException("no");
                },
                IllegalStateException.class);

        assertThat(template.count(Counter.class)).isZero();
    }

    @Test
    void x3_conflictsAreToldWithTheNameOfTheWorkAndWhatBecameOfIt() {
        List<String> told = new ArrayList<>();
        RetryObserver observer = (work, attempt, conflict, outcome) ->
                told.add(work + " " + attempt + " " + conflict.getClass().getSimpleName() + " " + outcome);
        DatastoreTemplate observed =
                new DatastoreTemplate(datastore, template.getConverter(), manager, new RetryPolicy(2, 0, 0));
        observed.setRetryObserver(observer);
        template.save(new Counter("a", 1));

        assertThatExceptionOfType(ConcurrencyFailureException.class)
                .isThrownBy(() -> observed.performTransaction(operations -> {
                    increment("a");
                    in(Propagation.REQUIRES_NEW, () -> increment("a"));
                    return true;
                }));
        try (AnnotationConfigApplicationContext context = context()) {
            Service service = context.getBean(Service.class);
            context.getBean(Told.class).observer = observer;
            service.increment("a", () -> {
                if (service.transactions().size() == 1) {
                    in(Propagation.REQUIRES_NEW, () -> increment("a"));
                }
            });
        }

        assertThat(told)
                .containsExactly(
                        "performTransaction 1 TransactionConflictException REPEATED",
                        "performTransaction 2 TransactionConflictException GIVEN_UP",
                        "Service.increment 1 TransactionConflictException REPEATED");
    }

    @Test
    void x6_afterCommitWorkRunsOnceEvenAfterRetries() {
        template.save(new Counter("a", 1));
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger committed = new AtomicInteger();

        template.performTransaction(operations -> {
            increment("a");
            afterCommit(committed::incrementAndGet);
            DatastoreTransactions.current(datastore).afterCommit(committed::incrementAndGet);
            if (attempts.incrementAndGet() == 1) {
                in(Propagation.REQUIRES_NEW, () -> increment("a"));
            }
            return true;
        });
        try (AnnotationConfigApplicationContext context = context()) {
            Service service = context.getBean(Service.class);
            service.increment("a", () -> {
                afterCommit(committed::incrementAndGet);
                if (service.transactions().size() == 1) {
                    in(Propagation.REQUIRES_NEW, () -> increment("a"));
                }
            });
        }

        assertThat(attempts).hasValue(2);
        assertThat(committed).hasValue(3);
    }

    private void increment(String id) {
        Counter counter = template.getById(id, Counter.class);
        template.save(new Counter(id, counter.value() + 1));
    }

    private static void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }

    private void in(Propagation propagation, Runnable work) {
        TransactionTemplate transaction = new TransactionTemplate(manager);
        transaction.setPropagationBehavior(propagation.value());
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_DEFAULT);
        transaction.executeWithoutResult(status -> work.run());
    }

    private void in(Propagation propagation, Runnable work, Class<? extends Throwable> expected) {
        assertThatExceptionOfType(expected).isThrownBy(() -> in(propagation, work));
    }

    private AnnotationConfigApplicationContext context() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(Datastore.class, () -> datastore, definition -> definition.setDestroyMethodName(""));
        context.registerBean("datastoreTransactionManager", DatastoreTransactionManager.class, () -> manager);
        context.registerBean(DatastoreTemplate.class, () -> template);
        context.register(Configured.class, Service.class, Rules.class, Told.class);
        context.refresh();
        return context;
    }

    @Configuration
    @EnableTransactionManagement(proxyTargetClass = true)
    static class Configured {
        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static RetryOnConflictAdvisor retryOnConflict(ObjectProvider<Told> told) {
            return new RetryOnConflictAdvisor(() -> told.getObject().observer);
        }
    }

    static class Told {
        RetryObserver observer = RetryObserver.NONE;
    }

    static class Rules {
        private final DatastoreOperations operations;

        Rules(DatastoreTemplate operations) {
            this.operations = operations;
        }

        @DatastoreTransactional
        public void checked(String id) throws Exception {
            operations.save(new Counter(id, 1));
            throw new Exception("checked");
        }

        @DatastoreTransactional(rollbackFor = Exception.class)
        public void rollbackFor(String id) throws Exception {
            operations.save(new Counter(id, 1));
            throw new Exception("checked");
        }

        @DatastoreTransactional(noRollbackFor = IllegalStateException.class)
        public void noRollbackFor(String id) {
            operations.save(new Counter(id, 1));
            throw new IllegalStateException("unchecked");
        }

        @DatastoreTransactional
        public void unchecked(String id) {
            operations.save(new Counter(id, 1));
            throw new IllegalStateException("unchecked");
        }

        @DatastoreTransactional(readOnly = true, timeout = 7)
        public TransactionOptions options() {
            return DatastoreTransactions.current(operations.getDatastore()).options();
        }
    }

    static class Service {
        final DatastoreOperations operations;
        final List<Transaction> transactions = new ArrayList<>();

        Service(DatastoreTemplate operations) {
            this.operations = operations;
        }

        public List<Transaction> transactions() {
            return transactions;
        }

        @Transactional
        @RetryOnConflict(attempts = 4, backoffMillis = 0)
        public void increment(String id, Runnable beforeCommit) {
            transactions.add(DatastoreTransactions.current(operations.getDatastore()));
            Counter counter = operations.getById(id, Counter.class);
            operations.save(new Counter(id, counter.value() + 1));
            beforeCommit.run();
        }
    }
}
