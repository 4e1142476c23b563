package dev.kindred.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTransactionAutoConfiguration;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactional;
import dev.kindred.datastore.spring.data.transaction.RetryOnConflict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.annotation.Id;
import org.springframework.transaction.event.TransactionalEventListener;

/** What {@code docs/guides/transactions.md} says. */
class TransactionsPageTests {

    record Account(@Id String owner, long cents) {}

    record Transferred(String from, String to, long cents) {}

    // tag::service[]
    static class Bank {

        private final DatastoreOperations datastore;
        private final ApplicationEventPublisher events;

        Bank(DatastoreOperations datastore, ApplicationEventPublisher events) {
            this.datastore = datastore;
            this.events = events;
        }

        @RetryOnConflict(attempts = 5)
        @DatastoreTransactional
        public void transfer(String from, String to, long cents) {
            Account payer = datastore.getById(from, Account.class);
            Account payee = datastore.getById(to, Account.class);
            datastore.save(new Account(from, payer.cents() - cents));
            datastore.save(new Account(to, payee.cents() + cents));
            events.publishEvent(new Transferred(from, to, cents));
        }

        @DatastoreTransactional(readOnly = true)
        public long total() {
            return datastore.findAll(Account.class).stream()
                    .mapToLong(Account::cents)
                    .sum();
        }
    }
    // end::service[]

    // tag::listener[]
    static class Receipts {

        final List<Transferred> sent = new ArrayList<>();

        @TransactionalEventListener // once, after the commit of the attempt that succeeded
        public void send(Transferred transfer) {
            sent.add(transfer);
        }
    }
    // end::listener[]

    @Test
    void aTransferMovesMoneyAndTellsOnceAfterTheCommit() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class,
                        DatastoreTransactionAutoConfiguration.class,
                        DatastoreDataAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.engine=memory")
                .withBean(Bank.class)
                .withBean(Receipts.class)
                .run(context -> {
                    DatastoreOperations datastore = context.getBean(DatastoreOperations.class);
                    datastore.saveAll(List.of(new Account("ann", 100), new Account("bob", 0)));

                    context.getBean(Bank.class).transfer("ann", "bob", 30);

                    assertThat(context.getBean(Bank.class).total()).isEqualTo(100);
                    assertThat(context.getBean(Receipts.class).sent).containsExactly(new Transferred("ann", "bob", 30));
                    // tag::template[]
                    long left = datastore.performTransaction(inside -> {
                        Account ann = inside.getById("ann", Account.class);
                        return inside.save(new Account("ann", ann.cents() - 10)).cents();
                    });
                    // end::template[]
                    assertThat(left).isEqualTo(60);
                });
    }
}
