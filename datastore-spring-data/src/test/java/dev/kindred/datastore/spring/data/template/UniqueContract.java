package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Mutation;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Embedded;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.IndexCondition;
import dev.kindred.datastore.spring.data.mapping.Indexed;
import dev.kindred.datastore.spring.data.mapping.Namespace;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import dev.kindred.datastore.spring.data.mapping.Unique;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.mapping.MappingException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

abstract class UniqueContract {

    @Entity("users")
    record User(
            @Id Long id, @Unique @Field("mail") @Nullable String email, int visits) {}

    @Unique({"country", "plate"})
    record Car(@Id Long id, String country, @Nullable String plate) {}

    private final LocalDatastore datastore;
    private final DatastoreMappingContext context = new DatastoreMappingContext();
    private final DatastoreTemplate template;

    UniqueContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(context));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    private static User user(long id, @Nullable String email) {
        return new User(id, email, 0);
    }

    private static void assertTaken(Runnable write) {
        assertThatExceptionOfType(DuplicateValueException.class).isThrownBy(write::run);
    }

    @Test
    void t10_partialUpdateKeepsValuesUnique() {
        template.saveAll(List.of(user(1, "ann@x"), user(2, "bob@x")));

        assertTaken(() -> template.update(2L, User.class).set("email", "ann@x").execute());
        template.update(2L, User.class).set("email", "eve@x").execute();

        assertThat(template.getById(2L, User.class).email()).isEqualTo("eve@x");
    }

    @Test
    void m11_insertUpdateSaveAndSaveAllRefuseAValueThatIsTaken() {
        template.save(user(1, "ann@x"));
        template.save(user(2, "bob@x"));

        assertThatExceptionOfType(DuplicateValueException.class)
                .isThrownBy(() -> template.save(user(3, "ann@x")))
                .isInstanceOf(DuplicateKeyException.class)
                .withMessageContaining("property \"mail\" = \"ann@x\"")
                .withMessageContaining("must be unique in kind \"users\"")
                .satisfies(e -> {
                    assertThat(e.key().id()).isEqualTo(3);
                    assertThat(e.holder().id()).isEqualTo(1);
                    assertThat(e.properties()).containsExactly("mail");
                    assertThat(e.values()).containsExactly(Value.of("ann@x"));
                });
        assertTaken(() -> template.insert(user(3, "ann@x")));
        assertTaken(() -> template.insert(new User(null, "ann@x", 0)));
        assertTaken(() -> template.update(user(2, "ann@x")));
        assertTaken(() -> template.saveAll(List.of(user(4, "dan@x"), user(5, "bob@x"))));
        assertThat(template.findAll(User.class)).containsExactlyInAnyOrder(user(1, "ann@x"), user(2, "bob@x"));
        assertThat(template.save(new User(1L, "ann@x", 7)).visits()).isEqualTo(7);
    }

    @Test
    void m11_changesOfSomePropertiesAreCheckedToo() {
        template.saveAll(List.of(user(1, "ann@x"), user(2, "bob@x")));
        dev.kindred.datastore.model.Entity bob = template.toEntity(user(2, "ann@x"));

        assertTaken(() -> template.execute(
                entities -> entities.apply(List.of(Mutation.update(bob).mask(PropertyMask.of("mail"))))));

        assertThat(template.getById(2, User.class).email()).isEqualTo("bob@x");
        template.execute(entities ->
                entities.apply(List.of(Mutation.delete(template.createKey(User.class, 1)), Mutation.update(bob))));
        assertThat(template.findAll(User.class)).containsExactly(user(2, "ann@x"));
    }

    @Test
    void m11_partialUpdatesAreChecked() {
        template.saveAll(List.of(user(1, "ann@x"), user(2, "bob@x")));
        TransactionTemplate transactions = new TransactionTemplate(new DatastoreTransactionManager(datastore));

        assertTaken(() -> template.update(2, User.class).set("email", "ann@x").execute());
        assertTaken(() -> transactions.executeWithoutResult(
                status -> template.update(2, User.class).set("email", "ann@x").execute()));

        assertThat(template.getById(2, User.class).email()).isEqualTo("bob@x");
        template.update(2, User.class).set("email", "dan@x").execute();
        assertThat(template.getById(2, User.class).email()).isEqualTo("dan@x");
    }

    @Test
    void m11_valueIsFreeAgainAfterAChangeOrADeletion() {
        template.save(user(1, "ann@x"));
        template.save(user(1, "ann@y"));
        template.save(user(2, "ann@x"));
        template.deleteById(2, User.class);

        template.save(user(3, "ann@x"));

        assertThat(template.count(User.class)).isEqualTo(2);
    }

    @Test
    void m11_nullsAndMissingPropertiesDoNotCollide() {
        template.saveAll(List.of(user(1, null), user(2, null)));
        datastore.put(dev.kindred.datastore.model.Entity.builder(template.createKey(User.class, 3))
                .build());

        template.save(user(4, null));

        assertThat(template.count(User.class)).isEqualTo(4);
    }

    @Test
    void m11_aBatchIsJudgedByWhatItLeaves() {
        template.saveAll(List.of(user(1, "ann@x"), user(2, "bob@x")));

        template.saveAll(List.of(user(1, "bob@x"), user(2, "ann@x"))); // a swap

        assertThat(template.getById(1, User.class).email()).isEqualTo("bob@x");
        assertTaken(() -> template.saveAll(List.of(user(3, "dan@x"), user(4, "dan@x"))));
        List<User> many =
                IntStream.range(100, 300).mapToObj(i -> user(i, i + "@x")).toList();
        template.saveAll(many);
        assertTaken(() -> template.saveAll(IntStream.range(400, 500)
                .mapToObj(i -> user(i, (i == 499 ? 299 : i) + "@x"))
                .toList()));
        assertThat(template.count(User.class)).isEqualTo(202);
    }

    record Ticket(
            @Id String id, @Version Long version, @Unique String seat) {}

    @Test
    void m11_aNewObjectMayTakeWhatAnotherOfItsBatchGivesUp() {
        Ticket first = template.save(new Ticket("a", null, "1A"));

        template.saveAll(List.of(new Ticket("b", null, "1A"), new Ticket("a", first.version(), "2A")));

        assertThat(template.getById("b", Ticket.class).seat()).isEqualTo("1A");
    }

    @Test
    void m11_withinATransactionEachCallIsCheckedByItselfAndAFailedOneLeavesNothing() {
        template.saveAll(List.of(user(1, "ann@x"), user(2, "bob@x")));
        TransactionTemplate transactions = new TransactionTemplate(new DatastoreTransactionManager(datastore));

        // By way of a third value, or in one saveAll.
        transactions.executeWithoutResult(status -> {
            template.save(user(1, null));
            template.save(user(2, "ann@x"));
            template.save(user(1, "bob@x"));
        });
        assertThat(template.getById(2, User.class).email()).isEqualTo("ann@x");

        assertThatExceptionOfType(UnexpectedRollbackException.class)
                .isThrownBy(() -> transactions.executeWithoutResult(status -> {
                    template.save(user(5, "eve@x"));
                    assertTaken(() -> template.save(user(6, "ann@x")));
                }));
        assertThat(template.findAllById(List.of(5, 6), User.class)).isEmpty();
    }

    @Test
    void m11_combinationsOfPropertiesAreUniqueTogether() {
        template.save(new Car(1L, "AT", "W-1"));
        template.save(new Car(2L, "DE", "W-1"));
        template.save(new Car(3L, "AT", null));
        template.save(new Car(4L, "AT", null));

        assertThatExceptionOfType(DuplicateValueException.class)
                .isThrownBy(() -> template.save(new Car(5L, "AT", "W-1")))
                .withMessageContaining("property \"country\" = \"AT\" with property \"plate\" = \"W-1\"");
        assertTaken(() -> template.saveAll(List.of(new Car(6L, "FR", "1"), new Car(7L, "FR", "1"))));
        template.saveAll(List.of(new Car(6L, "FR", "1"), new Car(7L, "FR", "2")));
        assertThat(template.count(Car.class)).isEqualTo(6);
    }

    record Address(String street, String phone) {}

    @Unique("home.phone")
    @Unique("work.phone")
    record Person(
            @Id Long id,
            Address home,
            @Embedded(flatten = true) Address work,
            @Unique List<String> nicknames,
            @Unique @Indexed(when = NotDash.class) String code) {}

    static class NotDash implements IndexCondition<String> {
        @Override
        public boolean isIndexed(@Nullable String value, Object owner) {
            return !"-".equals(value);
        }
    }

    private static Person person(long id, String home, String work, List<String> nicknames, String code) {
        return new Person(id, new Address("s", home), new Address("s", work), nicknames, code);
    }

    @Test
    void m11_nestedFlattenedListedAndConditionallyIndexedPropertiesCount() {
        template.save(person(1, "1", "2", List.of("a", "b", "a"), "-"));

        template.save(person(2, "2", "1", List.of("c"), "-"));
        assertTaken(() -> template.save(person(3, "1", "9", List.of(), "x")));
        assertTaken(() -> template.save(person(3, "9", "2", List.of(), "x")));
        assertTaken(() -> template.save(person(3, "9", "9", List.of("d", "b"), "x")));
        template.save(person(3, "9", "9", List.of("d"), "x"));
        assertTaken(() -> template.save(person(4, "4", "4", List.of(), "x")));
    }

    @Discriminator
    @Entity("parts")
    abstract static class Part {
        @Id
        Long id;

        @Unique
        String serial;
    }

    static class Bolt extends Part {}

    static class Nut extends Part {}

    @Test
    void m11_subtypesShareTheKindOfTheirBase() {
        Bolt bolt = new Bolt();
        bolt.serial = "s1";
        Nut nut = new Nut();
        nut.serial = "s1";
        template.save(bolt);

        assertTaken(() -> template.save(nut));
    }

    record Setting(
            @Id Long id, @Namespace String tenant, @Unique String name) {}

    @Test
    void m11_namespacesAreApart() {
        template.saveAll(List.of(new Setting(1L, "one", "color"), new Setting(1L, "two", "color")));

        assertTaken(() -> template.save(new Setting(2L, "two", "color")));
    }

    @Test
    void m11_ofManyWhoTakeOneValueAtOnceOneWins() throws Exception {
        int threads = 4;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 10; round++) {
                String email = round + "@x";
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Callable<Boolean>> savers = IntStream.range(0, threads)
                        .<Callable<Boolean>>mapToObj(i -> () -> {
                            start.await(20, TimeUnit.SECONDS);
                            try {
                                template.save(new User(null, email, i));
                                return true;
                            } catch (DuplicateValueException taken) {
                                return false;
                            }
                        })
                        .toList();
                List<Boolean> won = new ArrayList<>();
                for (Future<Boolean> saver : executor.invokeAll(savers)) {
                    won.add(saver.get());
                }
                assertThat(won).containsOnlyOnce(true);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(template.count(User.class)).isEqualTo(10);
    }

    @Test
    void m11_ofTwoTransactionsThatTakeOneValueTheSecondConflicts() {
        TransactionTemplate transactions = new TransactionTemplate(new DatastoreTransactionManager(datastore));
        TransactionTemplate own = new TransactionTemplate(transactions.getTransactionManager());
        own.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);

        assertThatExceptionOfType(ConcurrencyFailureException.class)
                .isThrownBy(() -> transactions.executeWithoutResult(first -> {
                    template.save(user(1, "ann@x"));
                    own.executeWithoutResult(second -> template.save(user(2, "ann@x")));
                }));

        assertThat(template.findAll(User.class)).containsExactly(user(2, "ann@x"));
    }

    @Test
    void m11_duplicatesThatAreThereAlreadyCanBeFound() {
        for (long id = 1; id <= 5; id++) {
            datastore.put(template.toEntity(user(id, id < 4 ? "ann@x" : id + "@x")));
            datastore.put(template.toEntity(new Car(id, "AT", id > 3 ? "W-1" : "W-" + (id + 5))));
        }

        List<DuplicateValues> users = DuplicateValues.find(template, User.class, 10);
        List<DuplicateValues> cars = DuplicateValues.find(template, Car.class, 10);

        assertThat(users).singleElement().satisfies(found -> {
            assertThat(found.properties()).containsExactly("mail");
            assertThat(found.values()).containsExactly(Value.of("ann@x"));
            assertThat(found.keys()).extracting(Key::id).containsExactly(1L, 2L, 3L);
        });
        assertThat(cars)
                .singleElement()
                .satisfies(found -> assertThat(found.keys()).extracting(Key::id).containsExactlyInAnyOrder(4L, 5L));
        assertTaken(() -> template.save(user(2, "ann@x")));
        template.saveAll(List.of(user(2, "b@x"), user(3, "c@x")));
        assertThat(DuplicateValues.find(template, User.class, 1)).isEmpty();
        assertThat(template.count(Query.kind("users"))).isEqualTo(5);
    }

    record Hidden(@Id Long id, @Unique @Unindexed String name) {}

    @Unique({"name", "tags"})
    record Listed(@Id Long id, String name, List<String> tags) {}

    @Unique("nome")
    record Misspelt(@Id Long id, String name) {}

    record Keyed(@Id @Unique Long id) {}

    record Inner(@Unique String code) {}

    record Outer(@Id Long id, Inner inner) {}

    @Test
    void m11_whatNoIndexTellsIsRefusedAtTheStart() {
        assertRefused(Hidden.class, "Field \"name\" of Hidden is not indexed");
        assertRefused(Listed.class, "Field \"tags\" of Listed holds several values");
        assertRefused(Misspelt.class, "nome");
        assertRefused(Keyed.class, "what is part of the key is unique by the key");
        assertRefused(Outer.class, "@Unique(code) on Inner cannot hold");
    }

    private static void assertRefused(Class<?> type, String reason) {
        DatastoreMappingContext context = new DatastoreMappingContext();
        context.setInitialEntitySet(Set.of(type));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(context::initialize)
                .withMessageContaining(reason);
    }
}
