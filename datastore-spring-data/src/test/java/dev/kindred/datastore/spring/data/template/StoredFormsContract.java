package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.convert.PropertyMappingException;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.EnumValue;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.Indexed;
import dev.kindred.datastore.spring.data.mapping.Json;
import dev.kindred.datastore.spring.data.mapping.MapKey;
import dev.kindred.datastore.spring.data.mapping.Parent;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.text.TextConverter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.data.annotation.Id;
import org.springframework.data.convert.PropertyValueConverter;
import org.springframework.data.convert.ValueConversionContext;
import org.springframework.data.convert.ValueConverter;
import org.springframework.data.mapping.MappingException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a field may say about the form it is stored in. */
abstract class StoredFormsContract {

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;

    StoredFormsContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    private Entity stored(Object instance) {
        return datastore.get(template.getKey(instance));
    }

    private static void assertRefused(Runnable work, String... reasons) {
        assertThatExceptionOfType(MappingException.class).isThrownBy(work::run).satisfies(e -> assertThat(e)
                .hasMessageContainingAll(reasons));
    }

    // Lists that are maps

    record Item(String code, int price) {}

    record Basket(@Id Long id, @MapKey("code") Map<String, Item> items) {}

    private static Map<String, Item> items(Item... items) {
        Map<String, Item> map = new LinkedHashMap<>();
        for (Item item : items) {
            map.put(item.code(), item);
        }
        return map;
    }

    @Test
    void m24_aMapIsStoredAsTheListOfItsValuesWhichKnowTheirKeys() {
        Basket basket = template.save(new Basket(1L, items(new Item("b", 2), new Item("a", 1))));

        assertThat(stored(basket).value("items")).isEqualTo(Value.of(List.of(item("b", 2), item("a", 1))));
        Basket read = template.getById(1, Basket.class);
        assertThat(read.items())
                .isEqualTo(basket.items())
                .hasToString(basket.items().toString());
        assertThat(template.find(
                        template.query(Basket.class).toQuery().filter("items.price", Operator.EQUAL, Value.of(2)),
                        Basket.class))
                .containsExactly(basket);
        assertThat(template.save(new Basket(2L, null)).items()).isNull();
        assertThat(template.getById(2, Basket.class).items()).isNull();
    }

    interface Baskets extends DatastoreRepository<Basket, Long> {

        List<Basket> findByItemsPriceGreaterThan(int price);
    }

    @Test
    void m24_derivedQueriesReachIntoTheElements() {
        template.saveAll(List.of(
                new Basket(1L, items(new Item("b", 2), new Item("a", 1))), new Basket(2L, items(new Item("a", 1)))));

        assertThat(new DatastoreRepositoryFactory(template)
                        .getRepository(Baskets.class)
                        .findByItemsPriceGreaterThan(1))
                .extracting(Basket::id)
                .containsExactly(1L);
    }

    private static Value item(String code, long price) {
        return new Value.EntityValue(
                null,
                Map.of(
                        "code", dev.kindred.datastore.model.Property.of(Value.of(code)),
                        "price", dev.kindred.datastore.model.Property.of(Value.of(price))));
    }

    record Wrong(@Id Long id, @MapKey("kode") Map<String, Item> items) {}

    record WrongType(@Id Long id, @MapKey("price") Map<String, Item> items) {}

    @Test
    void m24_whatWouldLoseAnElementIsRefused() {
        assertRefused(
                () -> template.save(new Basket(1L, Map.of("x", new Item("a", 1)))),
                "property \"items\"",
                "the map has key \"x\" for an element whose own key is \"a\"");
        assertRefused(
                () -> template.save(new Basket(1L, java.util.Collections.singletonMap("x", null))),
                "an element is null, or its key is");
        datastore.put(Entity.builder(template.createKey(Basket.class, 3))
                .set("items", Value.of(List.of(item("a", 1), item("a", 2))))
                .build());
        assertRefused(() -> template.getById(3, Basket.class), "Basket(3)", "two elements have key \"a\"");
        assertRefused(() -> template.save(new Wrong(1L, Map.of())), "names no field of");
        assertRefused(() -> template.save(new WrongType(1L, Map.of())), "with keys of type java.lang.String");
    }

    // JSON

    record Layout(String title, List<Map<String, Object>> panels) {}

    record Board(
            @Id Long id,
            @Json Layout layout,
            @Json @Indexed List<Integer> sizes,
            @Json Optional<Thread.State> state,
            JsonNode tree,
            List<JsonNode> trees) {}

    @Test
    void m26_c5_jsonFieldsAndTreesAreStoredAsText() {
        JsonMapper json = JsonMapper.shared();
        Board board = new Board(
                1L,
                new Layout("t".repeat(2_000), List.of(Map.of("x", 1), Map.of("y", List.of("z")))),
                List.of(1, 2),
                Optional.of(Thread.State.NEW),
                json.readTree("{\"a\":[1,2.5,null]}"),
                List.of(json.readTree("1"), json.readTree("{}")));
        template.save(board);

        Entity stored = stored(board);
        assertThat(stored.property("layout").indexed()).isFalse();
        assertThat(stored.property("tree").indexed()).isFalse();
        assertThat(stored.value("tree")).isEqualTo(Value.of("{\"a\":[1,2.5,null]}"));
        assertThat(stored.property("sizes")).isEqualTo(dev.kindred.datastore.model.Property.of(Value.of("[1,2]")));
        assertThat(template.getById(1, Board.class)).isEqualTo(board);
        Board empty = template.save(new Board(2L, null, null, null, null, null));
        assertThat(template.getById(2, Board.class)).isEqualTo(empty);
    }

