package dev.kindred.datastore.spring.data.modulith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactional;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.modulith.events.EventPublication.Status;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.modulith.events.config.EnablePersistentDomainEvents;
import org.springframework.modulith.events.core.EventPublicationRepository;
import org.springframework.modulith.events.core.EventSerializer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import tools.jackson.databind.json.JsonMapper;

/** Spring Modulith's registry of event publications needs REQUIRES_NEW, suspension and work after the commit. */
abstract class ModulithRegistryContract {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final TestEngine engine;

    ModulithRegistryContract(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void start() {
        context.registerBean(LocalDatastore.class, engine::open);
        context.register(Application.class);
        context.refresh();
    }

    @AfterEach
    void stop() {
        context.close();
    }

    private EventPublicationRepository publications() {
        return context.getBean(EventPublicationRepository.class);
    }

    private int count(Status status) {
        return publications().countByStatus(status);
    }

    @Test
    void pain06_publicationIsStoredInTheSameCommitAndCompletedByItsListener() {
        context.getBean(Shop.class).order("1", () -> assertThat(publications().findIncompletePublications())
                .hasSize(1));

        assertThat(context.getBean(Mailer.class).sent()).containsExactly("1");
        assertThat(publications().findIncompletePublications()).isEmpty();
        assertThat(publications().findCompletedPublications()).hasSize(1);
        publications().deleteCompletedPublications();
        assertThat(count(Status.COMPLETED)).isZero();
    }

    @Test
    void pain06_publicationOfARolledBackTransactionIsNotThere() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> context.getBean(Shop.class).order("1", () -> {
                    throw new IllegalStateException("no");
                }));

        assertThat(context.getBean(Mailer.class).sent()).isEmpty();
        assertThat(publications().findIncompletePublications()).isEmpty();
        assertThat(context.getBean(DatastoreTemplate.class).count(Order.class)).isZero();
    }

    @Test
    void pain06_failedListenerLeavesItsPublicationToBeResubmitted() {
        Mailer mailer = context.getBean(Mailer.class);
        mailer.failing(true);
        context.getBean(Shop.class).order("1", () -> {});
        assertThat(context.getBean(DatastoreTemplate.class).count(Order.class)).isEqualTo(1);
        assertThat(context.getBean(DatastoreTemplate.class).count(Sent.class)).isZero();
        assertThat(count(Status.FAILED)).isEqualTo(1);

        mailer.failing(false);
        context.getBean(IncompleteEventPublications.class).resubmitIncompletePublications(publication -> true);

        assertThat(mailer.sent()).containsExactly("1");
        assertThat(context.getBean(DatastoreTemplate.class).count(Sent.class)).isEqualTo(1);
        assertThat(publications().findIncompletePublications()).isEmpty();
        assertThat(publications().findCompletedPublications())
                .singleElement()
                .satisfies(publication -> assertThat(publication.getEvent()).isEqualTo(new Ordered("1")))
                .satisfies(publication ->
                        assertThat(publication.getCompletionAttempts()).isGreaterThan(1));
    }

    record Order(@Id String id) {}

    record Sent(@Id String id) {}

    record Ordered(String id) {}

    static class Shop {
        private final DatastoreTemplate datastore;
        private final ApplicationEventPublisher events;

        Shop(DatastoreTemplate datastore, ApplicationEventPublisher events) {
            this.datastore = datastore;
            this.events = events;
        }

        @DatastoreTransactional
        public void order(String id, Runnable beforeCommit) {
            datastore.save(new Order(id));
            events.publishEvent(new Ordered(id));
            beforeCommit.run();
        }
    }

    static class Mailer {
        private final DatastoreTemplate datastore;
        private final List<String> sent = new ArrayList<>();
        private boolean failing;

        Mailer(DatastoreTemplate datastore) {
            this.datastore = datastore;
        }

        public void failing(boolean fails) {
            failing = fails;
        }

        public List<String> sent() {
            return sent;
        }

        @ApplicationModuleListener
        public void on(Ordered event) {
            datastore.save(new Sent(event.id()));
            if (failing) {
                throw new IllegalStateException("no mail today");
            }
            sent.add(event.id());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    @EnableAsync(proxyTargetClass = true)
    @EnablePersistentDomainEvents
    static class Application {

        @Bean
        DatastoreTransactionManager datastoreTransactionManager(LocalDatastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }

        @Bean
        DatastoreTemplate datastoreTemplate(LocalDatastore datastore) {
            return new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
        }

        @Bean
        EventPublicationRepository publications(DatastoreTemplate datastore, EventSerializer serializer) {
            return new DatastoreEventPublicationRepository(datastore, serializer);
        }

        @Bean
        EventSerializer serializer() {
            JsonMapper mapper = new JsonMapper();
            return new EventSerializer() {
                @Override
                public Object serialize(Object event) {
                    return mapper.writeValueAsString(event);
                }

                @Override
                public <T> T deserialize(Object text, Class<T> type) {
                    return mapper.readValue(text.toString(), type);
                }
            };
        }

        /** What is done later is done at once: after the commit, by the thread that made it. */
        @Bean
        Executor taskExecutor() {
            return Runnable::run;
        }

        @Bean
        Shop shop(DatastoreTemplate datastore, ApplicationEventPublisher events) {
            return new Shop(datastore, events);
        }

        @Bean
        Mailer mailer(DatastoreTemplate datastore) {
            return new Mailer(datastore);
        }
    }
}
