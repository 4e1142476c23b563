package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.event.BeforeConvertCallback;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.enabled.Contributed;
import dev.kindred.datastore.spring.data.repository.enabled.Named;
import dev.kindred.datastore.spring.data.repository.enabled.Shop;
import dev.kindred.datastore.spring.data.repository.enabled.Shops;
import dev.kindred.datastore.spring.data.repository.enabled.Telling;
import dev.kindred.datastore.spring.data.repository.enabled.Written;
import dev.kindred.datastore.spring.data.repository.query.InvalidQueryMethodsException;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactoryBean;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFragmentsContributor;
import dev.kindred.datastore.spring.data.repository.support.SimpleDatastoreRepository;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanNameGenerator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.repository.config.BootstrapMode;
import org.springframework.data.repository.core.EntityInformation;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.core.support.AbstractEntityInformation;
import org.springframework.data.repository.core.support.RepositoryComposition.RepositoryFragments;
import org.springframework.data.repository.core.support.RepositoryFragment;
import org.springframework.data.repository.query.QueryLookupStrategy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Rows P2 and P20 of the table of repositories: what the annotation's attributes do. */
class EnableDatastoreRepositoriesTests {

    private static final String PACKAGE = "dev.kindred.datastore.spring.data.repository.enabled";

    private static AnnotationConfigApplicationContext start(Class<?>... configuration) {
        return TestContext.start(TestEngine.MEMORY, configuration);
    }

