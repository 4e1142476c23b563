package dev.kindred.datastore.spring.data.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.auditing.EnableDatastoreAuditing;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.event.BeforeConvertCallback;
import dev.kindred.datastore.spring.data.mapping.DatastoreManagedTypes;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.IndexCondition;
import dev.kindred.datastore.spring.data.mapping.Indexed;
import dev.kindred.datastore.spring.data.mapping.OnSave;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.Subtype;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.people.People;
import dev.kindred.datastore.spring.data.repository.people.Person;
import dev.kindred.datastore.spring.data.repository.support.SimpleDatastoreRepository;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.aop.SpringProxy;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.DecoratingProxy;
import org.springframework.data.annotation.Id;
import org.springframework.data.projection.TargetAware;

/** A7: what a native image has to keep; R11: subtypes are among it without a search. */
class HintsTests {

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final AheadOfTime GENERATED = AheadOfTime.process(Application.class);
    private static final int MADE_WHILE_PROCESSING = MADE.get();

    public static class Open implements IndexCondition<String> {

        @Override
        public boolean isIndexed(String value, Object owner) {
            return "open".equals(value);
        }
    }

    @Entity
    public static class Order {

        @Id
        Long id;

        @Indexed(when = Open.class)
        String state = "open";

        int saves;

        @OnSave
        void count() {
            saves++;
        }
    }

    @Entity
    @Discriminator
    public abstract static sealed class Shape {

        @Id
        Long id;

        @Subtype("circle")
        public static final class Circle extends Shape {
            double radius;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableDatastoreRepositories(basePackageClasses = People.class)
    public static class Application {

        @Bean
        public static DatastoreManagedTypes datastoreManagedTypes() {
            return DatastoreManagedTypes.fromIterable(List.of(Order.class, Shape.class));
        }

        @Bean
        public LocalDatastore datastore() {
            MADE.incrementAndGet();
            return LocalDatastore.on(new MemoryEngine()).build();
        }

        @Bean
        public DatastoreMappingContext datastoreMappingContext(DatastoreManagedTypes types) {
            DatastoreMappingContext mapping = new DatastoreMappingContext();
            mapping.setManagedTypes(types);
            return mapping;
        }

        @Bean
        public DatastoreConverter datastoreConverter(DatastoreMappingContext context) {
            return new MappingDatastoreConverter(context);
        }

        @Bean
        public DatastoreTemplate datastoreTemplate(Datastore datastore, DatastoreConverter converter) {
            return new DatastoreTemplate(datastore, converter);
        }

        @Bean
        public DatastoreTransactionManager datastoreTransactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Application.class)
    @EnableDatastoreAuditing
    public static class Audited {}

    private static void assertKept(Predicate<RuntimeHints> hint) {
        assertThat(GENERATED.hints()).matches(hint);
    }

    @Test
    void pitfall11_noDatastoreIsMadeWhileAnApplicationIsProcessed() {
        assertThat(MADE_WHILE_PROCESSING).isZero();
    }

    @Test
    void a7_entitiesTheirMethodsAndConditionsAreKept() throws Exception {
        assertKept(reflection().onConstructorInvocation(Order.class.getDeclaredConstructor()));
        assertKept(reflection().onFieldAccess(Order.class.getDeclaredField("state")));
        assertKept(reflection().onMethodInvocation(Order.class.getDeclaredMethod("count")));
        assertKept(reflection().onConstructorInvocation(Open.class.getDeclaredConstructor()));
        assertKept(reflection().onType(Person.class));
        assertKept(reflection().onType(Person.Address.class));
    }

    @Test
    void r11_permittedSubtypesAreKept() throws Exception {
        assertKept(reflection().onConstructorInvocation(Shape.Circle.class.getDeclaredConstructor()));
        assertKept(reflection().onFieldAccess(Shape.Circle.class.getDeclaredField("radius")));
    }

    @Test
    void a7_repositoriesAndProjectionsAreKept() throws Exception {
        assertKept(reflection().onType(SimpleDatastoreRepository.class));
        assertKept(reflection().onMethodInvocation(People.class.getMethod("findByName", String.class)));
        assertKept(proxies()
                .forInterfaces(People.NameOnly.class, TargetAware.class, SpringProxy.class, DecoratingProxy.class));
        assertKept(reflection()
                .onType(TypeReference.of(
                        "dev.kindred.datastore.spring.data.repository.people.PeopleImpl__AotRepository")));
    }

    @Test
    void a7_valuesCallbacksAndNamedQueriesAreKept() throws Exception {
        for (Class<?> type : List.of(Key.class, Ref.class, GeoPoint.class)) {
            assertKept(reflection().onType(type));
        }
        assertKept(reflection()
                .onMethodInvocation(BeforeConvertCallback.class.getMethod("onBeforeConvert", Object.class)));
        assertKept(resource().forResource("META-INF/datastore-named-queries.properties"));
    }

    @Test
    void a7_auditingIsProcessed() {
        AheadOfTime audited = AheadOfTime.process(Audited.class);

        assertThat(audited.source(
                        "dev.kindred.datastore.spring.data.auditing.DatastoreAuditingRegistrar__BeanDefinitions"))
                .contains("DatastoreAuditingRegistrar.handler(");
        assertThat(audited.source("dev.kindred.datastore.spring.data.auditing.MappingEntityAuditing__BeanDefinitions"))
                .contains("new MappingEntityAuditing(");
    }

    @Test
    void processedApplicationKnowsAndCallsItsEntities() {
        try (ConfigurableApplicationContext context = GENERATED.start(fresh -> {})) {
            DatastoreTemplate template = context.getBean(DatastoreTemplate.class);

            Order saved = template.save(new Order());

            assertThat(saved.saves).isEqualTo(1);
            assertThat(context.getBean(DatastoreManagedTypes.class).toList()).contains(Order.class, Shape.class);
        }
    }
}
