package dev.kindred.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreRepositoriesAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTransactionAutoConfiguration;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationContext;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationConvention;
import dev.kindred.datastore.spring.data.observation.DefaultDatastoreObservationConvention;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.autoconfigure.metrics.DataRepositoryMetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DuplicateKeyException;

/** Row A15 and pain 21: what metrics and traces see of the template and of repositories. */
class ObservedShopTests {

    private record Seen(String name, String contextualName, Map<String, String> keys, boolean nested) {}

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final ObservationRegistry registry = ObservationRegistry.create();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTransactionAutoConfiguration.class,
                    DatastoreDataAutoConfiguration.class,
                    DatastoreRepositoriesAutoConfiguration.class,
                    DataRepositoryMetricsAutoConfiguration.class))
            .withUserConfiguration(Books.class)
            .withPropertyValues("kindred.datastore.engine=memory");

    private final ApplicationContextRunner observed = runner.withBean(ObservationRegistry.class, () -> registry);

    @AutoConfigurationPackage
    @Configuration(proxyBeanMethods = false)
    static class Books {}

    ObservedShopTests() {
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {

            @Override
            public void onStop(Observation.Context context) {
                seen.add(new Seen(
                        context.getName(),
                        context.getContextualName(),
                        context.getAllKeyValues().stream()
                                .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue)),
                        context.getParentObservation() != null));
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    @Test
    void a15_everyCallOfARepositoryIsObservedOnceWithKindOperationAndOutcome() {
        observed.run(context -> {
            BookRepository books = context.getBean(BookRepository.class);
            Book dune = books.save(new Book(null, "Dune", "new"));
            books.findById(dune.id());
            books.count();
            books.deleteById(dune.id());

            assertThat(seen).extracting(Seen::name).containsOnly("datastore.template");
            assertThat(seen)
                    .extracting(Seen::contextualName)
                    .containsExactly(
                            "datastore save Book",
                            "datastore find Book",
                            "datastore count Book",
                            "datastore delete Book");
            assertThat(seen).allSatisfy(call -> assertThat(call.keys())
                    .containsEntry("kind", "Book")
                    .containsEntry("outcome", "success"));
            assertThat(seen.get(1).keys())
                    .hasEntrySatisfying(
                            "key", key -> assertThat(key).contains("Book").contains(String.valueOf(dune.id())));
        });
    }

    @Test
    void a15_pain21_aQueryTellsItsGqlWithoutValuesItsRowsAndItsIndexesWhenItsResultsAreRead() {
        observed.run(context -> {
            BookRepository books = context.getBean(BookRepository.class);
            books.saveAll(List.of(new Book(1L, "Dune", "secret"), new Book(2L, "Emma", "new")));
            seen.clear();

            books.findByState("secret");
            DatastoreOperations template = context.getBean(DatastoreOperations.class);
            try (Stream<Book> stream = template.query(Book.class).stream()) {
                stream.iterator().next();
                assertThat(seen).hasSize(1);
            }

            assertThat(seen).hasSize(2);
            assertThat(seen.get(0).keys())
                    .containsEntry("operation", "query")
                    .containsEntry("gql", "SELECT * FROM Book WHERE state = ?")
                    .containsEntry("results", "1")
                    .containsEntry("rows.read", "2")
                    .hasEntrySatisfying("indexes", used -> assertThat(used).contains("state"))
                    .doesNotContainValue("secret");
            assertThat(seen.get(1).keys()).containsEntry("gql", "SELECT * FROM Book");
        });
    }

    @Test
    void a15_callsAreNestedInTheObservationAroundThem() {
        observed.run(context -> {
            BookRepository books = context.getBean(BookRepository.class);

            Observation.createNotStarted("request", registry).observe(() -> books.findByState("new"));

            assertThat(seen).extracting(Seen::name).containsExactly("datastore.template", "request");
            assertThat(seen).extracting(Seen::nested).containsExactly(true, false);
        });
    }

    @Test
    void partialUpdatesAndViewsAreObservedToo() {
        observed.run(context -> {
            DatastoreOperations template = context.getBean(DatastoreOperations.class);
            template.insert(new Book(1L, "Dune", "new"));
            seen.clear();

            template.update(1L, Book.class).set("state", "old").execute();
            assertThat(seen).isNotEmpty().allSatisfy(call -> assertThat(call.keys())
                    .containsEntry("kind", "Book"));
            seen.clear();
            template.inNamespace("other").count(Book.class);

            assertThat(seen).extracting(Seen::contextualName).containsExactly("datastore count Book");
        });
    }

    @Test
    void whatFailsIsAnError() {
        observed.run(context -> {
            DatastoreOperations template = context.getBean(DatastoreOperations.class);
            template.insert(new Book(1L, "Dune", "new"));

            assertThatExceptionOfType(DuplicateKeyException.class)
                    .isThrownBy(() -> template.insert(new Book(1L, "Dune", "new")));

            assertThat(seen).extracting(call -> call.keys().get("outcome")).containsExactly("success", "error");
        });
    }

    @Test
    void aConventionBeanChangesNamesAndKeys() {
        class Ours extends DefaultDatastoreObservationConvention {

            @Override
            public String getName() {
                return "store";
            }

            @Override
            public KeyValues getLowCardinalityKeyValues(DatastoreObservationContext context) {
                return super.getLowCardinalityKeyValues(context).and("region", "south");
            }
        }
        observed.withBean(DatastoreObservationConvention.class, Ours::new).run(context -> {
            context.getBean(BookRepository.class).findByState("new");

            assertThat(seen).singleElement().satisfies(call -> {
                assertThat(call.name()).isEqualTo("store");
                assertThat(call.keys()).containsEntry("region", "south").containsEntry("operation", "query");
            });
        });
    }

    @Test
    void withoutARegistryNothingIsObserved() {
        runner.run(context -> {
            context.getBean(BookRepository.class).findByState("new");

            assertThat(seen).isEmpty();
        });
    }

    @Test
    void springBootTimesTheMethodsOfRepositories() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            context.getBean(BookRepository.class).findByState("new");

            assertThat(context.getBean(MeterRegistry.class)
                            .get("spring.data.repository.invocations")
                            .tag("repository", "BookRepository")
                            .tag("method", "findByState")
                            .tag("state", "SUCCESS")
                            .timer()
                            .count())
                    .isEqualTo(1);
        });
    }
}
