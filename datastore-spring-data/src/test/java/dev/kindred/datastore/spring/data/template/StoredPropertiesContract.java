package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.convert.PropertyMappingException;
import dev.kindred.datastore.spring.data.mapping.AlsoKnownAs;
import dev.kindred.datastore.spring.data.mapping.CompositeIndex;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Embedded;
import dev.kindred.datastore.spring.data.mapping.Extras;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.Field.Nulls;
import dev.kindred.datastore.spring.data.mapping.IndexCondition;
import dev.kindred.datastore.spring.data.mapping.Indexed;
import dev.kindred.datastore.spring.data.mapping.InsertOnly;
import dev.kindred.datastore.spring.data.mapping.KindNaming;
import dev.kindred.datastore.spring.data.mapping.Subtype;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import dev.kindred.datastore.spring.data.mapping.Unmapped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.annotation.Version;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.model.SnakeCaseFieldNamingStrategy;
import org.springframework.mock.env.MockEnvironment;

/** Which stored properties belong to a type, under which names, and what becomes of the others. Tests are named after the rows of the requirements. */
abstract class StoredPropertiesContract {

    private final LocalDatastore datastore;
    private final DatastoreMappingContext context = new DatastoreMappingContext();
    private final DatastoreTemplate template;

    StoredPropertiesContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(context));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    // Unmapped properties

    record Address(String street) {}

    record Book(@Id Long id, String title, Address shop, List<Address> branches) {}

    private Key storedBook() {
        Value.EntityValue address = new Value.EntityValue(
                null, Map.of("street", Property.of(Value.of("Main")), "zip", Property.of(Value.of(5))));
        return datastore.put(Entity.builder(Key.of("Book", 1))
                .set("title", "Dune")
                .setUnindexed("isbn", Value.of("978"))
                .set("shop", address)
                .set("branches", Value.of(List.of(address)))
                .build());
    }

    @Test
    void m29_pain22_propertiesWithoutAFieldStayWhenALoadedObjectIsSaved() {
        Key key = storedBook();
        Book book = template.getById(key, Book.class);

        template.save(new Book(book.id(), "Dune Messiah", book.shop(), book.branches()));

        Entity stored = datastore.get(key);
        assertThat(stored.value("title")).isEqualTo(Value.of("Dune Messiah"));
        assertThat(stored.property("isbn")).isEqualTo(Property.unindexed(Value.of("978")));
    }

    @Test
    void m29_theyStayWithinNestedObjectsButNotInElementsOfLists() {
        Key key = storedBook();

        template.save(new Book(1L, "Dune", new Address("Side"), List.of(new Address("Side"))));

        Value.EntityValue shop = (Value.EntityValue) datastore.get(key).value("shop");
        assertThat(shop.properties())
                .containsEntry("street", Property.of(Value.of("Side")))
                .containsKey("zip");
        assertThat(datastore.get(key).value("branches"))
                .isEqualTo(Value.of(
                        List.of(new Value.EntityValue(null, Map.of("street", Property.of(Value.of("Side")))))));

        template.save(new Book(1L, "Dune", null, null));
        assertThat(datastore.get(key).value("shop")).isEqualTo(Value.NULL);

        template.save(new Book(1L, "Dune", new Address(null), null));
        assertThat(((Value.EntityValue) datastore.get(key).value("shop")).properties())
                .containsOnlyKeys("street");
    }

    @Test
    void m29_updatesAndBatchesKeepThemTooAndNewEntitiesNeedNoReading() {
        Key key = storedBook();

        template.update(new Book(1L, "a", null, null));
        assertThat(datastore.get(key).value("isbn")).isEqualTo(Value.of("978"));

        List<Book> saved = template.saveAll(List.of(
                new Book(null, "new", null, null),
                new Book(1L, "b", null, null),
                new Book(7L, "assigned", null, null),
                new Book(1L, "c", null, null)));
        assertThat(saved.get(0).id()).isNotNull();
        assertThat(template.getById(7L, Book.class).title()).isEqualTo("assigned");
        assertThat(datastore.get(key).value("title")).isEqualTo(Value.of("c"));
        assertThat(datastore.get(key).value("isbn")).isEqualTo(Value.of("978"));
        template.insert(new Book(8L, "inserted", null, null));
        assertThat(template.count(Book.class)).isEqualTo(4);
    }

    @Test
    void m29_saveWithinATransactionKeepsWhatTheSameTransactionWrote() {
        Key key = storedBook();

        template.performTransaction(transaction -> {
            transaction.execute(entities ->
                    entities.put(entities.get(key).toBuilder().set("pages", 412).build()));
            return transaction.save(new Book(1L, "x", null, null));
        });

        assertThat(datastore.get(key).value("pages")).isEqualTo(Value.of(412));
    }

    @dev.kindred.datastore.spring.data.mapping.Entity(value = "Book", unmapped = Unmapped.DROP)
    record Dropping(
            @Id Long id, String title, @ReadOnlyProperty String isbn) {}

    @Test
    void m29_typeThatDropsWritesTheEntityWholeButNotWhatIsReadOnly() {
        Key key = storedBook();

        template.save(new Dropping(1L, "x", "y"));

        assertThat(datastore.get(key).properties()).containsOnlyKeys("title", "isbn");
        assertThat(datastore.get(key).value("isbn")).isEqualTo(Value.of("978"));
    }

    @dev.kindred.datastore.spring.data.mapping.Entity(value = "Book", unmapped = Unmapped.FAIL)
    record Failing(@Id Long id, String title) {}

    @Test
    void m29_typeThatFailsRefusesToReadAndToOverwrite() {
        storedBook();

        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.findById(1L, Failing.class))
                .withMessageContaining("Book(1)")
                .withMessageContaining("\"isbn\"")
                .withMessageContaining("@Extras");
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.save(new Failing(1L, "x")))
                .withMessageContaining("\"isbn\"");
        assertThat(datastore.get(Key.of("Book", 1)).value("title")).isEqualTo(Value.of("Dune"));
        Failing saved = template.save(new Failing(null, "fine"));
        assertThat(template.save(saved)).isEqualTo(saved);
    }

    @Test
    void m29_theContextSaysWhatIsDoneWhereTheTypeDoesNot() {
        DatastoreMappingContext dropping = new DatastoreMappingContext();
        dropping.setUnmapped(Unmapped.DROP);
        Key key = storedBook();

        new DatastoreTemplate(datastore, new MappingDatastoreConverter(dropping)).save(new Book(1L, "x", null, null));

        assertThat(datastore.get(key).properties()).doesNotContainKey("isbn");
    }

    @dev.kindred.datastore.spring.data.mapping.Entity("Book")
    static class Open {
        @Id
        Long id;

        String title;

        @Extras
        Map<String, Object> more;
    }

    @Test
    void m29_pain22_extrasHoldWhatHasNoFieldAndWriteItBackAsItWas() {
        Key key = datastore.put(Entity.builder(Key.of("Book", 1))
                .set("title", "Dune")
                .setUnindexed("blurb", Value.of("long"))
                .set("blob", new Value.BlobKeyValue("b"))
                .set("pages", 412)
                .set("gone", true)
                .build());

        Open open = template.getById(1L, Open.class);
        assertThat(open.more).containsOnlyKeys("blurb", "blob", "pages", "gone").containsEntry("pages", 412L);
        open.more.remove("gone");
        open.more.put("pages", 500L);
        open.more.put("notes", "n".repeat(2_000));
        template.save(open);

        Entity stored = datastore.get(key);
        assertThat(stored.properties()).containsOnlyKeys("title", "blurb", "blob", "pages", "notes");
        assertThat(stored.property("blurb")).isEqualTo(Property.unindexed(Value.of("long")));
        assertThat(stored.value("blob")).isEqualTo(new Value.BlobKeyValue("b"));
        assertThat(stored.property("pages")).isEqualTo(Property.of(Value.of(500)));
        assertThat(stored.property("notes").indexed()).isFalse();
    }

    record Rest(@Id Long id, @Extras Map<String, Object> all) {}

    @Test
    void m28_typeWithNothingButExtrasIsAnEntityWithoutASchema() {
        Rest saved = template.save(new Rest(null, Map.of("a", 1L, "b", List.of("x"), "c", Map.of("d", true))));

        assertThat(template.getById(saved.id(), Rest.class)).isEqualTo(saved);
        assertThat(template.count(Query.kind("Rest").filter("c.d =", Value.of(true))))
                .isEqualTo(1);
        assertThat(template.save(new Rest(null, null)).all()).isNull();
    }

    @Test
    void m29_extrasThatAFieldStandsForAreRefused() {
        Open open = new Open();
        open.more = Map.of("title", "x");

        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.save(open))
                .withMessageContaining("\"title\"")
                .withMessageContaining("another field");
    }

    @Discriminator
    @dev.kindred.datastore.spring.data.mapping.Entity("Animal")
    static class Animal {
        @Id
        Long id;

        String name;
    }

    @Subtype("cat")
    static class Cat extends Animal {
        int lives;
    }

    @Subtype("dog")
    static class Dog extends Animal {
        String trick;
    }

    @Test
    void m29_anotherSubtypeUnderTheSameKeyLeavesNothingOfTheFirst() {
        Cat cat = new Cat();
        cat.lives = 9;
        template.save(cat);
        Dog dog = new Dog();
        dog.id = cat.id;
        template.save(dog);

        assertThat(datastore.get(template.getKey(dog)).properties()).containsOnlyKeys("type", "name", "trick");

        Key fish = datastore.put(Entity.builder(Key.of("Animal", 5))
                .set("type", "fish")
                .set("fins", 2)
                .build());
        template.save(template.getById(fish, Animal.class));
        assertThat(datastore.get(fish).properties()).containsOnlyKeys("type", "fins", "name");
    }

    // Former names

    record Renamed(
            @Id Long id, @AlsoKnownAs({"fullName", "n"}) String name, List<Part> parts, Part part) {}

    record Part(@AlsoKnownAs("w") int weight) {}

    @Test
    void m30_pain22_formerNamesAreReadAndRewrittenUnderTheNameOfToday() {
        Value.EntityValue part = new Value.EntityValue(null, Map.of("w", Property.of(Value.of(3))));
        Key key = datastore.put(Entity.builder(Key.of("Renamed", 1))
                .set("n", "Ada")
                .set("parts", Value.of(List.of(part)))
                .set("part", part)
                .build());

        Renamed read = template.getById(key, Renamed.class);
        assertThat(read).isEqualTo(new Renamed(1L, "Ada", List.of(new Part(3)), new Part(3)));
        assertThat(found(Renamed.class, "name", "Ada")).isEmpty();
        template.save(read);

        assertThat(datastore.get(key).properties()).containsOnlyKeys("name", "parts", "part");
        assertThat(((Value.EntityValue) datastore.get(key).value("part")).properties())
                .containsOnlyKeys("weight");
        assertThat(found(Renamed.class, "name", "Ada")).containsExactly(read);
    }

    @Test
    void m30_theNameOfTodayIsPreferredEvenIfItHoldsNull() {
        datastore.put(Entity.builder(Key.of("Renamed", 1))
                .set("name", Value.NULL)
                .set("n", "old")
                .build());

        assertThat(template.getById(1L, Renamed.class).name()).isNull();
    }

    // Names

    static class OrderLine {
        @Id
        Long id;

        String productName;
    }

    @Test
    void m2_m6_strategiesNameKindsAndProperties() {
        DatastoreMappingContext named = new DatastoreMappingContext();
        named.setKindNamingStrategy(KindNaming.SNAKE_CASE);
        named.setFieldNamingStrategy(new SnakeCaseFieldNamingStrategy());
        DatastoreTemplate other = new DatastoreTemplate(datastore, new MappingDatastoreConverter(named));

        Entity stored = datastore.get(other.getKey(other.save(new OrderLine())));

        assertThat(stored.key().kind()).isEqualTo("order_line");
        assertThat(stored.properties()).containsOnlyKeys("product_name");
        assertThat(KindNaming.LOWER_CAMEL.getKind(OrderLine.class)).isEqualTo("orderLine");
        assertThat(KindNaming.UNCHANGED.getKind(OrderLine.class)).isEqualTo("OrderLine");
    }

    @dev.kindred.datastore.spring.data.mapping.Entity("${shop.prefix}Order")
    record Placeholder(@Id Long id) {}

    @dev.kindred.datastore.spring.data.mapping.Entity("#{@prefix + 'Order'}")
    record Spel(@Id Long id) {}

    @Test
    void m3_placeholdersAndSpelNameKinds() {
        StaticApplicationContext application = new StaticApplicationContext();
        application.setEnvironment(new MockEnvironment().withProperty("shop.prefix", "Shop"));
        application.getBeanFactory().registerSingleton("prefix", "Bean");
        DatastoreMappingContext named = new DatastoreMappingContext();
        named.setApplicationContext(application);
        named.setEnvironment(application.getEnvironment());

        assertThat(named.getRequiredPersistentEntity(Placeholder.class).getKind())
                .isEqualTo("ShopOrder");
        assertThat(named.getRequiredPersistentEntity(Spel.class).getKind()).isEqualTo("BeanOrder");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(
                        () -> context.getRequiredPersistentEntity(Spel.class).getKind())
                .withMessageContaining("#{@prefix");
    }

    // What is written

    record Visit(
            @Id Long id,
            @InsertOnly String firstSeen,
            String lastSeen,
            @Version Long version) {}

    record Note(@Id String id, @InsertOnly String author, String text) {}

    @Test
    void m7_insertOnlyFieldIsWrittenOnceAndThenStaysAsStored() {
        Visit first = template.save(new Visit(null, "mon", "mon", null));
        template.save(new Visit(first.id(), "tue", "tue", first.version()));
        assertThat(template.getById(first.id(), Visit.class)).isEqualTo(new Visit(first.id(), "mon", "tue", 2L));

        template.save(new Note("n", "ann", "a"));
        template.saveAll(List.of(new Note("n", "bob", "b"), new Note("m", "cid", "c"), new Note("m", "dan", "d")));
        assertThat(template.getById("n", Note.class)).isEqualTo(new Note("n", "ann", "b"));
        assertThat(template.getById("m", Note.class)).isEqualTo(new Note("m", "cid", "d"));
        template.update(new Note("n", "eve", "e"));
        assertThat(template.getById("n", Note.class)).isEqualTo(new Note("n", "ann", "e"));
    }

    @Unindexed
    record Log(@Id Long id, @Indexed String level, String text) {}

    static class OnlyOpen implements IndexCondition<String> {
        @Override
        public boolean isIndexed(String value, Object owner) {
            return "open".equals(value) && ((Job) owner).priority() > 0;
        }
    }

    record Job(
            @Id Long id,
            @Indexed(when = OnlyOpen.class) String state,
            int priority,
            @Indexed(when = IndexCondition.NotNull.class) String owner) {}

    @Test
    void m8_indexedExceptsAFieldOfAnUnindexedType() {
        Log log = template.save(new Log(null, "WARN", "x"));

        Entity stored = datastore.get(template.getKey(log));
        assertThat(stored.property("level").indexed()).isTrue();
        assertThat(stored.property("text").indexed()).isFalse();
        assertThat(found(Log.class, "level", "WARN")).containsExactly(log);
    }

    record Both(@Id Long id, @Indexed @Unindexed String text) {}

    @Test
    void m8_indexedAndUnindexedAtOnceIsRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(Both.class))
                .withMessageContaining("\"text\"")
                .withMessageContaining("choose one");
    }

    @Test
    void m9_conditionsDecideForEachObjectWhetherItIsIndexed() {
        Job open = template.save(new Job(null, "open", 1, "ann"));
        template.save(new Job(null, "open", 0, null));
        template.save(new Job(null, "done", 1, null));

        assertThat(found(Job.class, "state", "open")).containsExactly(open);
        assertThat(found(Job.class, "state", "done")).isEmpty();
        assertThat(found(Job.class, "owner", null)).isEmpty();
        assertThat(template.save(new Job(open.id(), "done", 1, "ann"))).isNotNull();
        assertThat(found(Job.class, "state", "open")).isEmpty();
    }

    record Nullable(
            @Id Long id,
            String plain,
            @Field(nulls = Nulls.WRITE) String kept) {}

    @Test
    void m27_theContextSaysWhetherNullsAreWritten() {
        DatastoreMappingContext skipping = new DatastoreMappingContext();
        skipping.setNulls(Nulls.SKIP);
        DatastoreTemplate other = new DatastoreTemplate(datastore, new MappingDatastoreConverter(skipping));
        Nullable saved = other.save(new Nullable(null, "x", "y"));

        other.save(new Nullable(saved.id(), null, null));

        assertThat(datastore.get(other.getKey(saved)).properties()).containsOnlyKeys("kept");
    }

    // Flattening

    record Geo(double lat, double lon) {}

    record Place(
            String city,
            @Embedded(flatten = true, prefix = "geo_") Geo geo,
            @Unindexed String notes) {}

    @CompositeIndex({"home.city", "-work.geo.lat"})
    record Person(
            @Id Long id,
            @Embedded(flatten = true) Place home,
            @Embedded(flatten = true, prefix = "w_") Place work) {}

    @Test
    void m17_flattenedEmbeddingStoresItsOwnProperties() {
        Person person = template.save(
                new Person(null, new Place("Rome", new Geo(41.9, 12.5), "x"), new Place("Oslo", null, null)));

        Entity stored = datastore.get(template.getKey(person));
        assertThat(stored.properties())
                .containsOnlyKeys("home.city", "home.geo_lat", "home.geo_lon", "home.notes", "w_city", "w_notes");
        assertThat(stored.property("home.notes").indexed()).isFalse();
        assertThat(template.getById(person.id(), Person.class)).isEqualTo(person);
    }

    @Test
    void m17_flattenedPropertiesAreFoundByThePathsOfFields() {
        Person person = template.save(new Person(null, null, new Place("Oslo", new Geo(59.9, 10.7), null)));

        assertThat(found(Person.class, "work.city", "Oslo")).containsExactly(person);
        assertThat(found(Person.class, "work.geo.lat", 59.9)).containsExactly(person);
        assertThat(found(Person.class, "home.city", "Oslo")).isEmpty();
        assertThat(template.getById(person.id(), Person.class).home()).isNull();
        assertThat(context.compositeIndexes())
                .containsExactly(dev.kindred.datastore.index.CompositeIndex.on("Person", "home.city", "-w_geo_lat"));
    }

    @Test
    void m17_flattenedNullTakesItsPropertiesAwayAndKeepsOthers() {
        Person person = template.save(new Person(null, new Place("Rome", null, null), null));
        Key key = template.getKey(person);
        datastore.put(datastore.get(key).toBuilder().set("home.zip", 5).build());

        template.save(new Person(person.id(), null, null));

        assertThat(datastore.get(key).properties()).containsOnlyKeys("home.zip");
    }

    record Endless(@Id Long id, @Embedded(flatten = true) Endless inner) {}

    record Listed(
            @Id Long id,
            @Embedded(flatten = true) List<Geo> geos,
            @Embedded(flatten = true) Animal animal) {}

    record Twice(
            @Id Long id,
            @Embedded(flatten = true, prefix = "") Geo a,
            @Embedded(flatten = true, prefix = "") Geo b) {}

    @Test
    void m17_whatCannotBeFlattenedIsRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(Endless.class))
                .withMessageContaining("into itself");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(Listed.class))
                .withMessageContaining("\"geos\"");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(Twice.class))
                .withMessageContaining("[lat, lon]")
                .withMessageContaining("\"b\"");
    }

    record Many(
            @Id Long id, List<List<String>> lists, Map<String, Map<String, Integer>> maps, Optional<Address> address) {}

    @Test
    void m19_m22_listsOfListsAndMapsWithDottedKeysSurviveARewrite() {
        Many given = new Many(
                null,
                List.of(List.of("a"), List.of()),
                Map.of("x.y", Map.of("z\\.", 1)),
                Optional.of(new Address("s")));

        Many saved = template.save(given);
        Many again = template.save(template.getById(saved.id(), Many.class));

        assertThat(again).isEqualTo(saved);
        template.save(new Many(saved.id(), List.of(), Map.of("only", Map.of()), Optional.empty()));
        assertThat(template.getById(saved.id(), Many.class))
                .isEqualTo(new Many(saved.id(), List.of(), Map.of("only", Map.of()), Optional.empty()));
    }

    private <T> List<T> found(Class<T> type, String field, Object operand) {
        return template.find(
                template.query(type).toQuery().filter(template.filters().compare(type, field, Operator.EQUAL, operand)),
                type);
    }
}
