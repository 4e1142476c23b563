package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.auditing.EnableDatastoreAuditing;
import dev.kindred.datastore.spring.data.mapping.AlsoKnownAs;
import dev.kindred.datastore.spring.data.mapping.CompositeIndex;
import dev.kindred.datastore.spring.data.mapping.Embedded;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.IndexCondition;
import dev.kindred.datastore.spring.data.mapping.Indexed;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataRetrievalFailureException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedBy;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.Version;
import org.springframework.data.auditing.DateTimeProvider;
import org.springframework.data.core.TypedPropertyPath;
import org.springframework.data.domain.AuditorAware;
import org.springframework.data.mapping.MappingException;
import org.springframework.transaction.support.TransactionTemplate;

abstract class PartialUpdateContract {

    enum Size {
        SMALL,
        LARGE
    }

    record Place(String street, @Nullable @Field("town") String city) {}

    @CompositeIndex({"country", "-visits"})
    record City(
            @Id @Nullable Long id,
            @Field("title") String name,
            @Nullable String country,
            int visits,
            @Nullable Double area,
            @Nullable Long people,
            @Unindexed @Nullable String remarks,
            @Nullable List<String> tags,
            @Nullable Set<Size> sizes,
            @Nullable Place hall,

            @Embedded(flatten = true, prefix = "mail_") @Nullable
            Place mail,

            @Nullable BigDecimal budget,
            @Nullable LocalDate founded,
            @Nullable Duration age,
            @Nullable Optional<String> motto) {

        static City of(String name) {
            return new City(
                    null,
                    name,
                    "no",
                    1,
                    1.5,
                    null,
                    "none",
                    List.of("a", "b"),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    record Versioned(@Id String id, @Version Long version, String text) {}

    record Audited(
            @Id String id,
            String text,
            @CreatedDate @Nullable Instant created,
            @LastModifiedDate @Nullable Instant changed,
            @LastModifiedBy @Nullable String by) {}

    static final class WhenOpen implements IndexCondition<String> {
        @Override
        public boolean isIndexed(@Nullable String value, Object owner) {
            return ((Ticket) owner).open();
        }
    }

    record Ticket(
            @Id String id,
            boolean open,
            @Indexed(when = WhenOpen.class) String subject) {}

    record Renamed(@Id String id, @AlsoKnownAs("hits") long visits) {}

    record Customer(@Id String id, String name) {}

    record Purchase(@Id String id, @Nullable Ref<Customer> customer) {}

    @Configuration
    @EnableDatastoreAuditing
    static class Auditing {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Bean
        DateTimeProvider clock() {
            return () -> Optional.of(now);
        }

        @Bean
        AuditorAware<String> auditor() {
            return () -> Optional.of("ann");
        }
    }

    private final AnnotationConfigApplicationContext context;
    private final DatastoreTemplate template;
    private final Datastore datastore;

    PartialUpdateContract(TestEngine engine) {
        context = TestContext.start(engine, Auditing.class);
        template = context.getBean(DatastoreTemplate.class);
        datastore = context.getBean(Datastore.class);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void t10_partialUpdateChangesTheNamedFieldsAndLeavesAllOthers() {
        City city = template.save(City.of("Oslo"));
        Key key = template.getKey(city);
        datastore.put(datastore.get(key).toBuilder().set("unknown", "kept").build());

        City changed = template.update(city.id(), City.class)
                .set(City::name, "Kristiania")
                .set("area", 2)
                .increment(City::visits, 4)
                .increment("people", 700L)
                .executeAndGet();

        assertThat(changed.name()).isEqualTo("Kristiania");
        assertThat(changed.area()).isEqualTo(2.0);
        assertThat(changed.visits()).isEqualTo(5);
        assertThat(changed.people()).isEqualTo(700L);
        assertThat(changed.country()).isEqualTo("no");
        assertThat(changed.tags()).containsExactly("a", "b");
        assertThat(template.getById(key, City.class)).isEqualTo(changed);
        assertThat(datastore.get(key).value("unknown")).isEqualTo(Value.of("kept"));
        assertThat(datastore.get(key).value("name")).as("the field's name").isNull();
    }

    @Test
    void t10_queriesFindTheChangedValuesByAllIndexesAndNotTheFormerOnes() {
        City city = template.save(City.of("Oslo"));

        template.update(city.id(), City.class)
                .set("country", "se")
                .set("remarks", "moved")
                .execute();

        assertThat(template.find(by("country", "se"), City.class)).hasSize(1);
        assertThat(template.find(by("country", "no"), City.class)).isEmpty();
        assertThat(stored(city, "remarks").indexed()).isFalse();
        assertThat(stored(city, "country").indexed()).isTrue();
    }

    @Test
    void t10_unsetRemovesThePropertyAndNullIsStored() {
        City city = template.save(City.of("Oslo"));

        template.update(city.id(), City.class)
                .unset(City::country)
                .set("area", null)
                .unset("visits")
                .execute();

        Entity entity = datastore.get(template.getKey(city));
        assertThat(entity.properties()).doesNotContainKeys("country", "visits");
        assertThat(entity.value("area")).isEqualTo(Value.NULL);
    }

    @Test
    void t10_listsAreAppendedToAndTakenFrom() {
        City city = template.save(City.of("Oslo"));

        City changed = template.update(city.id(), City.class)
                .append("tags", "b", "c")
                .appendIfAbsent(City::tags, "a", "d")
                .append("sizes", Size.LARGE, Size.LARGE)
                .executeAndGet();
        City less = template.update(city.id(), City.class)
                .removeAll("tags", "b", "x")
                .executeAndGet();

        assertThat(changed.tags()).containsExactly("a", "b", "b", "c", "d");
        assertThat(changed.sizes()).containsExactly(Size.LARGE);
        assertThat(less.tags()).containsExactly("a", "c", "d");
        assertThat(template.count(by("tags", "d"))).isEqualTo(1);
    }

    @Test
    void t10_maximumAndMinimumCompareByTheOrderOfTheType() {
        City city = template.save(City.of("Oslo"));

        City changed = template.update(city.id(), City.class)
                .maximum("visits", 10)
                .minimum("area", 0.5)
                .maximum("budget", new BigDecimal("9.50"))
                .maximum("budget", new BigDecimal("10.25"))
                .minimum("founded", LocalDate.of(1300, 1, 1))
                .minimum("founded", LocalDate.of(1048, 1, 1))
                .maximum("age", Duration.ofHours(2))
                .maximum("age", Duration.ofMinutes(30))
                .executeAndGet();

        assertThat(changed.visits()).isEqualTo(10);
        assertThat(changed.area()).isEqualTo(0.5);
        assertThat(changed.budget()).isEqualTo(new BigDecimal("10.25"));
        assertThat(changed.founded()).isEqualTo("1048-01-01");
        assertThat(changed.age()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void t10_pathsLeadIntoNestedAndFlattenedObjectsWhichAreMade() {
        City city = template.save(City.of("Oslo"));

        City changed = template.update(city.id(), City.class)
                .set(TypedPropertyPath.of(City::hall).then(Place::city), "Frogner")
                .set("mail.street", "Post 1")
                .set("hall.street", "Main")
                .executeAndGet();
        City replaced = template.update(city.id(), City.class)
                .set("mail", new Place("Post 2", "Moss"))
                .set("hall.city", null)
                .set(City::motto, Optional.of("unanimiter"))
                .executeAndGet();
        City without = template.update(city.id(), City.class).set("mail", null).executeAndGet();

        assertThat(changed.hall()).isEqualTo(new Place("Main", "Frogner"));
        assertThat(changed.mail()).isEqualTo(new Place("Post 1", null));
        assertThat(replaced.mail()).isEqualTo(new Place("Post 2", "Moss"));
        assertThat(replaced.hall()).isEqualTo(new Place("Main", null));
        assertThat(replaced.motto()).contains("unanimiter");
        assertThat(without.mail()).isNull();
        assertThat(template.update(city.id(), City.class)
                        .set("hall.city", "Frogner")
                        .executeAndGet()
                        .hall())
                .isEqualTo(new Place("Main", "Frogner"));
    }

    @Test
    void t10_pain14_partialUpdateIsAtomic() {
        City city = template.save(City.of("Oslo"));

        CompletableFuture<?>[] all = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 5; i++) {
                        template.update(city.id(), City.class)
                                .increment("visits", 1)
                                .append("tags", "t" + thread)
                                .execute();
                    }
                }))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();

        City changed = template.getById(city.id(), City.class);
        assertThat(changed.visits()).isEqualTo(41);
        assertThat(changed.tags()).hasSize(42);
    }

    @Test
    void t10_partialUpdateJoinsTheTransactionAndSeesItsWrites() {
        City city = template.save(City.of("Oslo"));
        TransactionTemplate transactions = new TransactionTemplate(context.getBean(DatastoreTransactionManager.class));

        transactions.executeWithoutResult(status -> {
            template.update(city.id(), City.class).increment("visits", 1).execute();
            City inside = template.update(city.id(), City.class)
                    .increment("visits", 1)
                    .executeAndGet();
            assertThat(inside.visits()).isEqualTo(3);
            status.setRollbackOnly();
        });

        assertThat(template.getById(city.id(), City.class).visits()).isEqualTo(1);
        transactions.setReadOnly(true);
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> transactions.executeWithoutResult(status ->
                        template.update(city.id(), City.class).set("visits", 9).execute()))
                .withMessageContaining("read-only");
    }

    @Test
    void t10_absentObjectIsARetrievalFailureAndNothingIsStored() {
        assertThatExceptionOfType(DataRetrievalFailureException.class)
                .isThrownBy(
                        () -> template.update(5L, City.class).set("name", "x").execute())
                .withMessageContaining("City(5)")
                .withMessageContaining("no such");

        assertThat(template.count(City.class)).isZero();
    }

    @Test
    void t10_versionGoesUpByOneAndIsComparedWhereAsked() {
        Versioned first = template.save(new Versioned("a", null, "one"));

        Versioned second =
                template.update("a", Versioned.class).set("text", "two").executeAndGet();

        assertThat(second.version()).isEqualTo(2L);
        assertThatExceptionOfType(OptimisticLockingFailureException.class)
                .isThrownBy(() -> template.update("a", Versioned.class)
                        .set("text", "three")
                        .ifVersion(first.version())
                        .execute())
                .withMessageContaining("version 1");
        assertThatExceptionOfType(OptimisticLockingFailureException.class)
                .as("a save of what was read before")
                .isThrownBy(() -> template.save(first));
        assertThat(template.update("a", Versioned.class)
                        .set("text", "three")
                        .ifVersion(2)
                        .executeAndGet())
                .isEqualTo(new Versioned("a", 3L, "three"));
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.update("a", Versioned.class).set("version", 7L))
                .withMessageContaining("ifVersion");
    }

