package dev.kindred.datastore.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes that are refused when they are first seen, each with all that is wrong. */
class InvalidEntityTypeTests {

    private static List<String> problems(Class<?> type) {
        InvalidEntityTypeException refused =
                catchThrowableOfType(InvalidEntityTypeException.class, () -> ObjectCodec.of(type));
        assertThat(refused).as("the refusal of " + type).isNotNull();
        assertThat(refused).hasMessageContaining(type.getName());
        refused.problems().forEach(problem -> assertThat(refused).hasMessageContaining(problem));
        return refused.problems();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                String.class,
                int.class,
                int[].class,
                List.class,
                Map.class,
                ArrayList.class,
                Thread.State.class,
                Override.class,
                Supplier.class,
                Number.class,
                Entity.class,
                Value.EntityValue.class,
                Key.class,
                Property.class,
                NamedProperty.class,
                PropertyList.class,
                Keyed.class
            })
    void typesWithoutFieldsToStoreAreNone(Class<?> type) {
        assertThat(problems(type)).hasSize(1);
    }

    abstract static class Abstract {}

    interface Interface {}

    class Inner {}

    static class NeedsAnArgument {
        NeedsAnArgument(int argument) {}
    }

    static class Odd extends ArrayList<String> {}

    @Test
    void classesThatCannotBeMadeAreNone() {
        assertThat(problems(Abstract.class)).singleElement().asString().contains("abstract");
        assertThat(problems(Interface.class)).singleElement().asString().contains("interface");
        assertThat(problems(Inner.class)).singleElement().asString().contains("Make it static");
        assertThat(problems(NeedsAnArgument.class))
                .singleElement()
                .asString()
                .contains("no constructor without parameters");
        assertThat(problems(Odd.class)).singleElement().asString().contains("extends java.util.ArrayList");
    }

    static class ManyProblems<X> {
        LocalDate date;
        BigDecimal price;
        Object anything;
        Map<String, String> map;
        char letter;
        X variable;
        List<?> wildcard;

        @SuppressWarnings("rawtypes")
        List raw;

        List<List<String>> lists;
        int[][] arrays;
        Optional<List<String>> optionalList;
        List<Optional<Part>> optionalParts;
        final int fixed = 1;

        @PropertyName("a..b")
        int emptySegment;

        @PropertyName("1a")
        int digitFirst;

        @PropertyName("a b")
        int space;

        @PropertyName("")
        int empty;

        @PropertyName("-")
        int dash;

        @Embedded
        int embedded;

        @Embedded
        List<Part> embeddedList;

        @Nested
        String nested;

        @Embedded
        @Nested
        Part both;

        @Embedded
        @PropertyName("x")
        Part twice;

        @EntityKey
        String key;

        @EntityKey
        @Unindexed
        Key unindexedKey;

        @ConvertedBy(ObjectSavingTests.DateConverter.class)
        String converted;

        @ConvertedBy(Unmakeable.class)
        LocalDate convertedToo;

        Broken broken;
        SelfMappedRecord self;
    }

    record Part(int part) {}

    record Broken(Object inside) {}

    record SelfMappedRecord() implements PropertyMapped {
        @Override
        public void load(PropertyList properties) {}

        @Override
        public PropertyList save() {
            return new PropertyList();
        }
    }

    abstract static class Unmakeable implements ValueConverter<LocalDate> {}

    @Test
    void allProblemsOfATypeAreListedAtOnce() {
        List<String> problems = problems(ManyProblems.class);

        assertThat(problems)
                .extracting(problem -> problem.substring(0, problem.indexOf(' ', 7)))
                .containsExactly(
                        "field date",
                        "field price",
                        "field anything",
                        "field map",
                        "field letter",
                        "field variable",
                        "field wildcard",
                        "field raw",
                        "field lists",
                        "field arrays",
                        "field optionalList",
                        "field optionalParts",
                        "field fixed",
                        "field emptySegment",
                        "field digitFirst",
                        "field space",
                        "field empty",
                        "field dash",
                        "field embedded",
                        "field embeddedList",
                        "field nested",
                        "field both",
                        "field twice",
                        "field key",
                        "field unindexedKey",
                        "field converted",
                        "field convertedToo",
                        "field convertedToo",
                        "field Broken.inside",
                        "record " + SelfMappedRecord.class.getName());
        assertThat(problems)
                .anyMatch(problem -> problem.contains("java.time.LocalDate") && problem.contains("@ConvertedBy"))
                .anyMatch(problem -> problem.contains("lists leads to a list of lists"))
                .anyMatch(problem -> problem.contains("\"a..b\""));
    }

    record Names(
            @PropertyName("größe") int size,
            @PropertyName("_x.y1") int underscore,
            @PropertyName("値") int value,
            @PropertyName("a.B.c") int dotted) {}

    @Test
    void namesAreIdentifiersOfAnyScriptJoinedByDots() {
        assertThat(ObjectCodec.of(Names.class).save(new Names(1, 2, 3, 4)))
                .extracting(NamedProperty::name)
                .containsExactly("größe", "_x.y1", "値", "a.B.c");
    }

    record Tagged(List<Holder> holders) {}

    record Holder(Lines lines) {}

    record Lines(List<String> texts, @OmitEmpty int number, Property raw, byte[] fine, List<Part> parts) {}

    @Test
    void whatDoesNotWorkWithinAListOfObjectsIsNamedWithItsPath() {
        assertThat(problems(Tagged.class))
                .satisfiesExactly(
                        list -> assertThat(list)
                                .contains("holders.lines.texts", "leads to a list of lists", "\"holders\"", "@Nested"),
                        omitted -> assertThat(omitted).contains("holders.lines.number", "@OmitEmpty"),
                        raw -> assertThat(raw).contains("holders.lines.raw", "Property"),
                        list -> assertThat(list).contains("holders.lines.parts", "leads to a list of lists"));
    }

    record Recursive(String name, Recursive next) {}

    record Mutual(List<Other> others) {}

    record Other(Mutual back) {}

    @Test
    void recursionIsRefusedUnlessNested() {
        assertThat(problems(Recursive.class))
                .singleElement()
                .asString()
                .contains("field next", "recursive", "Recursive", "@Nested");
        assertThat(problems(Mutual.class)).singleElement().asString().contains("others.back", "recursive", "Mutual");
        assertThatCode(() -> ObjectCodec.of(ObjectSavingTests.Tree.class)).doesNotThrowAnyException();
    }

    record Repeated(
            @PropertyName("b") int a,
            int b,
            @Embedded Part one,
            @Embedded Part two,
            @PropertyName("c.part") int three,
            Part c) {}

    static class Above {
        int same;
    }

    static class Below extends Above {
        int same;
    }

    record Reserved(@PropertyName("__key__") Key key) {}

    @Test
    void repeatedAndReservedNamesAreRefused() {
        assertThat(problems(Repeated.class))
                .satisfiesExactly(
                        renamed -> assertThat(renamed).contains("field b repeats", "\"b\"", "field a"),
                        promoted -> assertThat(promoted).contains("field two.part", "\"part\"", "field one.part"),
                        dotted -> assertThat(dotted).contains("field c.part", "\"c.part\"", "field three"));
        assertThat(problems(Below.class)).singleElement().asString().contains("\"same\"");
        assertThat(problems(Reserved.class)).singleElement().asString().contains("__key__", "reserved");
    }

    record WithNested(@Nested Recursive nested) {}

    @Test
    void problemsOfNestedTypesAreFoundToo() {
        assertThat(problems(WithNested.class)).singleElement().asString().contains("recursive");
    }

    @Test
    void checkListsTheProblemsOfAllTypes() {
        assertThatCode(() -> ObjectCodec.check(Part.class, Names.class, PropertyList.class))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(InvalidEntityTypeException.class)
                .isThrownBy(
                        () -> ObjectCodec.check(Part.class, Recursive.class, SelfMappedRecord.class, Reserved.class))
                .satisfies(e -> assertThat(e.problems()).hasSize(3))
                .withMessageContaining("Recursive: field next")
                .withMessageContaining("a record cannot load itself")
                .withMessageContaining("Reserved: field key");
        assertThatExceptionOfType(InvalidEntityTypeException.class)
                .isThrownBy(() -> ObjectCodec.check(Reserved.class))
                .satisfies(e -> assertThat(e.problems()).hasSize(1));
    }

    @Test
    void aRefusalIsRepeatedAtEveryUse() {
        assertThat(problems(Recursive.class)).isEqualTo(problems(Recursive.class));
        assertThat(ObjectCodec.of(Part.class)).isSameAs(ObjectCodec.of(Part.class));
    }
}
