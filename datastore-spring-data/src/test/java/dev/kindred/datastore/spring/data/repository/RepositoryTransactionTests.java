package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.spring.data.event.AbstractDatastoreEventListener;
import dev.kindred.datastore.spring.data.event.AfterConvertEvent;
import dev.kindred.datastore.spring.data.event.AfterDeleteEvent;
import dev.kindred.datastore.spring.data.event.AfterSaveEvent;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.events.Order;
import dev.kindred.datastore.spring.data.repository.events.Orders;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;
import org.springframework.data.domain.PageRequest;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

class RepositoryTransactionTests {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @BeforeEach
    void start() {
        context.registerBean(LocalDatastore.class, () -> LocalDatastore.on(new MemoryEngine())
                .build());
        context.register(RepositoriesConfiguration.class, Events.class);
        context.refresh();
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void listenersOfASaveAreCommittedWithIt() {
        context.getBean(Orders.class).save(new Order("1"));

        Listener listener = context.getBean(Listener.class);
        assertThat(listener.heard).containsExactly("in transaction: true", "after commit, stored: true");
    }

    @Test
    void failureOfAListenerUndoesTheSave() {
        Listener listener = context.getBean(Listener.class);
        listener.failing = true;
        Orders orders = context.getBean(Orders.class);

        assertThatIllegalStateException().isThrownBy(() -> orders.save(new Order("1")));

        assertThat(orders.existsById("1")).isFalse();
        assertThat(listener.heard).containsExactly("in transaction: true");
    }

    @Test
    void p24_readingMethodsAreReadOnlyAndChangingOnesAreNot() {
        Orders orders = context.getBean(Orders.class);
        List<String> seen = context.getBean(Reads.class).seen;
        orders.save(new Order("1"));

        orders.findById("1");
        orders.findAll(PageRequest.of(0, 1));
        orders.findAll();
        orders.findAllById(List.of("1"));
        new TransactionTemplate(context.getBean(DatastoreTransactionManager.class))
                .executeWithoutResult(status -> orders.findAll());

        assertThat(seen)
                .containsExactly(
                        "saved READ_WRITE",
                        "read READ_ONLY",
                        "read READ_ONLY",
                        "read READ_ONLY",
                        "read READ_ONLY",
                        "read READ_WRITE");
    }

    @Test
    void p24_deletingAllHasNoTransactionOfItsOwnSinceItMayBeAnyNumber() {
        Orders orders = context.getBean(Orders.class);
        orders.save(new Order("1"));
        List<String> seen = context.getBean(Reads.class).seen;
        seen.clear();

        orders.deleteAll();

        assertThat(seen).containsExactly("deleted null");
        assertThat(orders.count()).isZero();
    }

    @Test
    void p24_transactionsAreTheDatastoresWhateverManagerIsPrimary() {
        context.getBean(Orders.class).save(new Order("1"));

        assertThat(context.getBean(PlatformTransactionManager.class)).isInstanceOf(OtherTransactionManager.class);
        assertThat(context.getBean(OtherTransactionManager.class).begun).isZero();
        assertThat(context.getBean(DatastoreTransactionManager.class)).isNotNull();
    }

    @Configuration
    @EnableDatastoreRepositories(basePackageClasses = Orders.class)
    static class Events {

        @Bean
        Listener listener(Datastore datastore, DatastoreTemplate template) {
            return new Listener(datastore, template);
        }

        @Bean
        Reads reads(Datastore datastore) {
            return new Reads(datastore);
        }

        @Bean
        @Primary
        OtherTransactionManager otherTransactionManager() {
            return new OtherTransactionManager();
        }
    }

    static class Listener {

        private final Datastore datastore;
        private final DatastoreTemplate template;
        private final List<String> heard = new ArrayList<>();
        private boolean failing;

        Listener(Datastore datastore, DatastoreTemplate template) {
            this.datastore = datastore;
            this.template = template;
        }

        @EventListener
        void during(Order.Placed event) {
            heard.add("in transaction: " + (DatastoreTransactions.current(datastore) != null));
            if (failing) {
                throw new IllegalStateException("no");
            }
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        void after(Order.Placed event) {
            heard.add("after commit, stored: " + (datastore.find(template.createKey(Order.class, event.id())) != null));
        }
    }

    /** Notes the transaction in which something is done. */
    static class Reads extends AbstractDatastoreEventListener<Order> {

        private final Datastore datastore;
        private final List<String> seen = new ArrayList<>();

        Reads(Datastore datastore) {
            this.datastore = datastore;
        }

        @Override
        protected void onAfterSave(AfterSaveEvent<Order> event) {
            seen.add("saved " + access());
        }

        @Override
        protected void onAfterConvert(AfterConvertEvent<Order> event) {
            seen.add("read " + access());
        }

        @Override
        protected void onAfterDelete(AfterDeleteEvent<Order> event) {
            seen.add("deleted " + access());
        }

        private Object access() {
            Transaction transaction = DatastoreTransactions.current(datastore);
            return transaction == null ? "null" : transaction.options().access();
        }
    }

    /** Stands for another store's. */
    static class OtherTransactionManager implements PlatformTransactionManager {

        private int begun;

        @Override
        public TransactionStatus getTransaction(TransactionDefinition definition) {
            begun++;
            throw new UnsupportedOperationException();
        }

        @Override
        public void commit(TransactionStatus status) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rollback(TransactionStatus status) {
            throw new UnsupportedOperationException();
        }
    }
}
