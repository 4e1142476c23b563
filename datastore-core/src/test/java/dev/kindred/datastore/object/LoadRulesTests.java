package dev.kindred.datastore.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stored properties do to fields: App Engine's table, row by row. */
class LoadRulesTests {

    private static final Key KEY = Key.of("K", 1);
    private static final ByteString BYTES = ByteString.copyOf(new byte[] {'h', 'i'});
    private static final Value BLOB_KEY = new Value.BlobKeyValue("blob");
    private static final Value ANY_ENTITY = new Value.EntityValue(null, Map.of());

    /** Every field has something in it, to see what is touched. */
    static class Target {
        byte aByte = 99;
        int anInt = 99;
        Integer boxed = 99;
        long aLong = 99;
        boolean truth = true;
        String text = "old";
        float single = 99;
        double number = 99;
        byte[] blob = {99};
        ByteString bytes = ByteString.EMPTY;
        Instant time = Instant.MIN;
        Key key = Key.of("Old", 1);
        GeoPoint place = new GeoPoint(9, 9);
        Value.BlobKeyValue upload = new Value.BlobKeyValue("old");
        DayOfWeek day = DayOfWeek.MONDAY;
        Value raw = Value.of("old");
        Property property = Property.of(Value.of("old"));
        Optional<String> maybe = Optional.of("old");
        List<Integer> list = new ArrayList<>(List.of(9, 9, 9, 9, 9, 9));
        int[] array = {9};
        Set<String> set = Set.of("old");
        Inner inner = new Inner();
        List<Inner> inners = List.of(new Inner());

        @PropertyName("A.B")
        Inner dotted = new Inner();

        @Nested
        Inner nested = new Inner();

        @Nested
        List<Inner> nesteds = List.of(new Inner());

        @Embedded
        Promoted promoted = new Promoted();

        @Ignore
        int ignored = 99;

        static int shared = 99;
    }

    static class Promoted {
        int p = 99;
    }

    static class Inner {
        int x = 99;

        @PropertyName("C.D")
        String y = "old";

        @EntityKey
        Key itsKey;

        Inner() {}

        Inner(int x, String y) {
            this.x = x;
            this.y = y;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Inner that
                    && x == that.x
                    && Objects.equals(y, that.y)
                    && Objects.equals(itsKey, that.itsKey);
        }

        @Override
        public int hashCode() {
            return x;
        }

        @Override
        public String toString() {
            return "Inner(" + x + ", " + y + ", " + itsKey + ")";
        }
    }

    private static Value list(Value... values) {
        return Value.of(Arrays.asList(values));
    }

    private static Value ints(long... values) {
        return Value.of(Arrays.stream(values).mapToObj(Value::of).toList());
    }

    private static Value inner(Key key, int x, String y) {
        return new Value.EntityValue(
                key, Entity.builder(KEY).set("x", x).set("C.D", y).build().properties());
    }

    private static Arguments row(
            String rule, String name, Value value, Function<Target, Object> field, Object expected) {
        return Arguments.of(rule, Map.of(name, value), field, expected, null);
    }

    private static Arguments wrong(
            String rule, String name, Value value, Function<Target, Object> field, Object expected, String reason) {
        return Arguments.of(rule, Map.of(name, value), field, expected, reason);
    }

    private static Inner withKey(Inner inner, Key key) {
        inner.itsKey = key;
        return inner;
    }

