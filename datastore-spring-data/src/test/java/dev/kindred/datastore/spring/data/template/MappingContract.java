package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.DatastoreCustomConversions;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.convert.PropertyMappingException;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.Parent;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.convert.converter.Converter;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.annotation.Transient;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.mapping.MappingException;

abstract class MappingContract {

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;

    MappingContract(TestEngine engine) {
        datastore = engine.open();
        DatastoreMappingContext context = new DatastoreMappingContext();
        template = new DatastoreTemplate(
                datastore,
                new MappingDatastoreConverter(
                        context, new DatastoreCustomConversions(List.of(new MoneyWriter(), new MoneyReader()))));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    // Shapes of classes

    record City(@Id Long id, String name, int population) {}

    @Test
    void m13_k3_pain02_recordWithNullIdIsStoredOnceAndReturnedWithItsId() {
        City saved = template.save(new City(null, "Rome", 2_800_000));

        assertThat(saved.id()).isNotNull();
        assertThat(template.findById(saved.id(), City.class)).contains(saved);
        assertThat(template.count(City.class)).isEqualTo(1);
    }

    static final class Withered {
        @Id
        private final Long id;

        private final String name;

        Withered(Long id, String name) {
            this.id = id;
            this.name = name;
        }

        Withered withId(Long changed) {
            return new Withered(changed, name);
        }
    }

    @Test
    void m14_pain02_finalFieldsWithWithersKeepTheirGeneratedId() {
        Withered given = new Withered(null, "x");

        Withered saved = template.save(given);

        assertThat(given.id).isNull();
        assertThat(saved.id).isNotNull();
        assertThat(template.getById(saved.id, Withered.class).name).isEqualTo("x");
    }

    static class Plain {
        @Id
        private long id;

        private String name = "unnamed";
        private int count = 7;
        private List<String> tags = List.of("initial");
    }

    @Test
    void m15_k4_privateFieldsWithoutSettersAreSetInPlaceAndPrimitiveZeroIsNoId() {
        Plain plain = new Plain();
        plain.name = "x";

        Plain saved = template.save(plain);

        assertThat(saved).isSameAs(plain);
        assertThat(plain.id).isNotZero();
        assertThat(template.getById(plain.id, Plain.class))
                .usingRecursiveComparison()
                .isEqualTo(plain);
    }

    static class Creator {
        @Id
        Long id;

        final String first;

        @Transient
        String hidden = "computed";

        Creator() {
            this("default");
        }

        @PersistenceCreator
        Creator(String first) {
            this.first = first;
        }
    }

    @Test
    void m12_m7_persistenceCreatorIsUsedAndTransientFieldsAreNotStored() {
        Creator creator = new Creator("a");
        creator.hidden = "changed";

        Long id = template.save(creator).id;

        assertThat(template.getById(id, Creator.class).first).isEqualTo("a");
        assertThat(template.getById(id, Creator.class).hidden).isEqualTo("computed");
        assertThat(stored(template.createKey(Creator.class, id)).properties()).containsOnlyKeys("first");
    }

    // Ids and keys

    record ByName(@Id String id) {}

    record ByInt(@Id Integer id) {}

    record ByUuid(@Id UUID id) {}

    record ByEnum(@Id DayOfWeek id) {}

    record ByDate(@Id LocalDate id) {}

    record ByKey(@Id Key id, String text) {}

    @Test
    void k1_k2_idsMayBeTextNumbersUuidsEnumsDatesAndKeys() {
        UUID uuid = UUID.fromString("12345678-1234-1234-1234-123456789012");

        template.saveAll(List.of(
                new ByName("a"),
                new ByInt(5),
                new ByUuid(uuid),
                new ByEnum(DayOfWeek.MONDAY),
                new ByDate(LocalDate.of(2024, 2, 29))));

        assertThat(template.findById("a", ByName.class)).contains(new ByName("a"));
        assertThat(template.findById(5, ByInt.class)).contains(new ByInt(5));
        assertThat(template.findById(5L, ByInt.class)).contains(new ByInt(5));
        assertThat(template.findById(uuid, ByUuid.class)).contains(new ByUuid(uuid));
        assertThat(template.findById(DayOfWeek.MONDAY, ByEnum.class)).contains(new ByEnum(DayOfWeek.MONDAY));
        assertThat(template.existsById(LocalDate.of(2024, 2, 29), ByDate.class)).isTrue();
        assertThat(template.getKey(new ByName("a"))).isEqualTo(Key.of("ByName", "a"));
        assertThat(template.getKey(new ByInt(5))).isEqualTo(Key.of("ByInt", 5));
    }

    @Test
    void k3_missingIntegerUuidAndKeyIdsAreGenerated() {
        assertThat(template.save(new ByInt(null)).id()).isNotNull();
        assertThat(template.save(new ByUuid(null)).id()).isNotNull();
        ByKey byKey = template.save(new ByKey(null, "x"));
        assertThat(byKey.id().isIncomplete()).isFalse();
        assertThat(template.findById(byKey.id(), ByKey.class)).contains(byKey);
    }

    @Test
    void k3_incompleteKeyAsIdIsCompletedInItsPlace() {
        Key parent = Key.of("Shelf", 1);

        ByKey saved = template.save(new ByKey(parent.incompleteChild("ByKey"), "x"));

        assertThat(saved.id().parent()).isEqualTo(parent);
        assertThat(saved.id().isIncomplete()).isFalse();
    }

    @Test
    void k3_missingTextIdIsRefusedWithTheWayOut() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.save(new ByName(null)))
                .withMessageContaining("ByName")
                .withMessageContaining("\"id\"")
                .withMessageContaining("set it before saving");
    }

    record Comment(@Id Long id, @Parent Key city, String text) {}

    @Test
    void k7_parentIsPartOfTheKeyAndAllIsFoundByAncestor() {
        Key rome = Key.of("City", 1);

        List<Comment> saved =
                template.saveAll(List.of(new Comment(null, rome, "a"), new Comment(null, Key.of("City", 2), "b")));

        Key key = template.getKey(saved.get(0));
        assertThat(key.parent()).isEqualTo(rome);
        assertThat(stored(key).properties()).containsOnlyKeys("text");
        assertThat(template.find(template.query(Comment.class).toQuery().ancestor(rome), Comment.class))
                .containsExactly(saved.get(0));
        assertThat(template.findById(key, Comment.class)).contains(saved.get(0));
        assertThat(template.createKey(Comment.class, saved.get(0).id(), rome)).isEqualTo(key);
    }

    @Test
    void k7_idAloneIsRefusedForATypeWithAParent() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.findById(5L, Comment.class))
                .withMessageContaining("@Parent")
                .withMessageContaining("createKey");
    }

    @Test
    void k5_keyOfAnotherKindIsRefused() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.findById(Key.of("Town", 5), City.class))
                .withMessageContaining("\"Town\"")
                .withMessageContaining("\"City\"");
    }

    // Names and indexes

    @dev.kindred.datastore.spring.data.mapping.Entity("people")
    record Person(
            @Id Long id,
            @Field("full_name") String name,
            @Unindexed String biography,
            byte[] picture,
            @Field(nulls = Field.Nulls.SKIP) String nickname) {}

    @dev.kindred.datastore.spring.data.mapping.Entity(name = "logs")
    @Unindexed
    record LogLine(@Id Long id, String text) {}

    @Test
    void m1_m5_m8_m27_annotationsNameTheKindAndThePropertiesAndSayWhatIsIndexed() {
        Entity person = stored(template.getKey(template.save(new Person(null, "Ada", "…", new byte[] {1}, null))));
        Entity line = stored(template.getKey(template.save(new LogLine(null, "x"))));

        assertThat(person.key().kind()).isEqualTo("people");
        assertThat(person.properties()).containsOnlyKeys("full_name", "biography", "picture");
        assertThat(person.property("full_name")).isEqualTo(Property.of(Value.of("Ada")));
        assertThat(person.property("biography").indexed()).isFalse();
        assertThat(person.property("picture").indexed()).isFalse();
        assertThat(line.key().kind()).isEqualTo("logs");
        assertThat(line.property("text").indexed()).isFalse();
    }

    @Test
    void m2_m4_kindIsTheSimpleNameUnchanged() {
        assertThat(template.getKey(new City(1L, "", 0)).kind()).isEqualTo("City");
    }

    @Test
    void t12_filtersSpeakOfFieldsAndTheIdIsTheKey() {
        Person ada = template.save(new Person(null, "Ada", "", new byte[0], null));
        template.save(new Person(null, "Bob", "", new byte[0], null));

        assertThat(found(Person.class, "name", Operator.EQUAL, "Ada"))
                .extracting(Person::id)
                .containsExactly(ada.id());
        assertThat(found(Person.class, "id", Operator.EQUAL, ada.id())).hasSize(1);
        assertThat(found(Person.class, "id", Operator.IN, List.of(ada.id()))).hasSize(1);
    }

    static class WithReadOnly {
        @Id
        Long id;

        @ReadOnlyProperty
        String computed;
    }

    @Test
    void m7_readOnlyPropertyIsReadAndNeverWritten() {
        Key key = datastore.put(Entity.builder(Key.of("WithReadOnly", 1))
                .set("computed", "by another")
                .build());

        WithReadOnly read = template.getById(key, WithReadOnly.class);
        assertThat(read.computed).isEqualTo("by another");

        read.computed = "by us";
        template.save(read);

        assertThat(stored(key).value("computed")).isEqualTo(Value.of("by another"));
    }

    // Nested values, collections, maps

    record Address(String street, Place place) {}

    record Place(String city, @Field("zip_code") int zip) {}

    record Customer(@Id Long id, Address address, List<Address> others, Optional<Address> billing) {}

    @Test
    void m4_m16_unannotatedNestedClassesAreStoredAndFoundByDottedPath() {
        Address rome = new Address("Via Appia", new Place("Rome", 178));
        Address oslo = new Address("Karl Johan", new Place("Oslo", 154));
        Customer first = template.save(new Customer(null, rome, List.of(oslo), Optional.of(oslo)));
        Customer second = template.save(new Customer(null, oslo, List.of(), Optional.empty()));

        assertThat(template.findAll(Customer.class)).containsExactlyInAnyOrder(first, second);
        assertThat(found(Customer.class, "address.place.city", Operator.EQUAL, "Rome"))
                .containsExactly(first);
        assertThat(found(Customer.class, "address.place.zip", Operator.LESS_THAN, 160))
                .containsExactly(second);
        assertThat(found(Customer.class, "others.place.city", Operator.EQUAL, "Oslo"))
                .containsExactly(first);
        assertThat(found(Customer.class, "billing.place.city", Operator.EQUAL, "Oslo"))
                .containsExactly(first);
    }

    @Test
    void m16_nestedValueMayBeNullOrHoldNull() {
        Customer none = template.save(new Customer(null, null, null, Optional.empty()));
        Customer hollow = template.save(new Customer(null, new Address(null, null), List.of(), Optional.empty()));

        assertThat(template.getById(none.id(), Customer.class)).isEqualTo(none);
        assertThat(template.getById(hollow.id(), Customer.class)).isEqualTo(hollow);
    }

    static class Collections {
        @Id
        Long id;

        List<String> list;
        Set<Integer> set;
        SortedSet<LocalDate> sorted;
        Collection<String> collection;
        Iterable<String> iterable;
        EnumSet<DayOfWeek> days;
        int[] ints;
        String[] strings;
        byte[][] blobs;
        List<List<Integer>> matrix;
        List<Optional<BigDecimal>> optionals;
        double[][] grid;
    }

    @Test
    void m18_m19_m20_collectionsOfAllShapesComeBackWithTheirTypes() {
        Collections given = new Collections();
        given.list = Arrays.asList("b", null, "a", "b");
        given.set = Set.of(1, 2);
        given.sorted = new TreeSet<>(Set.of(LocalDate.EPOCH, LocalDate.MAX));
        given.collection = List.of("x", "x");
        given.iterable = List.of("y", "y");
        given.days = EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY);
        given.ints = new int[] {3, 1};
        given.strings = new String[] {"a", null};
        given.blobs = new byte[][] {{1}, {}};
        given.matrix = List.of(List.of(1, 2), List.of(), List.of(3));
        given.optionals = List.of(Optional.of(BigDecimal.TEN), Optional.empty());
        given.grid = new double[][] {{1.5}, {}};

        Collections read = template.getById(template.save(given).id, Collections.class);

        assertThat(read).usingRecursiveComparison().isEqualTo(given);
        assertThat(read.collection).hasSize(2);
        assertThat(found(Collections.class, "list", Operator.EQUAL, "a")).hasSize(1);
        assertThat(found(Collections.class, "ints", Operator.GREATER_THAN, 2)).hasSize(1);
        assertThat(found(Collections.class, "optionals", Operator.EQUAL, new BigDecimal("10.0")))
                .hasSize(1);
    }

    @Test
    void m21_m27_m31_pain17_nullAbsentAndEmptyAreThreeStates() {
        Plain none = new Plain();
        none.tags = null;
        none = template.save(none);
        Plain empty = new Plain();
        empty.tags = List.of();
        empty = template.save(empty);
        Key absent = datastore.put(Entity.builder(Key.of("Plain", 99)).build());

        assertThat(template.getById(none.id, Plain.class).tags).isNull();
        assertThat(template.getById(empty.id, Plain.class).tags).isEmpty();
        assertThat(template.getById(absent, Plain.class).tags).containsExactly("initial");
        assertThat(template.getById(absent, Plain.class).count).isEqualTo(7);
        assertThat(stored(template.getKey(none)).value("tags")).isEqualTo(Value.NULL);
        assertThat(stored(template.getKey(empty)).value("tags")).isEqualTo(Value.of(List.of()));
    }

    @Test
    void m31_c5_constructorArgumentsWithoutStoredPropertyBecomeNullZeroOrEmpty() {
        Key city = datastore.put(Entity.builder(Key.of("City", 1)).build());
        Key customer = datastore.put(Entity.builder(Key.of("Customer", 1)).build());

        assertThat(template.getById(city, City.class)).isEqualTo(new City(1L, null, 0));
        assertThat(template.getById(customer, Customer.class))
                .isEqualTo(new Customer(1L, null, null, Optional.empty()));
    }

    static class Maps {
        @Id
        Long id;

        Map<String, Integer> counts;
        Map<DayOfWeek, String> byDay;
        EnumMap<DayOfWeek, Integer> enums;
        TreeMap<Integer, Address> numbered;
        Map<String, Map<String, List<Long>>> deep;
        Map<String, Object> anything;
        Map<UUID, Boolean> flags;
    }

    @Test
    void m22_m23_mapsOfAllShapesComeBackWithTheirTypesAndKeysMayHaveDots() {
        Maps given = new Maps();
        given.counts = new LinkedHashMap<>();
        given.counts.put("b.c", 1);
        given.counts.put("a", null);
        given.byDay = Map.of(DayOfWeek.FRIDAY, "fish");
        given.enums = new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1));
        given.numbered = new TreeMap<>(Map.of(-5, new Address("x", null)));
        given.deep = Map.of("x", Map.of("y", List.of(1L, 2L)), "z", Map.of());
        given.anything = Map.of("n", 1L, "s", "text", "l", List.of(true));
        given.flags = Map.of(new UUID(1, 2), true);

        Maps read = template.getById(template.save(given).id, Maps.class);

        assertThat(read).usingRecursiveComparison().isEqualTo(given);
        assertThat(read.counts.keySet()).containsExactly("b.c", "a");
    }

    record Tree(@Id Long id, String name, List<Tree> children) {}

    @Test
    void typesMayContainThemselves() {
        Tree given = new Tree(null, "root", List.of(new Tree(5L, "leaf", List.of())));

        Tree saved = template.save(given);

        assertThat(template.getById(saved.id(), Tree.class)).isEqualTo(saved);
    }

    record Box<T>(T content) {}

    record Boxes(@Id Long id, Box<LocalDate> date, Box<Box<Integer>> nested) {}

    @Test
    void typeArgumentsOfNestedValuesAreKnown() {
        Boxes saved = template.save(new Boxes(null, new Box<>(LocalDate.MAX), new Box<>(new Box<>(5))));

        assertThat(template.getById(saved.id(), Boxes.class)).isEqualTo(saved);
    }

    // Conversions

    record Money(String currency, long cents) {}

    record Order(@Id Long id, Money total, List<Money> parts) {}

    @WritingConverter
    static class MoneyWriter implements Converter<Money, String> {
        @Override
        public String convert(Money source) {
            return source.currency() + " " + source.cents();
        }
    }

    @ReadingConverter
    static class MoneyReader implements Converter<String, Money> {
        @Override
        public Money convert(String source) {
            String[] parts = source.split(" ");
            return new Money(parts[0], Long.parseLong(parts[1]));
        }
    }

    @Test
    void c1_convertersOfTheApplicationComeFirst() {
        Order saved = template.save(new Order(null, new Money("EUR", 5), List.of(new Money("CHF", 7))));

        assertThat(stored(template.getKey(saved)).value("total")).isEqualTo(Value.of("EUR 5"));
        assertThat(template.getById(saved.id(), Order.class)).isEqualTo(saved);
        assertThat(found(Order.class, "total", Operator.EQUAL, new Money("EUR", 5)))
                .containsExactly(saved);
        assertThat(found(Order.class, "parts", Operator.EQUAL, new Money("CHF", 7)))
                .containsExactly(saved);
    }

    record Moment(@Id Long id, Instant at, BigDecimal price, OffsetDateTime local) {}

    @Test
    void c2_instantKeepsMicrosecondsAndIsNoJavaUtilDate() {
        Instant at = Instant.parse("2024-01-01T00:00:00.123456Z");

        Moment saved = template.save(new Moment(null, at, null, null));

        assertThat(template.getById(saved.id(), Moment.class).at()).isEqualTo(at);
        assertThat(stored(template.getKey(saved)).value("at")).isEqualTo(Value.of(at));
    }

    @Test
    void c2_c4_equalNumbersOfDifferentScaleAndEqualMomentsInDifferentZonesCompareAsEqualAndComeBackAsTheyWere() {
        OffsetDateTime rome = OffsetDateTime.parse("2024-07-01T12:00:00+02:00");
        OffsetDateTime utc = OffsetDateTime.parse("2024-07-01T10:00:00Z");
        Moment first = template.save(new Moment(null, null, new BigDecimal("1.1"), rome));
        Moment second = template.save(new Moment(null, null, new BigDecimal("1.10"), utc));
        Moment third = template.save(new Moment(null, null, new BigDecimal("1.11"), utc.plusNanos(1)));

        assertThat(template.findAll(Moment.class)).containsExactlyInAnyOrder(first, second, third);
        assertThat(found(Moment.class, "price", Operator.EQUAL, new BigDecimal("1.100")))
                .containsExactlyInAnyOrder(first, second);
        assertThat(found(Moment.class, "price", Operator.NOT_EQUAL, new BigDecimal("1.1")))
                .containsExactly(third);
        assertThat(found(Moment.class, "price", Operator.IN, List.of(new BigDecimal("1.10"), new BigDecimal("7"))))
                .containsExactlyInAnyOrder(first, second);
        assertThat(found(Moment.class, "price", Operator.NOT_IN, List.of(new BigDecimal("1.10"))))
                .containsExactly(third);
        assertThat(found(Moment.class, "price", Operator.GREATER_THAN, new BigDecimal("1.1")))
                .containsExactly(third);
        assertThat(found(Moment.class, "price", Operator.LESS_THAN_OR_EQUAL, new BigDecimal("1.1")))
                .containsExactlyInAnyOrder(first, second);
        assertThat(found(Moment.class, "local", Operator.EQUAL, utc)).containsExactlyInAnyOrder(first, second);
        assertThat(found(Moment.class, "local", Operator.GREATER_THAN, rome)).containsExactly(third);
    }

    // Errors

    @Test
    void m32_storedValueOfAnotherTypeIsReportedWithKeyPropertyValueAndType() {
        Key key = datastore.put(
                Entity.builder(Key.of("City", 17)).set("population", "many").build());

        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.findById(17L, City.class))
                .withMessageContaining(key.toString())
                .withMessageContaining("\"population\"")
                .withMessageContaining("string \"many\"")
                .withMessageContaining("int")
                .satisfies(problem -> assertThat(problem.property()).isEqualTo("population"))
                .satisfies(problem -> assertThat(problem.fieldType()).isEqualTo(int.class));
    }

    @Test
    void m32_c3_numberThatDoesNotFitAndNullForAPrimitiveAreReported() {
        datastore.put(
                Entity.builder(Key.of("City", 1)).set("population", 1L << 40).build());
        datastore.put(
                Entity.builder(Key.of("City", 2)).set("population", Value.NULL).build());

        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.findById(1L, City.class))
                .withMessageContaining("1099511627776");
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.findById(2L, City.class))
                .withMessageContaining("declare the boxed type");
    }

    @Test
    void m32_problemDeepInsideIsReportedWithItsWholePath() {
        Value place = new Value.EntityValue(null, Map.of("zip_code", Property.of(Value.of("x"))));
        Value address = new Value.EntityValue(null, Map.of("place", Property.of(place)));
        datastore.put(Entity.builder(Key.of("Customer", 1))
                .set("others", Value.of(List.of(address)))
                .build());

        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.findById(1L, Customer.class))
                .satisfies(problem -> assertThat(problem.property()).isEqualTo("others[0].place.zip_code"));
    }

    enum Color {
        RED
    }

    record Painted(@Id Long id, Color color) {}

    @Test
    void c6_unknownEnumConstantIsReportedWithTheKnownOnes() {
        datastore.put(Entity.builder(Key.of("Painted", 1)).set("color", "BLUE").build());

        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.findById(1L, Painted.class))
                .withMessageContaining("BLUE")
                .withMessageContaining("[RED]");
    }

    record Free(@Id Long id, Object anything) {}

    @Test
    void valueThatWouldComeBackAsAnotherTypeIsRefused() {
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.save(new Free(null, LocalDate.EPOCH)))
                .withMessageContaining("\"anything\"")
                .withMessageContaining("java.time.LocalDate");
    }

    static class Base {
        String a;
    }

    static class Derived extends Base {
        String b;
    }

    record Holder(@Id Long id, Base base) {}

    @Test
    void nestedSubclassIsRefusedRatherThanCutDown() {
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.save(new Holder(null, new Derived())))
                .withMessageContaining("Derived");
    }

    record Unmappable(@Id Long id, Thread thread, Runnable runnable) {}

    @Test
    void typesWithoutStoredFormAreAllReportedAtOnce() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(Unmappable.class))
                .withMessageContaining("\"thread\"")
                .withMessageContaining("\"runnable\"")
                .withMessageContaining("@Transient");
    }

    record Clashing(
            @Id Long id,
            @Field("x") String a,
            String x,
            @Parent String parent) {}

    @Test
    void fieldsThatClashAndParentsThatAreNoKeysAreReportedAtOnce() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(Clashing.class))
                .withMessageContaining("\"a\" and \"x\"")
                .withMessageContaining("@Parent");
    }

    record NoId(String name) {}

    @Test
    void k1_typeWithoutIdIsRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.save(new NoId("x")))
                .withMessageContaining("@Id");
    }

    @Test
    void operandThatIsNotExactlyOfTheFieldsTypeIsRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> found(City.class, "population", Operator.GREATER_THAN, 1.5))
                .withMessageContaining("\"population\"")
                .withMessageContaining("1.5");
    }

    private <T> List<T> found(Class<T> type, String field, Operator operator, Object operand) {
        return template.find(
                template.query(type).toQuery().filter(template.filters().compare(type, field, operator, operand)),
                type);
    }

    private Entity stored(Key key) {
        return datastore.get(key);
    }
}