    @Test
    void m26_whatIsNoJsonIsReportedWithKeyAndProperty() {
        datastore.put(Entity.builder(template.createKey(Board.class, 3))
                .set("layout", "{not json")
                .build());
        datastore.put(Entity.builder(template.createKey(Board.class, 4))
                .set("layout", 17)
                .build());

        assertRefused(() -> template.getById(3, Board.class), "Board(3)", "property \"layout\"", "{not json");
        assertRefused(() -> template.getById(4, Board.class), "integer 17 is stored");
    }

    // Numbers and texts

    record Strict(@Id Long id, int number) {}

    record Lenient(
            @Id Long id,
            @Field(reading = Field.Reading.LENIENT) int number,
            @Field(reading = Field.Reading.LENIENT) String text,
            @Field(reading = Field.Reading.LENIENT) BigDecimal decimal,
            @Field(reading = Field.Reading.LENIENT) List<Double> list,
            @Field(reading = Field.Reading.LENIENT) Optional<Long> perhaps) {}

    private void put(Class<?> type, long id, Map<String, Value> values) {
        Entity.Builder builder = Entity.builder(template.createKey(type, id));
        values.forEach(builder::set);
        datastore.put(builder.build());
    }

    @Test
    void m32_aNumberStoredAsTextIsReportedPreciselyAndReadWhereTheFieldAllowsIt() {
        put(Strict.class, 1, Map.of("number", Value.of("17")));
        put(
                Lenient.class,
                1,
                Map.of(
                        "number", Value.of(" 17 "),
                        "text", Value.of(42),
                        "decimal", Value.of("19.90"),
                        "list", Value.of(List.of(Value.of("1.5"), Value.of(2), Value.of(2.5))),
                        "perhaps", Value.of("7")));

        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.getById(1, Strict.class))
                .withMessageContaining("Strict(1)")
                .withMessageContaining("property \"number\", a field of type int")
                .withMessageContaining("string \"17\" is stored");
        assertThat(template.getById(1, Lenient.class))
                .isEqualTo(new Lenient(1L, 17, "42", new BigDecimal("19.90"), List.of(1.5, 2.0, 2.5), Optional.of(7L)));
    }

    @Test
    void m32_whatWouldLoseSomethingIsRefusedNevertheless() {
        for (Value value : List.of(Value.of("17.5"), Value.of("many"), Value.of(""), Value.of(1e10), Value.of(true))) {
            put(Lenient.class, 2, Map.of("number", value));
            assertRefused(() -> template.getById(2, Lenient.class), "property \"number\"", "is stored");
        }
    }

    @Test
    void m32_theContextSaysHowExactlyItIsReadWhereTheFieldDoesNot() {
        DatastoreMappingContext context = new DatastoreMappingContext();
        context.setReading(Field.Reading.LENIENT);
        DatastoreTemplate lenient = new DatastoreTemplate(datastore, new MappingDatastoreConverter(context));
        put(Strict.class, 1, Map.of("number", Value.of("17")));

        assertThat(lenient.getById(1, Strict.class).number()).isEqualTo(17);
    }

    // Converters of single fields

    static final class Reversed implements PropertyValueConverter<String, String, ValueConversionContext<?>> {
        @Override
        public String read(String value, ValueConversionContext<?> context) {
            return new StringBuilder(value).reverse().toString();
        }

        @Override
        public String write(String value, ValueConversionContext<?> context) {
            return new StringBuilder(value).reverse().toString();
        }

        @Override
        public @Nullable String readNull(ValueConversionContext<?> context) {
            return "none of " + context.getProperty().getName();
        }
    }

    record Money(String currency, long cents) {}

    static final class MoneyAsText implements PropertyValueConverter<Money, String, ValueConversionContext<?>> {
        @Override
        public Money read(String value, ValueConversionContext<?> context) {
            String[] parts = value.split(" ");
            return new Money(parts[0], Long.parseLong(parts[1]));
        }

        @Override
        public String write(Money value, ValueConversionContext<?> context) {
            return value.currency() + " " + value.cents();
        }
    }

    record Invoice(
            @Id Long id,
            @ValueConverter(Reversed.class) String secret,
            @ValueConverter(MoneyAsText.class) Money total,
            Money plain) {}

    @Test
    void c1_aFieldMayHaveAConverterOfItsOwn() {
        Invoice invoice = template.save(new Invoice(1L, "abc", new Money("EUR", 5), new Money("EUR", 6)));

        assertThat(stored(invoice).value("secret")).isEqualTo(Value.of("cba"));
        assertThat(stored(invoice).value("total")).isEqualTo(Value.of("EUR 5"));
        assertThat(stored(invoice).value("plain")).isInstanceOf(Value.EntityValue.class);
        assertThat(template.getById(1, Invoice.class)).isEqualTo(invoice);
        assertThat(template.find(
                        template.query(Invoice.class)
                                .toQuery()
                                .filter(template.filters().compare(Invoice.class, "secret", Operator.EQUAL, "abc")),
                        Invoice.class))
                .containsExactly(invoice);
        template.save(new Invoice(2L, null, null, null));
        assertThat(template.getById(2, Invoice.class)).isEqualTo(new Invoice(2L, "none of secret", null, null));
    }

    // Enums

    enum Size {
        SMALL(10),
        LARGE(5);

        @EnumValue
        private final int code;

        Size(int code) {
            this.code = code;
        }
    }

    enum Color {
        RED,
        GREEN {};

        @EnumValue
        String letter() {
            return name().substring(0, 1);
        }
    }

    enum Clash {
        A,
        B;

        @EnumValue
        final String same = "x";
    }

    record Shirt(@Id Color id, Size size, List<Color> colors, Map<Size, Color> bySize) {}

    record Clashing(@Id Long id, Clash clash) {}

    @Test
    void c6_anEnumMayBeStoredByAValueOfItsOwn() {
        Shirt shirt = template.save(
                new Shirt(Color.GREEN, Size.SMALL, List.of(Color.RED, Color.GREEN), Map.of(Size.LARGE, Color.RED)));

        assertThat(template.getKey(shirt).name()).isEqualTo("G");
        assertThat(stored(shirt).value("size")).isEqualTo(Value.of(10));
        assertThat(stored(shirt).value("colors")).isEqualTo(Value.of(List.of(Value.of("R"), Value.of("G"))));
        assertThat(template.getById(Color.GREEN, Shirt.class)).isEqualTo(shirt);
        put(Shirt.class, "G", Map.of("size", Value.of(11)));
        assertRefused(() -> template.getById(Color.GREEN, Shirt.class), "integer 11", "its constants are [10, 5]");
        assertRefused(() -> template.save(new Clashing(1L, Clash.A)), "it must tell them apart");
    }

    private void put(Class<?> type, String name, Map<String, Value> values) {
        Entity.Builder builder = Entity.builder(datastore.partition().key(type.getSimpleName(), name));
        values.forEach(builder::set);
        datastore.put(builder.build());
    }

    // Typed keys

    record Author(@Id Ref<Author> id, String name) {}

    record Novel(@Id Long id, @Parent Ref<Author> author, Ref<Author> editor) {}

    @Test
    void k5_aRefIsATypedKeyForIdsParentsAndFields() {
        Author ann = template.save(new Author(null, "Ann"));
        Author bob = template.save(new Author(Ref.to(Key.of("Author", "bob")), "Bob"));
        Novel novel = template.save(new Novel(1L, ann.id(), bob.id()));

        assertThat(ann.id().key().kind()).isEqualTo("Author");
        assertThat(ann.id().key().isIncomplete()).isFalse();
        assertThat(template.getById(ann.id(), Author.class)).isEqualTo(ann);
        assertThat(template.getById(bob.id().key(), Author.class)).isEqualTo(bob);
        assertThat(template.getById("bob", Author.class)).isEqualTo(bob);
        assertThat(template.getKey(novel).parent()).isEqualTo(ann.id().key());
        assertThat(template.getById(template.getKey(novel), Novel.class)
                        .editor()
                        .get())
                .isEqualTo(bob);
        assertThat(template.findAllById(List.of(bob.id(), ann.id()), Author.class))
                .containsExactly(bob, ann);
        template.deleteById(bob.id(), Author.class);
        assertThat(template.count(Author.class)).isEqualTo(1);
    }

    @Test
    void k5_aRefIsComparableSerializableAndConvertsToText() throws Exception {
        Ref<Author> a = Ref.to(Key.of("Author", "a"));
        Ref<Author> b = Ref.of(Key.of("Author", "b"), new Author(null, "not serializable"));
        DefaultConversionService conversions = new DefaultConversionService();
        conversions.addConverter(new TextConverter());

        assertThat(List.of(b, a).stream().sorted()).containsExactly(a, b);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(b);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(b);
        }
        String text = conversions.convert(a, String.class);
        assertThat(conversions.convert(text, Ref.class)).isEqualTo(a);
        assertThatIllegalStateException()
                .isThrownBy(() -> Ref.of(new Author(null, "x")).compareTo(a));
    }

    // Absent properties

    static class WithDefaults {
        @Id
        Long id;

        String color = "red";
        int size = 7;
        List<String> tags = List.of("new");
    }

    @Test
    void m31_fieldsWithoutAStoredPropertyKeepTheirDefaults() {
        put(WithDefaults.class, 1, Map.of("size", Value.of(8)));

        WithDefaults read = template.getById(1, WithDefaults.class);

        assertThat(read.color).isEqualTo("red");
        assertThat(read.size).isEqualTo(8);
        assertThat(read.tags).containsExactly("new");
    }
}
