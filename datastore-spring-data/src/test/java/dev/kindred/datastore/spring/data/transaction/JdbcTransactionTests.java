package dev.kindred.datastore.spring.data.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.store.TaskRow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One transaction for {@code JdbcClient}, entities and tasks, whichever of the two managers has begun it. */
class JdbcTransactionTests {

    record Note(@Id String id, long value) {}

    /** Who begins the transaction. */
    enum Driver {
        OURS,
        JDBC
    }

    private final PostgresEngine engine = TestServer.engine().build();
    private final LocalDatastore datastore = LocalDatastore.on(engine).build();
    private final DatastoreTransactionManager ours = new DatastoreTransactionManager(datastore);
    private final DataSource dataSource = engine.dataSource();
    private final JdbcTransactionManager theirs = new JdbcTransactionManager(dataSource);
    private final JdbcClient jdbc = JdbcClient.create(dataSource);
    private final String bill = "bill_" + Long.toString(System.nanoTime(), 36);
    private final DatastoreTemplate template =
            new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));

    @BeforeEach
    void table() {
        theirs.addListener(new JdbcTransactionJoiner(() -> datastore));
        jdbc.sql("create table " + bill + " (n int primary key)").update();
        // The kind has its names from here on: giving them is a commit beside those of the tests.
        save("first");
        template.deleteById("first", Note.class);
    }

    @AfterEach
    void close() {
        assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
        jdbc.sql("drop table " + bill).update();
        engine.close();
    }

    private PlatformTransactionManager manager(Driver driver) {
        return driver == Driver.OURS ? ours : theirs;
    }

    private static void in(
            PlatformTransactionManager manager, Propagation propagation, Isolation isolation, Runnable work) {
        TransactionTemplate transaction = new TransactionTemplate(manager);
        transaction.setPropagationBehavior(propagation.value());
        transaction.setIsolationLevel(isolation.value());
        transaction.executeWithoutResult(status -> work.run());
    }

    private void in(Driver driver, Runnable work) {
        in(manager(driver), Propagation.REQUIRED, Isolation.SERIALIZABLE, work);
    }

    private void in(Driver driver, Propagation propagation, Runnable work) {
        in(manager(driver), propagation, Isolation.SERIALIZABLE, work);
    }

    private void insert(int number) {
        jdbc.sql("insert into " + bill + " values (?)").param(number).update();
    }

    private void save(String id) {
        template.save(new Note(id, 1));
    }

    private void defer() {
        Objects.requireNonNull(DatastoreTransactions.current(datastore))
                .addTasks(List.of(TaskRow.waiting(
                        engine.tasks().nextId(), "q", null, 0, TaskRow.DEFAULT_PRIORITY, new byte[0], Map.of(), 0)));
    }

    /** One of each. */
    private void all(int number) {
        insert(number);
        save("n" + number);
        defer();
    }

    private List<Integer> bills() {
        return jdbc.sql("select n from " + bill + " order by n")
                .query(Integer.class)
                .list();
    }

    private List<String> notes() {
        return template.findAll(Note.class).stream().map(Note::id).toList();
    }

    private long waiting() {
        return engine.tasks().statistics("q").waiting();
    }

    @ParameterizedTest
    @EnumSource
    void statementsEntitiesAndTasksAreCommittedTogether(Driver driver) {
        in(driver, () -> {
            all(1);
            assertThat(notes()).containsExactly("n1");
            assertThat(waiting()).isZero();
        });

        assertThat(bills()).containsExactly(1);
        assertThat(notes()).containsExactly("n1");
        assertThat(waiting()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anExceptionRollsAllOfThemBack(Driver driver) {
        assertThatIllegalStateException()
                .isThrownBy(() -> in(driver, () -> {
                    all(1);
                    throw new IllegalStateException("no");
                }));

        assertThat(bills()).isEmpty();
        assertThat(notes()).isEmpty();
        assertThat(waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aConflictRollsAllOfThemBackAndTheRetryRepeatsAllOfThem(Driver driver) {
        template.save(new Note("counter", 0));
        AtomicInteger attempts = new AtomicInteger();

        new RetryPolicy(5, 0, 0).run(() -> {
            in(driver, () -> {
                int attempt = attempts.incrementAndGet();
                Note counter = template.getById("counter", Note.class);
                insert(1);
                defer();
                template.save(new Note("counter", counter.value() + 1));
                if (attempt == 1) {
                    in(Driver.OURS, Propagation.REQUIRES_NEW, () -> template.save(new Note("counter", 10)));
                }
            });
            return true;
        });

        assertThat(attempts).hasValue(2);
        assertThat(template.getById("counter", Note.class).value()).isEqualTo(11);
        assertThat(bills()).containsExactly(1);
        assertThat(waiting()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aConflictThatAStatementOfTheUsersMeetsIsRepeatedToo(Driver driver) {
        insert(1);
        AtomicInteger attempts = new AtomicInteger();

        new RetryPolicy(5, 0, 0).run(() -> {
            in(driver, () -> {
                assertThat(bills()).hasSize(1);
                if (attempts.incrementAndGet() == 1) {
                    in(Driver.JDBC, Propagation.REQUIRES_NEW, () -> jdbc.sql("update " + bill + " set n = n + 10")
                            .update());
                }
                jdbc.sql("update " + bill + " set n = n + 100").update();
                save("n");
            });
            return true;
        });

        assertThat(attempts).hasValue(2);
        assertThat(bills()).containsExactly(111);
        assertThat(notes()).containsExactly("n");
    }

    @ParameterizedTest
    @EnumSource
    void aKilledConnectionLosesAllOfThem(Driver driver) {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> in(driver, () -> {
                    all(1);
                    int process = jdbc.sql("select pg_backend_pid()")
                            .query(Integer.class)
                            .single();
                    in(Driver.JDBC, Propagation.REQUIRES_NEW, () -> jdbc.sql("select pg_terminate_backend(?, 5000)")
                            .param(process)
                            .query(Boolean.class)
                            .single());
                }));

        assertThat(bills()).isEmpty();
        assertThat(notes()).isEmpty();
        assertThat(waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void bothManagersTakePartInEachOthersTransactions(Driver driver) {
        Driver other = driver == Driver.OURS ? Driver.JDBC : Driver.OURS;

        in(driver, () -> {
            insert(1);
            in(other, () -> all(2));
            save("n1");
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> in(driver, () -> {
                    in(other, () -> all(3));
                    throw new IllegalStateException("no");
                }));
        assertThatExceptionOfType(UnexpectedRollbackException.class)
                .isThrownBy(() -> in(driver, () -> {
                    insert(4);
                    assertThatIllegalStateException()
                            .isThrownBy(() -> in(other, () -> {
                                throw new IllegalStateException("caught");
                            }));
                }));

        assertThat(bills()).containsExactly(1, 2);
        assertThat(notes()).containsExactly("n1", "n2");
        assertThat(waiting()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatIsPutAsideTakesNoPartAndGoesOnLater(Driver driver) {
        Driver other = driver == Driver.OURS ? Driver.JDBC : Driver.OURS;

        in(driver, () -> {
            insert(1);
            defer();
            for (Driver inner : Driver.values()) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> in(inner, Propagation.REQUIRES_NEW, () -> {
                            assertThat(bills()).isEmpty();
                            assertThat(notes()).isEmpty();
                            all(2);
                            throw new IllegalStateException("no");
                        }));
            }
            in(other, Propagation.REQUIRES_NEW, () -> all(3));
            in(driver, Propagation.NOT_SUPPORTED, () -> {
                assertThat(DatastoreTransactions.current(datastore)).isNull();
                insert(4);
                save("n4");
            });
            save("n1");
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> in(driver, () -> {
                    in(other, Propagation.REQUIRES_NEW, () -> insert(5));
                    throw new IllegalStateException("no");
                }));

        assertThat(bills()).containsExactly(1, 3, 4, 5);
        assertThat(notes()).containsExactly("n1", "n3", "n4");
    }

    @ParameterizedTest
    @EnumSource
    void aSavepointTakesTheWritesAfterItBackToo(Driver driver) {
        in(driver, () -> {
            all(1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> in(Driver.JDBC, Propagation.NESTED, () -> {
                        all(2);
                        throw new IllegalStateException("no");
                    }));
            in(Driver.JDBC, Propagation.NESTED, () -> all(3));
        });

        assertThat(bills()).containsExactly(1, 3);
        assertThat(notes()).containsExactly("n1", "n3");
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void whatBeganWithinTheSavepointIsTakenBackAsAWhole() {
        in(Driver.JDBC, () -> {
            insert(1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> in(Driver.JDBC, Propagation.NESTED, () -> {
                        all(2);
                        throw new IllegalStateException("no");
                    }));
        });

        assertThat(bills()).containsExactly(1);
        assertThat(notes()).isEmpty();
        assertThat(waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDoneAfterTheCommitIsInNoTransaction(Driver driver) {
        List<String> order = new ArrayList<>();

        in(driver, () -> {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    order.add("listener");
                    assertThat(DatastoreTransactions.current(datastore)).isNull();
                    save("after");
                    in(Driver.OURS, Propagation.REQUIRES_NEW, () -> save("after in ours"));
                    in(Driver.JDBC, Propagation.REQUIRES_NEW, () -> save("after in theirs"));
                }
            });
            save("inside");
            Objects.requireNonNull(DatastoreTransactions.current(datastore)).afterCommit(() -> order.add("ours"));
        });
        in(
                driver,
                () -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        save("after nothing of ours");
                    }
                }));

        assertThat(order).containsExactly("ours", "listener");
        assertThat(notes())
                .containsExactlyInAnyOrder(
                        "inside", "after", "after in ours", "after in theirs", "after nothing of ours");
    }

    @Test
    void whatIsDoneJustBeforeTheCommitIsPartOfIt() {
        in(Driver.JDBC, () -> {
            save("first");
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    all(1);
                    template.save(new Note("first", 2));
                }
            });
        });

        assertThat(bills()).containsExactly(1);
        assertThat(notes()).containsExactly("first", "n1");
        assertThat(template.getById("first", Note.class).value()).isEqualTo(2);
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void aDefaultIsolationIsRaisedWhileItCanBe() {
        in(theirs, Propagation.REQUIRED, Isolation.DEFAULT, () -> {
            save("n1");
            insert(1);
            assertThat(jdbc.sql("show transaction_isolation")
                            .query(String.class)
                            .single())
                    .isEqualTo("serializable");
        });

        assertThat(bills()).containsExactly(1);
        assertThat(notes()).containsExactly("n1");
    }

    @Test
    void aDefaultIsolationThatCannotBeRaisedAnyMoreIsRefusedForEntitiesNotForTasks() {
        in(theirs, Propagation.REQUIRED, Isolation.DEFAULT, () -> {
            insert(1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> save("n1"))
                    .withMessageContaining("@Transactional(isolation = Isolation.SERIALIZABLE)");
            defer();
        });

        assertThat(bills()).containsExactly(1);
        assertThat(notes()).isEmpty();
        assertThat(waiting()).isEqualTo(1);
        assertThat(jdbc.sql("show transaction_isolation").query(String.class).single())
                .isEqualTo("read committed");
    }

    @ParameterizedTest
    @EnumSource
    void aReadOnlyOneReadsAndRefusesToWrite(Driver driver) {
        insert(1);
        save("n1");
        TransactionTemplate reading = new TransactionTemplate(manager(driver));
        reading.setReadOnly(true);

        reading.executeWithoutResult(status -> {
            assertThat(notes()).containsExactly("n1");
            assertThat(bills()).containsExactly(1);
            assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                    .isThrownBy(() -> save("n2"))
                    .withMessageContaining("read-only");
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Isolation.class,
            names = {"DEFAULT", "SERIALIZABLE"})
    void aReadOnlyOneThatIsToBeSerializableWaitsForASnapshotThatIs(Isolation isolation) {
        save("n1");
        TransactionTemplate reading = new TransactionTemplate(ours);
        reading.setReadOnly(true);
        reading.setIsolationLevel(isolation.value());
        boolean serializable = isolation == Isolation.SERIALIZABLE;

        reading.executeWithoutResult(status -> {
            assertThat(notes()).containsExactly("n1");
            assertThat(setting("transaction_isolation")).isEqualTo(serializable ? "serializable" : "repeatable read");
            assertThat(setting("transaction_deferrable")).isEqualTo(serializable ? "on" : "off");
            assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                    .isThrownBy(() -> save("n2"))
                    .withMessageContaining("read-only");
        });
    }

    private String setting(String name) {
        return jdbc.sql("show " + name).query(String.class).single();
    }

    @Test
    void aReadOnlyOneWithoutASnapshotLetsEachCallReadForItself() {
        save("n1");
        TransactionTemplate reading = new TransactionTemplate(theirs);
        reading.setReadOnly(true);

        reading.executeWithoutResult(status -> {
            assertThat(bills()).isEmpty();
            in(Driver.OURS, Propagation.REQUIRES_NEW, () -> save("n2"));
            assertThat(notes()).containsExactly("n1", "n2");
        });
    }

    @Test
    void theTimeLimitOfTheOtherManagerIsOurs() {
        TransactionTemplate limited = new TransactionTemplate(theirs);
        limited.setTimeout(7);

        limited.executeWithoutResult(
                status -> assertThat(Objects.requireNonNull(DatastoreTransactions.current(datastore))
                                .options()
                                .timeout())
                        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7)));
    }

    @Test
    void aWriteThatTheCommitRefusesRollsTheStatementsBack() {
        save("n1");

        assertThatExceptionOfType(DuplicateKeyException.class)
                .isThrownBy(() -> in(Driver.JDBC, () -> {
                    template.insert(new Note("n1", 1));
                    insert(1);
                }));

        assertThat(bills()).isEmpty();
        assertThat(notes()).containsExactly("n1");
    }

    @Test
    void aCallThatFailedAndWasCaughtRollsTheWholeBack() {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> in(Driver.JDBC, () -> {
                    insert(1);
                    DatastoreTransactions.setRollbackOnly(datastore);
                }));

        assertThat(bills()).isEmpty();
    }

    @Test
    void aSecondDataSourceStaysApart() {
        SingleConnectionDataSource second = new SingleConnectionDataSource(Objects.requireNonNull(jdbcUrl()), true);
        JdbcTransactionManager seconds = new JdbcTransactionManager(second);
        seconds.addListener(new JdbcTransactionJoiner(() -> datastore));
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> in(seconds, Propagation.REQUIRED, Isolation.DEFAULT, () -> {
                        assertThat(DatastoreTransactions.current(datastore)).isNull();
                        JdbcClient.create(second)
                                .sql("insert into " + bill + " values (1)")
                                .update();
                        save("n1");
                        throw new IllegalStateException("no");
                    }));
            // Within ours it is another transaction, and ours is still there.
            in(Driver.JDBC, () -> {
                save("n2");
                in(seconds, Propagation.REQUIRED, Isolation.DEFAULT, () -> save("n3"));
                assertThat(notes()).containsExactly("n1", "n2", "n3");
            });
        } finally {
            second.destroy();
        }

        assertThat(bills()).isEmpty();
        assertThat(notes()).containsExactly("n1", "n2", "n3");
    }

    private String jdbcUrl() {
        return jdbc.sql("select 1")
                .query((rows, number) -> {
                    return rows.getStatement().getConnection().getMetaData().getURL() + "&user="
                            + rows.getStatement().getConnection().getMetaData().getUserName();
                })
                .single();
    }

    @Test
    void connectionsThatAreKeptAreNoPartOfIt() {
        ours.keepConnections();

        assertThatIllegalStateException()
                .isThrownBy(() -> in(Driver.OURS, () -> {
                    all(1);
                    throw new IllegalStateException("no");
                }));

        assertThat(bills()).containsExactly(1);
        assertThat(notes()).isEmpty();
    }

    @Test
    void isolationIsNotLeftBehindOnTheConnections() {
        in(Driver.OURS, () -> all(1));
        in(theirs, Propagation.REQUIRED, Isolation.DEFAULT, () -> save("n2"));

        in(theirs, Propagation.REQUIRED, Isolation.DEFAULT, () -> assertThat(jdbc.sql("show transaction_isolation")
                        .query(String.class)
                        .single())
                .isEqualTo("read committed"));
    }

    @Test
    void conflictsOfTheDatabaseAreConflictsUnderAnyName() {
        AtomicInteger attempts = new AtomicInteger();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> new RetryPolicy(3, 0, 0).run(() -> {
            attempts.incrementAndGet();
            throw new IllegalStateException(new SQLException("collided", "40001"));
        }));

        assertThat(attempts).hasValue(3);
    }
}
