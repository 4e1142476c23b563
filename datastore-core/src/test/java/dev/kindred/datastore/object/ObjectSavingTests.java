package dev.kindred.datastore.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What objects are stored as. */
class ObjectSavingTests {

    private static final Key KEY = Key.of("K", 1);

    private static <T> Entity saved(T object) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) object.getClass();
        return ObjectCodec.of(type).save(KEY, object);
    }

    private static Entity.Builder entity() {
        return Entity.builder(KEY);
    }

    private static Value list(Object... values) {
        return Value.of(Arrays.stream(values)
                .map(value -> value == null
                        ? Value.NULL
                        : value instanceof String text
                                ? Value.of(text)
                                : value instanceof Boolean truth
                                        ? Value.of((boolean) truth)
                                        : value instanceof Double number
                                                ? Value.of((double) number)
                                                : Value.of(((Number) value).longValue()))
                .toList());
    }

    record Types(
            byte b,
            Short s,
            int i,
            Long l,
            boolean truth,
            String text,
            float f,
            Double d,
            byte[] blob,
            ByteString bytes,
            Instant time,
            Key key,
            GeoPoint place,
            Value.BlobKeyValue upload,
            DayOfWeek day,
            Value raw,
            Property property,
            Optional<String> maybe) {}

    @Test
    void everyTypeHasItsValue() {
        ByteString bytes = ByteString.copyOf(new byte[] {1, 2});
        Types types = new Types(
                (byte) 1,
                (short) 2,
                3,
                4L,
                true,
                "t",
                0.5f,
                0.25,
                new byte[] {1, 2},
                bytes,
                Instant.parse("2020-01-01T00:00:00.123456789Z"),
                KEY,
                new GeoPoint(1, 2),
                new Value.BlobKeyValue("blob"),
                DayOfWeek.FRIDAY,
                list(1, "x"),
                Property.unindexed(Value.of(7)),
                Optional.of("there"));

        assertThat(saved(types))
                .isEqualTo(entity().set("b", 1)
                        .set("s", 2)
                        .set("i", 3)
                        .set("l", 4)
                        .set("truth", true)
                        .set("text", "t")
                        .set("f", 0.5)
                        .set("d", 0.25)
                        .setUnindexed("blob", Value.of(bytes))
                        .set("bytes", Value.of(bytes))
                        .set("time", Instant.parse("2020-01-01T00:00:00.123456Z"))
                        .set("key", KEY)
                        .set("place", new GeoPoint(1, 2))
                        .set("upload", new Value.BlobKeyValue("blob"))
                        .set("day", "FRIDAY")
                        .set("raw", list(1, "x"))
                        .setUnindexed("property", Value.of(7))
                        .set("maybe", "there")
                        .build());
    }

    @Test
    void nullsAreStoredAsNull() {
        Types types = new Types(
                (byte) 0,
                null,
                0,
                null,
                false,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Optional.empty());

        assertThat(saved(types).properties()).hasSize(18);
        assertThat(saved(types).properties().values().stream().filter(each -> each.value() == Value.NULL))
                .hasSize(14);
    }

    record Lists(
            List<Integer> list,
            Set<String> set,
            long[] array,
            String[] texts,
            byte[][] blobs,
            List<Optional<Integer>> maybe) {}

    @Test
    void listsSetsAndArraysAreMultiValued() {
        Set<String> set = new LinkedHashSet<>(List.of("b", "a"));
        Lists lists = new Lists(
                Arrays.asList(1, null, 1),
                set,
                new long[] {5},
                new String[0],
                new byte[][] {{1}},
                List.of(Optional.of(1), Optional.empty()));

        assertThat(saved(lists))
                .isEqualTo(entity().set("list", list(1, null, 1))
                        .set("set", list("b", "a"))
                        .set("array", list(5))
                        .set("texts", list())
                        .setUnindexed("blobs", Value.of(List.of(Value.of(ByteString.copyOf(new byte[] {1})))))
                        .set("maybe", list(1, null))
                        .build());
        assertThat(saved(new Lists(null, null, null, null, null, null)).value("list"))
                .isEqualTo(Value.NULL);
    }

    record Inner1(int w, String x) {}

    record Inner2(double y) {}

    record Inner3(boolean z) {}

    record Outer(
            short a, List<Inner1> i, Inner2 j, @Embedded Inner3 inner3) {}

    @Test
    void objectsAreFlattened() {
        Outer outer = new Outer(
                (short) 1, List.of(new Inner1(2, "p"), new Inner1(3, null)), new Inner2(0.5), new Inner3(true));

        assertThat(saved(outer))
                .isEqualTo(entity().set("a", 1)
                        .set("i.w", list(2, 3))
                        .set("i.x", list("p", null))
                        .set("j.y", 0.5)
                        .set("z", true)
                        .build());
    }

    @Test
    void anEmptyListOfObjectsIsAnEmptyListOfEachField() {
        assertThat(saved(new Outer((short) 1, List.of(), null, null)))
                .isEqualTo(entity().set("a", 1)
                        .set("i.w", list())
                        .set("i.x", list())
                        .set("j", Value.NULL)
                        .build());
        assertThat(saved(new Outer((short) 1, null, null, null)).value("i")).isEqualTo(Value.NULL);
    }

    record Deep(@PropertyName("A.B") Level1 one) {}

    record Level1(@Embedded(prefix = "Foo") Level2 two, List<Level2> many) {}

    record Level2(Level3 three) {}

    record Level3(@PropertyName("C") int c, byte[] blob) {}

    @Test
    void namesJoinAtAnyDepth() {
        Level2 two = new Level2(new Level3(1, new byte[] {1}));

        assertThat(saved(new Deep(new Level1(two, List.of(two, two)))))
                .isEqualTo(entity().set("A.B.Foo.three.C", 1)
                        .setUnindexed("A.B.Foo.three.blob", Value.of(ByteString.copyOf(new byte[] {1})))
                        .set("A.B.many.three.C", list(1, 1))
                        .setUnindexed(
                                "A.B.many.three.blob",
                                Value.of(List.of(
                                        Value.of(ByteString.copyOf(new byte[] {1})),
                                        Value.of(ByteString.copyOf(new byte[] {1})))))
                        .build());
    }

    static class Base {
        @PropertyName("base")
        private int first = 1;

        static int notStored = 2;
    }

    static class Derived extends Base {
        int second = 2;
        transient int third = 3;

        @Ignore
        Thread fourth = new Thread(() -> {});

        @EntityKey
        Key key = KEY;
    }

    @Test
    void fieldsOfSuperclassesComeFirstAndIgnoredOnesNotAtAll() {
        Entity saved = saved(new Derived());

        assertThat(saved).isEqualTo(entity().set("base", 1).set("second", 2).build());
        assertThat(saved.properties().keySet()).containsExactly("base", "second");
    }

    record Unseen(
            @Unindexed Inner1 one,
            @Unindexed List<Inner1> many,
            @Unindexed String text,
            PartlyUnseen partly) {}

    record PartlyUnseen(@Unindexed String hidden, String seen) {}

    @Test
    void unindexedIsForAllBelow() {
        Inner1 inner = new Inner1(1, "x");

        Entity saved = saved(new Unseen(inner, List.of(inner), "text", new PartlyUnseen("h", "s")));

        assertThat(saved.properties().keySet())
                .containsExactly("one.w", "one.x", "many.w", "many.x", "text", "partly.hidden", "partly.seen");
        assertThat(saved.properties().entrySet().stream()
                        .filter(each -> each.getValue().indexed()))
                .hasSize(1)
                .allMatch(each -> each.getKey().equals("partly.seen"));
    }

    record Sparse(
            @OmitEmpty boolean truth,
            @OmitEmpty long number,
            @OmitEmpty double real,
            @OmitEmpty String text,
            @OmitEmpty byte[] blob,
            @OmitEmpty List<Integer> list,
            @OmitEmpty int[] array,
            @OmitEmpty Instant time,
            @OmitEmpty Optional<Integer> maybe,
            @OmitEmpty List<Inner1> objects,
            @OmitEmpty Inner2 object,
            @OmitEmpty Value raw) {}

    @Test
    void emptyFieldsAreLeftOutWhereAsked() {
        Sparse zeros = new Sparse(
                false,
                0,
                -0.0,
                "",
                new byte[0],
                List.of(),
                new int[0],
                null,
                Optional.empty(),
                List.of(),
                null,
                Value.NULL);
        Sparse nulls = new Sparse(false, 0, 0, null, null, null, null, null, null, null, null, null);

        assertThat(saved(zeros).properties()).isEmpty();
        assertThat(saved(nulls).properties()).isEmpty();
    }

    @Test
    void aListIsNeverLeftOutInPartAndAnObjectThatIsThereNotAtAll() {
        Sparse sparse = new Sparse(
                true,
                1,
                Double.NaN,
                " ",
                new byte[1],
                List.of(1, 0, 2),
                new int[1],
                Instant.EPOCH,
                Optional.of(0),
                List.of(new Inner1(0, "")),
                new Inner2(0),
                Value.of(0));

        assertThat(saved(sparse).properties().keySet())
                .containsExactly(
                        "truth",
                        "number",
                        "real",
                        "text",
                        "blob",
                        "list",
                        "array",
                        "time",
                        "maybe",
                        "objects.w",
                        "objects.x",
                        "object.y",
                        "raw");
        assertThat(saved(sparse).value("list")).isEqualTo(list(1, 0, 2));
    }

    record Person(
            @Nested Address home,
            @Nested List<Address> others,
            @Nested @Unindexed Optional<Address> hidden) {}

    record Address(@EntityKey Key key, String city, List<String> lines) {}

    @Test
    void nestedObjectsAreValuesWithTheirKeys() {
        Address address = new Address(Key.incomplete("Address"), "Roma", List.of("a", "b"));
        Value value = new Value.EntityValue(
                Key.incomplete("Address"),
                entity().set("city", "Roma")
                        .set("lines", list("a", "b"))
                        .build()
                        .properties());

        assertThat(saved(new Person(address, Arrays.asList(address, null), Optional.of(address))))
                .isEqualTo(entity().set("home", value)
                        .set("others", List.of(value, Value.NULL))
                        .setUnindexed("hidden", value)
                        .build());
        assertThat(saved(new Person(null, null, Optional.empty())))
                .isEqualTo(entity().set("home", Value.NULL)
                        .set("others", Value.NULL)
                        .setUnindexed("hidden", Value.NULL)
                        .build());
    }

    record Tree(String name, @Nested List<Tree> branches) {}

    @Test
    void aNestedTypeMayContainItself() {
        Value leaf = new Value.EntityValue(
                null,
                entity().set("name", "leaf").set("branches", list()).build().properties());

        assertThat(saved(new Tree("root", List.of(new Tree("leaf", List.of())))))
                .isEqualTo(entity().set("name", "root")
                        .set("branches", List.of(leaf))
                        .build());
    }

    record Rows(List<Row> rows) {}

    record Row(Inner1 inner, Value raw) {}

    @Test
    void aNullObjectInAListOfFlattenedOnesIsRefused() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> saved(new Rows(Arrays.asList(new Row(new Inner1(1, ""), Value.of(1)), null))))
                .withMessageContaining("\"rows\"")
                .withMessageContaining("element 1 is null")
                .withMessageContaining("@Nested");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> saved(new Rows(List.of(new Row(null, Value.of(1))))))
                .withMessageContaining("\"rows.inner\"");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> saved(new Rows(List.of(new Row(new Inner1(1, ""), list(1))))))
                .withMessageContaining("\"rows.raw\"");
    }

    record Reference(Key to, Instant when) {}

    @Test
    void aValueThatCannotBeStoredIsRefusedWithItsProperty() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> saved(new Reference(Key.incomplete("K"), null)))
                .withMessageContaining("Reference")
                .withMessageContaining("\"to\"");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> saved(new Reference(null, Instant.MAX)))
                .withMessageContaining("\"when\"");
    }

    record Dated(
            @ConvertedBy(DateConverter.class) LocalDate day,
            @ConvertedBy(DateConverter.class) List<LocalDate> days,
            Money price) {}

    static final class DateConverter implements ValueConverter<LocalDate> {
        @Override
        public Class<LocalDate> type() {
            return LocalDate.class;
        }

        @Override
        public Value write(LocalDate date) {
            return Value.of(date.toEpochDay());
        }

        @Override
        public LocalDate read(Value value) {
            return LocalDate.ofEpochDay(((Value.LongValue) value).value());
        }
    }

    @ConvertedBy(MoneyConverter.class)
    record Money(long cents) {}

    static final class MoneyConverter implements ValueConverter<Money> {
        @Override
        public Class<Money> type() {
            return Money.class;
        }

        @Override
        public Value write(Money money) {
            return money.cents() < 0 ? list(1) : Value.of(money.cents());
        }

        @Override
        public Money read(Value value) {
            return new Money(((Value.LongValue) value).value());
        }
    }

    @Test
    void convertersStoreOtherTypes() {
        LocalDate day = LocalDate.ofEpochDay(7);
        Dated dated = new Dated(day, new ArrayList<>(Arrays.asList(day, null)), new Money(5));
        Entity entity = entity().set("day", 7)
                .set("days", list(7, null))
                .set("price", 5)
                .build();

        assertThat(saved(dated)).isEqualTo(entity);
        assertThat(ObjectCodec.of(Dated.class).load(entity)).isEqualTo(dated);
        assertThat(saved(new Dated(null, null, null)).value("day")).isEqualTo(Value.NULL);
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> saved(new Dated(day, List.of(), new Money(-1))))
                .withMessageContaining("\"price\"")
                .withMessageContaining("MoneyConverter");
        assertThatExceptionOfType(FieldMismatchException.class)
                .isThrownBy(() -> ObjectCodec.of(Dated.class)
                        .load(entity().set("day", "x").build()))
                .satisfies(mismatch -> assertThat(mismatch.reason()).contains("converter refuses a string"));
    }

    record Published(Year year, Optional<Year> reprinted) {}

    /** Registered in {@code META-INF/services}. */
    public static final class YearConverter implements ValueConverter<Year> {
        @Override
        public Class<Year> type() {
            return Year.class;
        }

        @Override
        public Value write(Year year) {
            return Value.of(year.getValue());
        }

        @Override
        public Year read(Value value) {
            return Year.of((int) ((Value.LongValue) value).value());
        }
    }

    @Test
    void convertersOfTheApplicationNeedNoAnnotation() {
        Published published = new Published(Year.of(1815), Optional.of(Year.of(1833)));

        Entity saved = saved(published);

        assertThat(saved)
                .isEqualTo(entity().set("year", 1815).set("reprinted", 1833).build());
        assertThat(ObjectCodec.of(Published.class).load(saved)).isEqualTo(published);
    }
}
