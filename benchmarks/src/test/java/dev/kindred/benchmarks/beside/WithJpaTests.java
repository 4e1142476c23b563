package dev.kindred.benchmarks.beside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactional;
import dev.kindred.datastore.spring.data.transaction.RetryOnConflict;
import dev.kindred.delay.Delayed;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** The datastore in the database of Spring Data JPA: rows, entities and deferred calls of one transaction. Here, since this module has both. */
class WithJpaTests {

    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withBean(Mailer.class)
            .withBean(Service.class)
            .withPropertyValues(
                    "kindred.datastore.engine=postgres",
                    "kindred.datastore.postgres.schema-name=s" + System.nanoTime(),
                    "kindred.delay.dispatcher.enabled=false",
                    "spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"),
                    "spring.jpa.hibernate.ddl-auto=create-drop");

    private void with(Consumer<Service> work) {
        runner.run(context -> {
            assertThat(context.getBean(PlatformTransactionManager.class)).isInstanceOf(JpaTransactionManager.class);
            Service service = context.getBean(Service.class);
            service.notes().save(new Note("warm"));
            service.notes().deleteAll();
            work.accept(service);
        });
    }

    @Test
    void aRowAndADeferredCallAreOneCommit() {
        with(service -> {
            service.saveAndDefer("a", false);
            assertThatIllegalStateException().isThrownBy(() -> service.saveAndDefer("b", true));

            assertThat(service.rows().findAll()).map(Row::getId).containsExactly("a");
            assertThat(service.waiting()).isEqualTo(1);
        });
    }

    @Test
    void rowsEntitiesAndCallsAreOneCommit() {
        with(service -> {
            service.saveAll("a", false);
            assertThatIllegalStateException().isThrownBy(() -> service.saveAll("b", true));

            assertThat(service.rows().findAll()).map(Row::getId).containsExactly("a");
            assertThat(service.notes().findAll()).containsExactly(new Note("a"));
            assertThat(service.waiting()).isEqualTo(1);
        });
    }

    @Test
    void theIsolationIsRaisedForEntitiesThatComeFirst() {
        with(service -> {
            service.noteFirst("a");

            assertThat(service.rows().findAll()).map(Row::getId).containsExactly("a");
            assertThat(service.notes().findAll()).containsExactly(new Note("a"));
        });
    }

    @Test
    void aConflictOfJpasIsRepeatedWithAllOfIt() {
        with(service -> {
            service.rows().save(new Row("a"));

            service.increment("a");

            assertThat(service.attempts()).hasValue(2);
            assertThat(service.rows().findById("a").orElseThrow().getNumber()).isEqualTo(11);
            assertThat(service.waiting()).isEqualTo(1);
        });
    }

    @Test
    void aRepositoryThatFailsDoomsTheRowsThoughItWasCaught() {
        with(service -> {
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> service.catching("a"));

            assertThat(service.rows().findAll()).isEmpty();
        });
    }

    @Test
    void withinOursJpaStandsForItself() {
        with(service -> {
            assertThatIllegalStateException().isThrownBy(() -> service.ours("a"));

            assertThat(service.rows().findAll()).map(Row::getId).containsExactly("a");
            assertThat(service.notes().findAll()).isEmpty();
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableJpaRepositories(considerNestedRepositories = true)
    @EnableDatastoreRepositories(considerNestedRepositories = true)
    static class Application {}

    static class Mailer {

        @Delayed("with-jpa.mail")
        public void mail(String id) {}
    }

    static class Service {

        private final Rows rows;
        private final Notes notes;
        private final AtomicInteger attempts = new AtomicInteger();
        private final Mailer mailer;
        private final Datastore datastore;
        private final TransactionTemplate beside;

        Service(Rows rows, Notes notes, Mailer mailer, Datastore datastore, PlatformTransactionManager jpa) {
            this.rows = rows;
            this.notes = notes;
            this.mailer = mailer;
            this.datastore = datastore;
            this.beside = new TransactionTemplate(jpa);
            beside.setPropagationBehavior(Propagation.REQUIRES_NEW.value());
        }

        public Rows rows() {
            return rows;
        }

        public Notes notes() {
            return notes;
        }

        public AtomicInteger attempts() {
            return attempts;
        }

        public long waiting() {
            return datastore.tasks().statistics("default").waiting();
        }

        private static void failIf(boolean fail) {
            if (fail) {
                throw new IllegalStateException("no");
            }
        }

        @Transactional
        public void saveAndDefer(String id, boolean fail) {
            rows.saveAndFlush(new Row(id));
            mailer.mail(id);
            failIf(fail);
        }

        @Transactional(isolation = Isolation.SERIALIZABLE)
        public void saveAll(String id, boolean fail) {
            rows.saveAndFlush(new Row(id));
            notes.save(new Note(id));
            mailer.mail(id);
            failIf(fail);
        }

        @Transactional
        public void noteFirst(String id) {
            notes.save(new Note(id));
            rows.saveAndFlush(new Row(id));
        }

        @RetryOnConflict(attempts = 5, backoffMillis = 0)
        @Transactional(isolation = Isolation.SERIALIZABLE)
        public void increment(String id) {
            Row row = rows.findById(id).orElseThrow();
            mailer.mail(id);
            if (attempts.incrementAndGet() == 1) {
                beside.executeWithoutResult(
                        status -> rows.findById(id).orElseThrow().add(10));
            }
            row.add(1);
        }

        @Transactional(isolation = Isolation.SERIALIZABLE)
        public void catching(String id) {
            rows.saveAndFlush(new Row(id));
            try {
                notes.save(new Note(null));
                notes.findById("\u0000".repeat(2_000));
            } catch (RuntimeException e) {
                return;
            }
            throw new AssertionError("should be refused");
        }

        @DatastoreTransactional
        public void ours(String id) {
            rows.save(new Row(id));
            notes.save(new Note(id));
            throw new IllegalStateException("no");
        }
    }

    @dev.kindred.datastore.spring.data.mapping.Entity
    public record Note(@Id String id) {}

    public interface Notes extends DatastoreRepository<Note, String> {}

    @jakarta.persistence.Entity(name = "with_row")
    public static class Row {

        @jakarta.persistence.Id
        private String id;

        private long number;

        protected Row() {}

        Row(String id) {
            this.id = id;
        }

        public String getId() {
            return id;
        }

        public long getNumber() {
            return number;
        }

        void add(long more) {
            number += more;
        }
    }

    public interface Rows extends JpaRepository<Row, String> {}
}
