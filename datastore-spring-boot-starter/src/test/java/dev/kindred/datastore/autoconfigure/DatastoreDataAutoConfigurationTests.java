package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.convert.DatastoreCustomConversions;
import dev.kindred.datastore.spring.data.mapping.Cached;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.KindNamingStrategy;
import dev.kindred.datastore.spring.data.mapping.Unmapped;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.RetryOnConflict;
import dev.kindred.shop.Book;
import dev.kindred.shop.BookRepository;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.data.convert.PropertyValueConverter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.ValueConversionContext;
import org.springframework.data.convert.ValueConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.mapping.model.FieldNamingStrategy;
import org.springframework.data.mapping.model.SnakeCaseFieldNamingStrategy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

class DatastoreDataAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTransactionAutoConfiguration.class,
                    DatastoreDataAutoConfiguration.class,
                    DatastoreRepositoriesAutoConfiguration.class,
                    TransactionAutoConfiguration.class))
            .withUserConfiguration(ShopPackage.class)
            .withPropertyValues("kindred.datastore.engine=memory");

    @Test
    void entitiesOfTheApplicationsPackageAreKnownFromTheStart() {
        runner.run(context -> assertThat(
                        context.getBean(DatastoreMappingContext.class).getPersistentEntities())
                .map(entity -> (Object) entity.getType())
                .contains(Book.class));
    }

    @Test
    void repositoriesOfTheApplicationsPackageAreThere() {
        runner.run(context -> {
            Book saved = context.getBean(BookRepository.class).save(new Book(null, "Dune", "new"));

            assertThat(saved.id()).isNotNull();
            assertThat(context.getBean(BookRepository.class).findByState("new")).containsExactly(saved);
        });
    }

    @Test
    void settingsOfTheMappingReachIt() {
        runner.withPropertyValues(
                        "kindred.datastore.mapping.unmapped=drop",
                        "kindred.datastore.mapping.nulls=skip",
                        "kindred.datastore.mapping.reading=lenient",
                        "kindred.datastore.mapping.kind-naming=snake-case",
                        "kindred.datastore.mapping.field-naming=snake-case")
                .run(context -> {
                    var line =
                            context.getBean(DatastoreMappingContext.class).getRequiredPersistentEntity(OrderLine.class);
                    var property = line.getRequiredPersistentProperty("productName");

                    assertThat(line.getKind()).isEqualTo("order_line");
                    assertThat(line.getUnmapped()).isEqualTo(Unmapped.DROP);
                    assertThat(property.getStoredName()).isEqualTo("product_name");
                    assertThat(property.getNulls()).isEqualTo(Field.Nulls.SKIP);
                    assertThat(property.getReading()).isEqualTo(Field.Reading.LENIENT);
                });
    }

    record Amount(String currency, long cents) {}

    record Bill(
            @Id Long id,
            Amount total,
            @ValueConverter(Prefixed.class) String number) {}

    @WritingConverter
    static class AmountToText implements Converter<Amount, String> {
        @Override
        public String convert(Amount amount) {
            return amount.currency() + " " + amount.cents();
        }
    }

    @ReadingConverter
    static class TextToAmount implements Converter<String, Amount> {
        @Override
        public Amount convert(String text) {
            return new Amount(text.substring(0, 3), Long.parseLong(text.substring(4)));
        }
    }

    /** Depends on another bean, which only a bean can. */
    static class Prefixed implements PropertyValueConverter<String, String, ValueConversionContext<?>> {

        private final AmountToText other;

        Prefixed(AmountToText other) {
            this.other = other;
        }

        @Override
        public String read(String stored, ValueConversionContext<?> context) {
            return stored.substring(2);
        }

        @Override
        public String write(String value, ValueConversionContext<?> context) {
            return (other == null ? "" : "N-") + value;
        }
    }

    @Test
    void c1_convertersOfTypesAndOfFieldsAreBeans() {
        runner.withBean(AmountToText.class).withBean(TextToAmount.class).run(context -> {
            DatastoreTemplate template = context.getBean(DatastoreTemplate.class);
            Bill bill = template.save(new Bill(1L, new Amount("EUR", 5), "17"));

            assertThat(template.toEntity(bill).value("total")).isEqualTo(Value.of("EUR 5"));
            assertThat(template.toEntity(bill).value("number")).isEqualTo(Value.of("N-17"));
            assertThat(template.getById(1, Bill.class)).isEqualTo(bill);
        });
    }

    @Cached
    record Country(@Id String code, String name) {}

    @Test
    void a2_cachesAreThoseOfTheCacheManager() {
        runner.withBean(ConcurrentMapCacheManager.class).run(context -> {
            DatastoreTemplate template = context.getBean(DatastoreTemplate.class);
            template.save(new Country("at", "Austria"));

            template.getById("at", Country.class);

            assertThat(context.getBean(ConcurrentMapCacheManager.class).getCacheNames())
                    .containsExactly("datastore:Country");
        });
    }

    @Test
    void m2_aBeanNamesKinds() {
        runner.withBean(KindNamingStrategy.class, () -> type -> "x_" + type.getSimpleName())
                .run(context -> assertThat(context.getBean(DatastoreMappingContext.class)
                                .getRequiredPersistentEntity(OrderLine.class)
                                .getKind())
                        .isEqualTo("x_OrderLine"));
    }

    record OrderLine(Long id, String productName) {}

    @Test
    void repositoriesCanBeSwitchedOff() {
        runner.withPropertyValues("kindred.datastore.repositories.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(DatastoreTemplate.class)
                        .doesNotHaveBean(BookRepository.class));
    }

    @Test
    void anApplicationThatSaysWhereItsRepositoriesAreIsHeardEvenIfThereAreNone() {
        runner.withUserConfiguration(Elsewhere.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(BookRepository.class));
    }

    @Test
    void theApplicationsTemplateIsUsed() {
        runner.withBean(
                        "datastoreTemplate",
                        DatastoreOperations.class,
                        () -> (DatastoreOperations) java.lang.reflect.Proxy.newProxyInstance(
                                DatastoreOperations.class.getClassLoader(),
                                new Class<?>[] {DatastoreOperations.class},
                                (proxy, method, arguments) -> null))
                .withPropertyValues("kindred.datastore.repositories.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(DatastoreOperations.class)
                        .doesNotHaveBean(DatastoreTemplate.class));
    }

    @Test
    void theApplicationsConversionsAndNamesAreUsed() {
        runner.withBean(
                        DatastoreCustomConversions.class,
                        () -> new DatastoreCustomConversions(List.of(new MoneyWriter(), new MoneyReader())))
                .withBean(FieldNamingStrategy.class, SnakeCaseFieldNamingStrategy::new)
                .run(context -> {
                    DatastoreTemplate template = context.getBean(DatastoreTemplate.class);

                    Priced saved = template.save(new Priced(1L, new Money(12, "EUR")));

                    Datastore datastore = context.getBean(Datastore.class);
                    assertThat(datastore
                                    .get(datastore.partition().key("Priced", 1))
                                    .value("list_price")
                                    .toString())
                            .contains("12 EUR");
                    assertThat(template.findById(1L, Priced.class)).contains(saved);
                });
    }

    @Test
    void x3_pain05_aConflictIsRetriedFromOutsideTheTransaction() {
        runner.withBean(Stubborn.class).run(context -> {
            Stubborn stubborn = context.getBean(Stubborn.class);

            stubborn.succeedAtTheThirdAttempt();

            assertThat(stubborn.attempts()).isEqualTo(3);
        });
    }

    @Test
    void besideJdbcTheTemplateJoinsTransactionsOfItsOwnManager() {
        runner.withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:data")
                .withBean(Ours.class)
                .run(context -> {
                    BookRepository books = context.getBean(BookRepository.class);
                    new TransactionTemplate(context.getBean(Ours.class).manager).executeWithoutResult(status -> {
                        books.save(new Book(null, "Dune", "new"));
                        status.setRollbackOnly();
                    });

                    assertThat(books.count()).isZero();
                });
    }

    @Test
    void a19_exceptionsOfTheTemplateAreSprings() {
        runner.run(context -> org.assertj.core.api.Assertions.assertThatExceptionOfType(
                        InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> context.getBean(DatastoreTemplate.class)
                        .execute(datastore ->
                                datastore.get(new dev.kindred.datastore.model.Partition("other", "").key("Book", 1)))));
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage(basePackageClasses = Book.class)
    static class ShopPackage {}

    @Configuration(proxyBeanMethods = false)
    @dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories(basePackages = "nowhere")
    static class Elsewhere {}

    static class Ours {

        final PlatformTransactionManager manager;

        Ours(@Qualifier("datastoreTransactionManager") PlatformTransactionManager manager) {
            this.manager = manager;
        }
    }

    static class Stubborn {

        private final AtomicInteger attempts = new AtomicInteger();

        @RetryOnConflict(backoffMillis = 0)
        @Transactional
        public void succeedAtTheThirdAttempt() {
            if (attempts.incrementAndGet() < 3) {
                throw new ConcurrencyFailureException("on purpose");
            }
        }

        public int attempts() {
            return attempts.get();
        }
    }

    record Money(int amount, String currency) {}

    @dev.kindred.datastore.spring.data.mapping.Entity
    record Priced(@org.springframework.data.annotation.Id long id, Money listPrice) {}

    @WritingConverter
    static class MoneyWriter implements Converter<Money, String> {

        @Override
        public String convert(Money money) {
            return money.amount() + " " + money.currency();
        }
    }

    @ReadingConverter
    static class MoneyReader implements Converter<String, Money> {

        @Override
        public Money convert(String text) {
            return new Money(Integer.parseInt(text.split(" ")[0]), text.split(" ")[1]);
        }
    }
}
