package dev.kindred.benchmarks.beside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactional;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;

/** The datastore in an application of Spring Data JPA: here, since this module has both. Each has its own repositories and its own transactions. */
class BesideJpaTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withBean(Service.class)
            .withPropertyValues(
                    "kindred.datastore.engine=memory",
                    "spring.datasource.url=jdbc:h2:mem:beside-jpa",
                    "spring.jpa.hibernate.ddl-auto=create-drop");

    @Test
    void x7_pain07_plainTransactionalIsJpasAndOursIsNamedByTheAnnotation() {
        runner.run(context -> {
            assertThat(context.getBean(PlatformTransactionManager.class)).isInstanceOf(JpaTransactionManager.class);
            assertThat(context).hasSingleBean(DatastoreTransactionManager.class);
            Service service = context.getBean(Service.class);

            assertThat(service.plain()).isEqualTo("JPA");
            assertThat(service.ours()).isEqualTo("datastore");
        });
    }

    @Test
    void x7_repositoriesAreEachTheirOwnStoresAndSoAreTheirTransactions() {
        runner.run(context -> {
            Service service = context.getBean(Service.class);

            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(service::failInJpa);
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(service::failInOurs);

            // Each rolls back what is its own: the other store's repository stood for itself.
            assertThat(context.getBean(Rows.class).findAll()).map(Row::getId).containsExactly("in ours");
            assertThat(context.getBean(Notes.class).findAll()).containsExactly(new Note("in JPA"));
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableJpaRepositories(considerNestedRepositories = true)
    @EnableDatastoreRepositories(considerNestedRepositories = true)
    static class Application {}

    static class Service {
        private final Rows rows;
        private final Notes notes;
        private final Datastore datastore;
        private final EntityManager entities;

        Service(Rows rows, Notes notes, Datastore datastore, EntityManager entities) {
            this.rows = rows;
            this.notes = notes;
            this.datastore = datastore;
            this.entities = entities;
        }

        private String transaction() {
            return (entities.isJoinedToTransaction() ? "JPA" : "")
                    + (DatastoreTransactions.current(datastore) != null ? "datastore" : "");
        }

        @Transactional
        public String plain() {
            return transaction();
        }

        @DatastoreTransactional
        public String ours() {
            return transaction();
        }

        @Transactional
        public void failInJpa() {
            rows.save(new Row("in JPA"));
            notes.save(new Note("in JPA"));
            throw new IllegalStateException("no");
        }

        @DatastoreTransactional
        public void failInOurs() {
            rows.save(new Row("in ours"));
            notes.save(new Note("in ours"));
            throw new IllegalStateException("no");
        }
    }

    @dev.kindred.datastore.spring.data.mapping.Entity
    public record Note(@Id String id) {}

    public interface Notes extends DatastoreRepository<Note, String> {}

    @jakarta.persistence.Entity(name = "beside_row")
    public static class Row {
        @jakarta.persistence.Id
        private String id;

        protected Row() {}

        Row(String id) {
            this.id = id;
        }

        public String getId() {
            return id;
        }
    }

    public interface Rows extends JpaRepository<Row, String> {}
}
