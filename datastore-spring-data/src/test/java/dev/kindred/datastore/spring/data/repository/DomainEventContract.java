package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.events.Account;
import dev.kindred.datastore.spring.data.repository.events.Accounts;
import dev.kindred.datastore.spring.data.repository.events.Order;
import dev.kindred.datastore.spring.data.repository.events.Orders;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.event.TransactionalEventListener;

abstract class DomainEventContract {

    private final AnnotationConfigApplicationContext context;
    private final Accounts accounts;
    private final Heard heard;

    DomainEventContract(TestEngine engine) {
        context = TestContext.start(engine, Listeners.class);
        accounts = context.getBean(Accounts.class);
        heard = context.getBean(Heard.class);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void p23_saveSaveAllInsertUpdateAndDeletePublishThemOnceInTheirTransaction() {
        Account inserted = new Account("a").pay(1);
        accounts.insert(inserted);
        accounts.update(inserted.pay(2));
        accounts.save(inserted.pay(3));
        accounts.saveAll(List.of(inserted.pay(4), new Account("b").pay(5)));
        accounts.delete(inserted.pay(6));

        assertThat(heard.inTransaction).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(heard.afterCommit).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(inserted.eventsLeft()).isZero();
    }

    @Test
    void p23_aRecordSaysThemWithDomainEvents() {
        Orders orders = context.getBean(Orders.class);

        orders.insert(new Order("1"));
        orders.update(new Order("1"));

        assertThat(heard.placed).containsExactly("1", "1");
    }

    @Test
    void p23_aListenerThatFailsUndoesTheInsertAndTheEventsStay() {
        Account account = new Account("a").pay(-1);

        assertThatIllegalStateException()
                .isThrownBy(() -> accounts.insert(account))
                .withMessage("refused");

        assertThat(accounts.count()).isZero();
        assertThat(account.eventsLeft()).isEqualTo(1);
    }

    @Test
    void p23_aListenerThatAddsAnEventToTheSameObjectIsToldThatItWouldBeLost() {
        Account account = new Account("a").pay(1_000);
        heard.adding = account;

        assertThatIllegalStateException()
                .isThrownBy(() -> accounts.insert(account))
                .withMessageContaining("would be lost");

        assertThat(accounts.count()).isZero();
    }

    @Configuration
    @EnableDatastoreRepositories(basePackageClasses = Orders.class)
    static class Listeners {

        @Bean
        Heard heard(Datastore datastore) {
            return new Heard(datastore);
        }
    }

    static class Heard {

        private final List<Integer> inTransaction = new ArrayList<>();
        private final List<Integer> afterCommit = new ArrayList<>();
        private final List<String> placed = new ArrayList<>();
        private final Datastore datastore;
        private Account adding;

        Heard(Datastore datastore) {
            this.datastore = datastore;
        }

        @EventListener
        void paid(Account.Paid event) {
            if (event.amount() < 0) {
                throw new IllegalStateException("refused");
            }
            if (adding != null) {
                adding.pay(1);
            }
            if (DatastoreTransactions.current(datastore) != null) {
                inTransaction.add(event.amount());
            }
        }

        @TransactionalEventListener
        void committed(Account.Paid event) {
            afterCommit.add(event.amount());
        }

        @EventListener
        void placed(Order.Placed event) {
            placed.add(event.id());
        }
    }
}