    static Stream<Arguments> table() {
        return Stream.of(
                // no field for the name; private ones are fields here, ignored and static ones are not
                wrong("unknown name", "nobody", Value.of(1), t -> t.anInt, 99, "there is no such field"),
                wrong(
                        "unknown dotted name",
                        "inner.nobody",
                        Value.of(1),
                        t -> t.inner,
                        new Inner(),
                        "there is no such field"),
                wrong("ignored field", "ignored", Value.of(1), t -> t.ignored, 99, "there is no such field"),
                wrong("static field", "shared", Value.of(1), t -> Target.shared, 99, "there is no such field"),
                wrong("name of another case", "Text", Value.of("x"), t -> t.text, "old", "there is no such field"),
                wrong("key field", "inner.itsKey", Value.of(KEY), t -> t.inner.itsKey, null, "there is no such field"),
                wrong("dots too many", "text.x", Value.of(1), t -> t.text, "old", "there is no such field"),
                // dotted names, the longest first
                row("dotted name", "inner.x", Value.of(1), t -> t.inner, new Inner(1, "old")),
                row("dots in the names of both", "A.B.C.D", Value.of("new"), t -> t.dotted, new Inner(99, "new")),
                row("promoted name", "p", Value.of(1), t -> t.promoted.p, 1),
                // multiple into single
                wrong(
                        "list into a number",
                        "anInt",
                        ints(1),
                        t -> t.anInt,
                        99,
                        "a property of multiple values needs a list"),
                wrong(
                        "empty list into text",
                        "text",
                        list(),
                        t -> t.text,
                        "old",
                        "a property of multiple values needs a list"),
                wrong("list into an object's field", "inner.x", ints(1), t -> t.inner.x, 99, "multiple values"),
                wrong("list into an object", "inner", list(ANY_ENTITY), t -> t.inner, new Inner(), "multiple values"),
                wrong("list into bytes", "blob", ints(1), t -> t.blob, new byte[] {99}, "multiple values"),
                // single into list
                row("single into a list", "list", Value.of(5), t -> t.list, List.of(5)),
                row("single into an array", "array", Value.of(5), t -> t.array, new int[] {5}),
                row(
                        "single into a list of objects",
                        "inners.x",
                        Value.of(5),
                        t -> t.inners,
                        List.of(new Inner(5, "old"))),
                // n-th into list: always a new one
                row("list into a longer list", "list", ints(1, 2), t -> t.list, List.of(1, 2)),
                row("list into an array", "array", ints(1, 2), t -> t.array, new int[] {1, 2}),
                row("list into a set", "set", list(Value.of("a"), Value.of("a")), t -> t.set, Set.of("a")),
                row("empty list", "list", list(), t -> t.list, List.of()),
                row("empty list of objects", "inners.x", list(), t -> t.inners, List.of()),
                // ragged lists of objects
                Arguments.of(
                        "lists of different length",
                        Map.of("inners.x", ints(1, 2), "inners.C.D", list(Value.of("a"), Value.of("b"), Value.of("c"))),
                        (Function<Target, Object>) t -> t.inners,
                        List.of(new Inner(1, "a"), new Inner(2, "b"), new Inner(99, "c")),
                        null),
                // whole numbers are checked for range
                row("long into byte", "aByte", Value.of(-128), t -> t.aByte, (byte) -128),
                wrong(
                        "too much for a byte",
                        "aByte",
                        Value.of(128),
                        t -> t.aByte,
                        (byte) 99,
                        "value 128 overflows a field of type byte"),
                wrong(
                        "too little for an int",
                        "boxed",
                        Value.of(Integer.MIN_VALUE - 1L),
                        t -> t.boxed,
                        99,
                        "value -2147483649 overflows a field of type Integer"),
                row("all of a long", "aLong", Value.of(Long.MIN_VALUE), t -> t.aLong, Long.MIN_VALUE),
                // nothing becomes another type
                wrong(
                        "long into double",
                        "number",
                        Value.of(1),
                        t -> t.number,
                        99.0,
                        "type mismatch: the field is double, what is stored is a long"),
                wrong("double into int", "anInt", Value.of(1.0), t -> t.anInt, 99, "what is stored is a double"),
                wrong("boolean into int", "anInt", Value.of(true), t -> t.anInt, 99, "what is stored is a boolean"),
                wrong("long into boolean", "truth", Value.of(0), t -> t.truth, true, "the field is boolean"),
                wrong("string into number", "aLong", Value.of("1"), t -> t.aLong, 99L, "what is stored is a string"),
                wrong("number into string", "text", Value.of(1), t -> t.text, "old", "the field is String"),
                wrong(
                        "timestamp into long",
                        "aLong",
                        Value.of(Instant.EPOCH),
                        t -> t.aLong,
                        99L,
                        "what is stored is a timestamp"),
                wrong("long into Instant", "time", Value.of(1), t -> t.time, Instant.MIN, "the field is Instant"),
                wrong("string into Key", "key", Value.of("x"), t -> t.key, Key.of("Old", 1), "the field is Key"),
                wrong(
                        "string into GeoPoint",
                        "place",
                        Value.of("x"),
                        t -> t.place,
                        new GeoPoint(9, 9),
                        "the field is GeoPoint"),
                wrong(
                        "string into blob key",
                        "upload",
                        Value.of("x"),
                        t -> t.upload,
                        new Value.BlobKeyValue("old"),
                        "BlobKeyValue"),
                wrong(
                        "embedded entity into string",
                        "text",
                        ANY_ENTITY,
                        t -> t.text,
                        "old",
                        "what is stored is an embedded entity"),
                wrong(
                        "string into an object",
                        "inner",
                        Value.of("x"),
                        t -> t.inner,
                        new Inner(),
                        "the field is Inner, what is stored is a string"),
                wrong(
                        "string into an Optional of string",
                        "maybe",
                        Value.of(1),
                        t -> t.maybe,
                        Optional.of("old"),
                        "the field is String"),
                // the same type
                row("boolean", "truth", Value.of(false), t -> t.truth, false),
                row("double", "number", Value.of(-0.0), t -> t.number, -0.0),
                row("timestamp", "time", Value.of(Instant.EPOCH), t -> t.time, Instant.EPOCH),
                row("key", "key", Value.of(KEY), t -> t.key, KEY),
                row("geo point", "place", Value.of(new GeoPoint(1, 2)), t -> t.place, new GeoPoint(1, 2)),
                row("blob key", "upload", BLOB_KEY, t -> t.upload, BLOB_KEY),
                row("value", "raw", ints(1), t -> t.raw, ints(1)),
                row("property", "property", ints(1), t -> t.property, Property.of(ints(1))),
                row("Optional", "maybe", Value.of("x"), t -> t.maybe, Optional.of("x")),
                row("enum", "day", Value.of("FRIDAY"), t -> t.day, DayOfWeek.FRIDAY),
                wrong(
                        "no such constant",
                        "day",
                        Value.of("Friday"),
                        t -> t.day,
                        DayOfWeek.MONDAY,
                        "\"Friday\" is no constant of DayOfWeek"),
                wrong("number into enum", "day", Value.of(1), t -> t.day, DayOfWeek.MONDAY, "the field is DayOfWeek"),
                // texts and bytes
                row("bytes into String", "text", Value.of(BYTES), t -> t.text, "hi"),
                row("blob key into String", "text", BLOB_KEY, t -> t.text, "blob"),
                wrong(
                        "bytes that are no text",
                        "text",
                        Value.of(ByteString.copyOf(new byte[] {-1})),
                        t -> t.text,
                        "old",
                        "no text in UTF-8"),
                row("bytes into byte[]", "blob", Value.of(BYTES), t -> t.blob, new byte[] {'h', 'i'}),
                row("bytes into ByteString", "bytes", Value.of(BYTES), t -> t.bytes, BYTES),
                wrong(
                        "string into byte[]",
                        "blob",
                        Value.of("hi"),
                        t -> t.blob,
                        new byte[] {99},
                        "the field is byte[], what is stored is a string"),
                wrong(
                        "string into ByteString",
                        "bytes",
                        Value.of("hi"),
                        t -> t.bytes,
                        ByteString.EMPTY,
                        "the field is ByteString"),
                // floats
                row("double into float", "single", Value.of(0.1), t -> t.single, 0.1f),
                row(
                        "infinity into float",
                        "single",
                        Value.of(Double.NEGATIVE_INFINITY),
                        t -> t.single,
                        Float.NEGATIVE_INFINITY),
                row("NaN into float", "single", Value.of(Double.NaN), t -> t.single, Float.NaN),
                wrong(
                        "too much for a float",
                        "single",
                        Value.of(1e300),
                        t -> t.single,
                        99f,
                        "value 1.0E300 overflows a field of type float"),
                // null is zero or null
                row("null into int", "anInt", Value.NULL, t -> t.anInt, 0),
                row("null into float", "single", Value.NULL, t -> t.single, 0f),
                row("null into boolean", "truth", Value.NULL, t -> t.truth, false),
                row("null into Integer", "boxed", Value.NULL, t -> t.boxed, null),
                row("null into String", "text", Value.NULL, t -> t.text, null),
                row("null into Instant", "time", Value.NULL, t -> t.time, null),
                row("null into Value", "raw", Value.NULL, t -> t.raw, Value.NULL),
                row("null into Property", "property", Value.NULL, t -> t.property, Property.of(Value.NULL)),
                row("null into Optional", "maybe", Value.NULL, t -> t.maybe, Optional.empty()),
                row("null into a list", "list", Value.NULL, t -> t.list, null),
                row("null into an object", "inner", Value.NULL, t -> t.inner, null),
                row("null into a list of objects", "inners", Value.NULL, t -> t.inners, null),
                row("null element", "list", list(Value.of(1), Value.NULL), t -> t.list, Arrays.asList(1, null)),
                row("null element into int[]", "array", list(Value.of(1), Value.NULL), t -> t.array, new int[] {1, 0}),
                // an element that does not fit empties what is before it
                wrong(
                        "bad element in the middle",
                        "array",
                        list(Value.of(1), Value.of("x"), Value.of(3)),
                        t -> t.array,
                        new int[] {0, 0, 3},
                        "what is stored is a string"),
                wrong(
                        "bad element of boxes",
                        "list",
                        list(Value.of(1), Value.of("x"), Value.of(3)),
                        t -> t.list,
                        Arrays.asList(null, null, 3),
                        "what is stored is a string"),
                wrong(
                        "bad element at the end",
                        "list",
                        list(Value.of(1), Value.of("x")),
                        t -> t.list,
                        null,
                        "what is stored is a string"),
                wrong(
                        "bad element in a list of objects",
                        "inners.x",
                        list(Value.of(1), Value.of("x"), Value.of(3)),
                        t -> t.inners,
                        List.of(new Inner(1, "old"), new Inner(99, "old"), new Inner(3, "old")),
                        "what is stored is a string"),
                // embedded entities, into flattened and nested fields, and flattened properties into nested fields
                row("embedded entity", "nested", inner(KEY, 1, "a"), t -> t.nested, withKey(new Inner(1, "a"), KEY)),
                row(
                        "embedded entity into a flattened field",
                        "inner",
                        inner(KEY, 1, "a"),
                        t -> t.inner,
                        withKey(new Inner(1, "a"), KEY)),
                row(
                        "embedded entities",
                        "nesteds",
                        list(inner(null, 1, "a"), Value.NULL),
                        t -> t.nesteds,
                        Arrays.asList(new Inner(1, "a"), null)),
                row(
                        "embedded entities into a flattened list",
                        "inners",
                        list(inner(null, 1, "a"), inner(KEY, 2, "b")),
                        t -> t.inners,
                        List.of(new Inner(1, "a"), withKey(new Inner(2, "b"), KEY))),
                row(
                        "one embedded entity into a list",
                        "nesteds",
                        inner(null, 1, "a"),
                        t -> t.nesteds,
                        List.of(new Inner(1, "a"))),
                row("no embedded entities", "nesteds", list(), t -> t.nesteds, List.of()),
                row(
                        "dotted name into a nested field",
                        "nested.C.D",
                        Value.of("new"),
                        t -> t.nested,
                        new Inner(99, "new")),
                row(
                        "dotted name into a list of nested",
                        "nesteds.x",
                        ints(1, 2),
                        t -> t.nesteds,
                        List.of(new Inner(1, "old"), new Inner(2, "old"))),
                wrong(
                        "mismatch in an embedded entity",
                        "nested",
                        new Value.EntityValue(null, new LinkedHashMap<>(Map.of("x", Property.of(Value.of("no"))))),
                        t -> t.nested,
                        new Inner(),
                        "in \"x\", type mismatch: the field is int, what is stored is a string"),
                wrong(
                        "number among embedded entities",
                        "nesteds",
                        list(inner(null, 1, "a"), Value.of(1)),
                        t -> t.nesteds,
                        Arrays.asList(new Inner(1, "a"), null),
                        "the field is Inner, what is stored is a long"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void rowOfTheTable(
            String rule, Map<String, Value> stored, Function<Target, Object> field, Object expected, String reason) {
        Entity.Builder entity = Entity.builder(KEY).set("before", 0).remove("before");
        // Properties of other fields before and behind show that a failure stops nothing.
        boolean markers = stored.keySet().stream().noneMatch(name -> name.equals("aLong") || name.equals("p"));
        if (markers) {
            entity.set("aLong", 1);
        }
        stored.forEach(entity::set);
        if (markers) {
            entity.set("p", 2);
        }

        FieldMismatchException mismatch = catchThrowableOfType(
                FieldMismatchException.class,
                () -> assertLoaded(
                        ObjectCodec.of(Target.class).strict().load(entity.build()), field, expected, markers));

        if (reason == null) {
            assertThat(mismatch).isNull();
        } else {
            String name = stored.keySet().iterator().next();
            assertThat(mismatch.type()).isEqualTo(Target.class);
            assertThat(mismatch.field()).isEqualTo(name);
            assertThat(mismatch.reason()).contains(reason);
            assertThat(mismatch.key()).isEqualTo(KEY);
            assertThat(mismatch)
                    .hasMessageContaining("Cannot load field \"" + name + "\" into a Target: " + mismatch.reason());
            assertLoaded(mismatch.object(Target.class), field, expected, markers);
        }
    }

    private static void assertLoaded(Target target, Function<Target, Object> field, Object expected, boolean markers) {
        assertThat(field.apply(target)).isEqualTo(expected);
        if (markers) {
            assertThat(target.aLong).isEqualTo(1);
            assertThat(target.promoted.p).isEqualTo(2);
        }
    }

    static Stream<Arguments> projections() {
        return Stream.of(
                Arguments.of(
                        "time", Value.of(1_000_000), Instant.ofEpochSecond(1), (Function<Target, Object>) t -> t.time),
                Arguments.of("time", Value.of(Instant.EPOCH), Instant.EPOCH, (Function<Target, Object>) t -> t.time),
                Arguments.of("aLong", Value.of(Instant.ofEpochSecond(1)), 1_000_000L, (Function<Target, Object>)
                        t -> t.aLong),
                Arguments.of("bytes", Value.of("hi"), BYTES, (Function<Target, Object>) t -> t.bytes),
                Arguments.of("blob", Value.of("hi"), new byte[] {'h', 'i'}, (Function<Target, Object>) t -> t.blob),
                Arguments.of("text", Value.of(BYTES), "hi", (Function<Target, Object>) t -> t.text),
                Arguments.of("upload", Value.of("blob"), BLOB_KEY, (Function<Target, Object>) t -> t.upload),
                Arguments.of("list", Value.of(1), List.of(1), (Function<Target, Object>) t -> t.list),
                Arguments.of("inners.x", Value.of(1), List.of(new Inner(1, "old")), (Function<Target, Object>)
                        t -> t.inners));
    }

    @ParameterizedTest
    @MethodSource("projections")
    void aProjectedValueTakesTheTypeOfItsField(
            String name, Value value, Object expected, Function<Target, Object> field) {
        Entity row = Entity.partial(KEY, new LinkedHashMap<>(Map.of(name, Property.of(value))), 0, 0);

        assertThat(field.apply(ObjectCodec.of(Target.class).load(row))).isEqualTo(expected);
        assertThat(field.apply(ObjectCodec.of(Target.class).load(PropertyList.of(row))))
                .isEqualTo(expected);
    }

    @Test
    void aProjectedDoubleIsStillNoLong() {
        Entity row = Entity.partial(KEY, new LinkedHashMap<>(Map.of("aLong", Property.of(Value.of(1.0)))), 0, 0);

        assertThatExceptionOfType(FieldMismatchException.class)
                .isThrownBy(() -> ObjectCodec.of(Target.class).load(row));
    }

    @Test
    void unknownPropertiesAreIgnoredByDefaultAtEveryDepth() {
        Entity entity = Entity.builder(KEY)
                .set("anInt", 1)
                .set("later", "added by a newer version")
                .set("inner.later", 1)
                .set("nested", new Value.EntityValue(null, Map.of("later", Property.of(Value.of(1)))))
                .build();

        assertThat(ObjectCodec.of(Target.class).load(entity).anInt).isEqualTo(1);
        assertThatExceptionOfType(FieldMismatchException.class)
                .isThrownBy(() -> ObjectCodec.of(Target.class).strict().load(entity))
                .satisfies(mismatch -> {
                    assertThat(mismatch.mismatches())
                            .extracting(FieldMismatch::field)
                            .containsExactly("later", "inner.later", "nested");
                    assertThat(mismatch.field()).isEqualTo("nested");
                    assertThat(mismatch.reason()).isEqualTo("in \"later\", there is no such field");
                    assertThat(mismatch).hasMessageContaining("\"inner.later\"");
                });
    }

    @Test
    void missingPropertiesLeaveFieldsAsTheyWereConstructed() {
        Target target = ObjectCodec.of(Target.class).load(new PropertyList());

        assertThat(target).usingRecursiveComparison().isEqualTo(new Target());
    }

    @Test
    void loadingIntoAnObjectLeavesFieldsWithoutPropertiesAlone() {
        Target target = new Target();
        target.text = "mine";
        target.inner.y = "mine";
        Inner same = target.inner;

        ObjectCodec.of(Target.class).load(target, PropertyList.of(NamedProperty.of("inner.x", Value.of(1))));

        assertThat(target.text).isEqualTo("mine");
        assertThat(target.inner).isSameAs(same).isEqualTo(new Inner(1, "mine"));
    }

    record Immutable(
            int number,
            String text,
            Optional<String> maybe,
            List<Integer> list,
            Pair pair,
            @EntityKey Key key,
            @Ignore long ignored) {}

    record Pair(int left, int right) {
        Pair {
            if (left > right) {
                throw new IllegalArgumentException(left + " is more than " + right);
            }
        }
    }

    @Test
    void aRecordIsEmptyWhereNothingIsStored() {
        assertThat(ObjectCodec.of(Immutable.class).load(new PropertyList()))
                .isEqualTo(new Immutable(0, null, Optional.empty(), null, null, null, 0));
        assertThat(ObjectCodec.of(Immutable.class)
                        .load(Entity.builder(KEY).set("pair.right", 2).build()))
                .isEqualTo(new Immutable(0, null, Optional.empty(), null, new Pair(0, 2), KEY, 0));
    }

    static class Holder {
        Pair pair = new Pair(1, 5);
    }

    @Test
    void aRecordInAnObjectKeepsItsOtherComponents() {
        Holder holder = ObjectCodec.of(Holder.class).load(PropertyList.of(NamedProperty.of("pair.left", Value.of(3))));

        assertThat(holder.pair).isEqualTo(new Pair(3, 5));
    }

    @Test
    void aConstructorThatThrowsIsAMismatchOfTheFieldItIsFor() {
        Entity entity = Entity.builder(KEY)
                .set("number", 1)
                .set("pair.left", 2)
                .set("pair.right", 1)
                .set("text", "t")
                .build();

        assertThatExceptionOfType(FieldMismatchException.class)
                .isThrownBy(() -> ObjectCodec.of(Immutable.class).load(entity))
                .satisfies(mismatch -> {
                    assertThat(mismatch.field()).isEqualTo("pair");
                    assertThat(mismatch.reason()).contains("2 is more than 1");
                    assertThat(mismatch.object())
                            .isEqualTo(new Immutable(1, "t", Optional.empty(), null, null, KEY, 0));
                });
    }

    @Test
    void aConstructorOfTheObjectItselfThatThrowsLeavesNothingToRecover() {
        PropertyList list =
                PropertyList.of(NamedProperty.of("left", Value.of(2)), NamedProperty.of("right", Value.of("three")));

        assertThatExceptionOfType(ObjectConstructionException.class)
                .isThrownBy(() -> ObjectCodec.of(Pair.class).load(list))
                .withMessageContaining("2 is more than 0")
                .withMessageContaining("\"right\"")
                .withCauseInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.type()).isEqualTo(Pair.class));
    }

    @Test
    void recordsCannotBeLoadedInto() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ObjectCodec.of(Pair.class).load(new Pair(1, 2), new PropertyList()))
                .withMessageContaining("Pair");
    }

    /** Every second one wrong: costs in proportion to the elements, not to their square. */
    @Test
    void aLongListOfWhichHalfDoesNotFitIsLoadedAtOnce() {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            values.add(Value.of(i));
            values.add(Value.of("x"));
        }
        values.add(Value.of(7));
        Entity entity =
                Entity.builder(KEY).setUnindexed("array", Value.of(values)).build();

        assertThatExceptionOfType(FieldMismatchException.class)
                .isThrownBy(() -> ObjectCodec.of(Target.class).load(entity))
                .satisfies(mismatch -> {
                    assertThat(mismatch.mismatches()).hasSize(1);
                    assertThat(mismatch.object(Target.class).array)
                            .hasSize(400_001)
                            .endsWith(0, 7);
                });
    }
}