    @Test
    void t10_versionOfATypeWithoutOneCannotBeCompared() {
        City city = template.save(City.of("Oslo"));

        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.update(city.id(), City.class)
                        .set("visits", 3)
                        .ifVersion(1)
                        .execute())
                .withMessageContaining("@Version");
        assertThat(template.getById(city.id(), City.class).visits()).isEqualTo(1);
    }

    @Test
    void t10_auditingSaysWhoChangedItWhenAndKeepsTheCreation() {
        template.save(new Audited("a", "one", null, null, null));
        context.getBean(Auditing.class).now = Instant.parse("2026-02-02T00:00:00Z");

        Audited changed = template.update("a", Audited.class).set("text", "two").executeAndGet();

        assertThat(changed)
                .isEqualTo(new Audited(
                        "a",
                        "two",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2026-02-02T00:00:00Z"),
                        "ann"));
    }

    @Test
    void t10_conditionOfAnIndexLooksAtTheChangedObject() {
        template.save(new Ticket("a", true, "broken"));

        template.update("a", Ticket.class).set("open", false).execute();
        boolean closed = stored(new Ticket("a", false, ""), "subject").indexed();
        template.update("a", Ticket.class)
                .set("open", true)
                .set("subject", "again")
                .execute();

        assertThat(closed).isFalse();
        assertThat(stored(new Ticket("a", true, ""), "subject")).isEqualTo(new Property(Value.of("again"), true));
    }

    @Test
    void t10_formerNameOfAPropertyIsReadAndLeft() {
        Key key = template.createKey(Renamed.class, "a");
        datastore.put(Entity.builder(key).set("hits", 3).build());

        template.update("a", Renamed.class).increment("visits", 2).execute();

        assertThat(datastore.get(key).properties()).isEqualTo(Map.of("visits", Property.of(Value.of(5))));
    }

    @Test
    void t10_referencesAreSetByReferenceObjectOrKey() {
        Customer ann = template.save(new Customer("ann", "Ann"));
        template.save(new Purchase("p", null));

        template.update("p", Purchase.class).set("customer", ann).execute();
        Key byObject =
                stored(new Purchase("p", null), "customer").value() instanceof Value.KeyValue key ? key.value() : null;
        template.update("p", Purchase.class)
                .set(Purchase::customer, template.ref(ann))
                .execute();
        template.update("p", Purchase.class)
                .set("customer", template.getKey(ann))
                .execute();

        assertThat(byObject).isEqualTo(template.getKey(ann));
        assertThat(template.getById("p", Purchase.class).customer().key()).isEqualTo(byObject);
    }

    @Test
    void t10_unknownFieldIsAnErrorThatNamesTheNearest() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.update(1L, City.class).set("contry", "no"))
                .withMessageContaining("contry")
                .withMessageContaining("country");
    }

    @Test
    void t10_whatCannotBeUpdatedIsRefusedWithTheWayOut() {
        PartialUpdate<City> update = template.update(1L, City.class);

        refused(() -> update.set("id", 2L), "part of the key");
        refused(() -> update.increment("budget", 1), "read the object");
        refused(() -> update.increment("name", 1), "read the object");
        refused(() -> update.append("name", "x"), "holds no elements");
        refused(() -> update.maximum("tags", List.of("x")), "no single value");
        refused(() -> template.update("p", Purchase.class).set("customer.name", "x"), "customer");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> update.set("visits", "many"))
                .withMessageContaining("visits")
                .withMessageContaining("many");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> update.set("visits", 1.5))
                .withMessageContaining("exactly");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> update.set("visits", null))
                .withMessageContaining("null is no int");
    }

    @Test
    void t10_numberThatItsFieldCannotHoldIsRefusedAndNothingChanges() {
        City city = template.save(City.of("Oslo"));

        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.update(city.id(), City.class)
                        .increment("visits", Integer.MAX_VALUE)
                        .execute())
                .withMessageContaining("visits");

        assertThat(template.getById(city.id(), City.class).visits()).isEqualTo(1);
    }

    private static void refused(Runnable update, String message) {
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(update::run)
                .isInstanceOf(DataAccessException.class)
                .withMessageContaining(message);
    }

    private Query by(String property, String value) {
        return template.query(City.class)
                .toQuery()
                .filter(template.filters().compare(City.class, property, Operator.EQUAL, value));
    }

    private Property stored(Object instance, String name) {
        Property property = datastore.get(template.getKey(instance)).property(name);
        assertThat(property).isNotNull();
        return property;
    }
}