    @Configuration
    @EnableDatastoreRepositories(
            value = PACKAGE,
            includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Shops.class),
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Named|Written|Contributed|Code)"))
    static class ByValue {}

    @Configuration
    @EnableDatastoreRepositories(
            basePackages = PACKAGE,
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Named|Written|Contributed|Code)"))
    static class ByBasePackages {}

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Shop.class,
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Named|Written|Contributed|Code)"))
    static class ByBasePackageClasses {}

    @ParameterizedTest
    @ValueSource(classes = {ByValue.class, ByBasePackages.class, ByBasePackageClasses.class})
    void p2_packagesAreSaidInThreeWaysAndFiltersTakeAndLeave(Class<?> configuration) {
        try (AnnotationConfigApplicationContext context = start(configuration)) {
            assertThat(context.getBeanNamesForType(Shops.class)).containsExactly("shops");
            assertThat(context.getBeanNamesForType(Named.class)).isEmpty();
        }
    }

    @Test
    void p20_fragmentsAreFoundByTheirNamesAndInSpringFactories() {
        try (AnnotationConfigApplicationContext context = start(ByValue.class)) {
            Shops shops = context.getBean(Shops.class);
            Shop shop = shops.save(new Shop(null, "old"));

            assertThat(shops.rename(shop).name()).isEqualTo("renamed");
            assertThat(shops.findByName("renamed")).hasSize(1);
            assertThat(shops.greeting()).isEqualTo("hello");
            assertThat(shops.letters(shop)).isEqualTo(3);
        }
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Shop.class,
            repositoryImplementationPostfix = "Code",
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Named|Written|Contributed)"))
    static class Postfix {}

    @Test
    void p2_postfixOfImplementationsIsChosen() {
        try (AnnotationConfigApplicationContext context = start(Postfix.class)) {
            Shops shops = context.getBean(Shops.class);

            assertThat(shops.rename(shops.save(new Shop(null, "old"))).name()).isEqualTo("coded");
            assertThat(shops.greeting()).isEqualTo("beep");
        }
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Shop.class,
            namedQueriesLocation = "classpath:META-INF/other-queries.properties",
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Shops|Written|Contributed)"))
    static class OtherQueries {}

    @Test
    void p2_namedQueriesComeFromTheChosenPlace() {
        try (AnnotationConfigApplicationContext context = start(OtherQueries.class)) {
            context.getBean(DatastoreTemplate.class).save(new Shop(null, "b"));

            assertThat(context.getBean(Named.class).behind("a")).hasSize(1);
        }
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Shop.class,
            queryLookupStrategy = QueryLookupStrategy.Key.CREATE,
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Shops|Named|Contributed)"))
    static class NamesOnly {}

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Shop.class,
            queryLookupStrategy = QueryLookupStrategy.Key.USE_DECLARED_QUERY,
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Written|Named|Contributed|Code)"))
    static class TextsOnly {}

    @Test
    void p2_queriesAreLookedUpAsChosen() {
        try (AnnotationConfigApplicationContext context = start(NamesOnly.class)) {
            context.getBean(DatastoreTemplate.class).save(new Shop(null, "b"));

            assertThat(context.getBean(Written.class).findByName("a")).isEmpty();
            assertThat(context.getBean(Written.class).findByName("b")).hasSize(1);
        }
        assertThatExceptionOfType(InvalidQueryMethodsException.class)
                .isThrownBy(() -> start(TextsOnly.class))
                .withMessageContaining("Shops.findByName(String): it has no @Query and no named query");
    }

    /** Makes repositories that know it. */
    public static class OwnFactoryBean extends DatastoreRepositoryFactoryBean<Written, Shop, Long> {

        static final AtomicReference<Class<?>> made = new AtomicReference<>();

        public OwnFactoryBean(Class<? extends Written> repositoryInterface) {
            super(repositoryInterface);
            made.set(repositoryInterface);
        }
    }

    public static class OwnBase<T, ID> extends SimpleDatastoreRepository<T, ID> {

        public OwnBase(EntityInformation<T, ID> information, DatastoreOperations operations) {
            super(information, operations);
        }

        @Override
        public long count() {
            return -1;
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks does
    void nullIsAnIllegalArgumentOfEveryInheritedMethod() {
        var information = new AbstractEntityInformation<Shop, Object>(Shop.class) {
            @Override
            public @Nullable Object getId(Shop shop) {
                return null;
            }

            @Override
            public Class<Object> getIdType() {
                return Object.class;
            }
        };
        try (AnnotationConfigApplicationContext context = start(ByValue.class)) {
            var shops = new OwnBase<>(information, context.getBean(DatastoreOperations.class));

            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> shops.save(null),
                    () -> shops.saveAll(null),
                    () -> shops.insert(null),
                    () -> shops.update(null),
                    () -> shops.findById(null),
                    () -> shops.existsById(null),
                    () -> shops.findAllById(null),
                    () -> shops.deleteById(null),
                    () -> shops.delete(null),
                    () -> shops.deleteAllById(null),
                    () -> shops.deleteAll(null))) {
                assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining("null; give");
            }
        }
    }

    public static class Shouting implements BeanNameGenerator {

        @Override
        public String generateBeanName(BeanDefinition definition, BeanDefinitionRegistry registry) {
            return String.valueOf(definition.getBeanClassName()).replaceAll(".*\\.", "") + "!";
        }
    }

    interface Nested extends DatastoreRepository<Shop, Long> {}

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Shop.class,
            repositoryFactoryBeanClass = OwnFactoryBean.class,
            bootstrapMode = BootstrapMode.LAZY,
            nameGenerator = Shouting.class,
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Shops|Named|Contributed)"))
    static class OwnFactory {}

    @Test
    void p2_factoryNameAndTimeAreChosen() {
        try (AnnotationConfigApplicationContext context = start(OwnFactory.class)) {
            assertThat(context.getBeanFactory().getBeanDefinition("Written!").isLazyInit())
                    .isTrue();
            assertThat(context.getBean("Written!", Written.class).findByName("a"))
                    .isEmpty();
            assertThat(OwnFactoryBean.made).hasValue(Written.class);
        }
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = EnableDatastoreRepositoriesTests.class,
            considerNestedRepositories = true,
            repositoryBaseClass = OwnBase.class,
            includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Nested.class),
            excludeFilters =
                    @Filter(type = FilterType.REGEX, pattern = "(?!.*EnableDatastoreRepositoriesTests.Nested$).*"))
    static class NestedOnes {}

    @Test
    void p20_baseClassIsChosenAndNestedRepositoriesAreTakenIfAskedFor() {
        try (AnnotationConfigApplicationContext context = start(NestedOnes.class)) {
            assertThat(context.getBean(Nested.class).count()).isEqualTo(-1);
        }
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Shop.class,
            datastoreTemplateRef = "otherTemplate",
            transactionManagerRef = "otherManager",
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Written|Named|Contributed|Code)"))
    static class OtherStore {

        @Bean(destroyMethod = "close")
        LocalDatastore otherDatastore() {
            return LocalDatastore.on(new MemoryEngine()).build();
        }

        @Bean
        DatastoreTemplate otherTemplate(LocalDatastore otherDatastore, DatastoreConverter converter) {
            return new DatastoreTemplate(otherDatastore, converter);
        }

        @Bean
        CountingManager otherManager(LocalDatastore otherDatastore) {
            return new CountingManager(new DatastoreTransactionManager(otherDatastore), new AtomicInteger());
        }
    }

    record CountingManager(DatastoreTransactionManager target, AtomicInteger begun)
            implements PlatformTransactionManager {

        @Override
        public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
            begun.incrementAndGet();
            return target.getTransaction(definition);
        }

        @Override
        public void commit(TransactionStatus status) {
            target.commit(status);
        }

        @Override
        public void rollback(TransactionStatus status) {
            target.rollback(status);
        }
    }

    @Test
    void p2_templateAndTransactionManagerAreThoseNamed() {
        try (AnnotationConfigApplicationContext context = TestContext.start(TestEngine.MEMORY, OtherStore.class)) {
            context.getBean(Shops.class).save(new Shop(null, "a"));

            assertThat(context.getBean("datastoreTemplate", DatastoreTemplate.class)
                            .count(Shop.class))
                    .isZero();
            assertThat(context.getBean("otherTemplate", DatastoreTemplate.class).count(Shop.class))
                    .isEqualTo(1);
            assertThat(context.getBean(CountingManager.class).begun()).hasValue(1);
        }
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Shop.class,
            enableDefaultTransactions = false,
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Written|Named|Contributed|Code)"))
    static class WithoutTransactions {}

    @Configuration
    static class Watching {

        boolean within;

        @Bean
        BeforeConvertCallback<Shop> watching() {
            return shop -> {
                within = TransactionSynchronizationManager.isActualTransactionActive();
                return shop;
            };
        }
    }

    @Test
    void p24_defaultTransactionsAreThereUnlessSwitchedOff() {
        try (AnnotationConfigApplicationContext context = start(WithoutTransactions.class, Watching.class)) {
            context.getBean(Shops.class).save(new Shop(null, "a"));
            assertThat(context.getBean(Watching.class).within).isFalse();
        }
        try (AnnotationConfigApplicationContext context = start(ByValue.class, Watching.class)) {
            context.getBean(Shops.class).save(new Shop(null, "a"));
            assertThat(context.getBean(Watching.class).within).isTrue();
        }
    }

    public static class Teller implements DatastoreRepositoryFragmentsContributor {

        @Override
        public RepositoryFragments contribute(RepositoryMetadata metadata, DatastoreOperations operations) {
            Telling telling = () -> operations.count(metadata.getDomainType()) + 100;
            return RepositoryFragments.of(RepositoryFragment.implemented(Telling.class, telling));
        }

        @Override
        public RepositoryFragments describe(RepositoryMetadata metadata) {
            return RepositoryFragments.of(RepositoryFragment.structural(Telling.class));
        }
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Shop.class,
            fragmentsContributor = Teller.class,
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Written|Named|Shops|Code)"))
    static class WithContributor {}

    @Test
    void p20_contributorAddsFragments() {
        try (AnnotationConfigApplicationContext context = start(WithContributor.class)) {
            Contributed contributed = context.getBean(Contributed.class);
            contributed.saveAll(List.of(new Shop(null, "a"), new Shop(null, "b")));

            assertThat(contributed.tell()).isEqualTo(102);
        }
    }
}
