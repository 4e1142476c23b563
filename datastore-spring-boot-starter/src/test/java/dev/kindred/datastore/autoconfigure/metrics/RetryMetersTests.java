package dev.kindred.datastore.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTransactionAutoConfiguration;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactional;
import dev.kindred.datastore.spring.data.transaction.RetryOnConflict;
import dev.kindred.shop.Book;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class RetryMetersTests {

    @Test
    void pain05_conflictsAreCountedByMethodAndByWhatBecameOfThem() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class,
                        DatastoreTransactionAutoConfiguration.class,
                        DatastoreDataAutoConfiguration.class,
                        DatastoreMetricsAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.engine=memory")
                .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(Till.class)
                .run(context -> {
                    DatastoreTemplate template = context.getBean(DatastoreTemplate.class);
                    TransactionTemplate other =
                            new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
                    other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
                    AtomicInteger attempts = new AtomicInteger();
                    Runnable onceDisturbed = () -> {
                        if (attempts.incrementAndGet() % 2 == 1) {
                            other.executeWithoutResult(status -> template.save(new Book(1L, "Dune", "sold")));
                        }
                    };

                    context.getBean(Till.class).sell(onceDisturbed);
                    template.performTransaction(operations -> {
                        operations.findById(1L, Book.class);
                        onceDisturbed.run();
                        return operations.save(new Book(1L, "Dune", "returned"));
                    });

                    assertThat(attempts).hasValue(4);
                    for (String method : new String[] {"Till.sell", "performTransaction"}) {
                        assertThat(context.getBean(SimpleMeterRegistry.class)
                                        .get("datastore.transaction.conflicts")
                                        .tag("method", method)
                                        .tag("outcome", "repeated")
                                        .counter()
                                        .count())
                                .isEqualTo(1);
                    }
                });
    }

    static class Till {
        private final DatastoreTemplate template;

        Till(DatastoreTemplate template) {
            this.template = template;
        }

        @RetryOnConflict
        @DatastoreTransactional
        public void sell(Runnable meanwhile) {
            template.findById(1L, Book.class);
            meanwhile.run();
            template.save(new Book(1L, "Dune", "sold"));
        }
    }
}
