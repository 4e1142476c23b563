package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
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
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

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
    void transactionsAreTheDatastoresWhateverManagerIsPrimary() {
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
