package dev.kindred.datastore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformTests {

    private static final Instant NOW = Instant.parse("2024-05-06T07:08:09.123987Z");
    private static final Value MILLIS = Value.of(Instant.parse("2024-05-06T07:08:09.123Z"));

    private static Transform.Outcome outcome(@Nullable Value before, Transform... transforms) {
        Entity.Builder entity = Entity.builder(Key.of("T", 1)).set("other", "kept");
        if (before != null) {
            entity.set("p", before);
        }
        Transform.Outcome outcome = Transform.applyAll(entity.build(), List.of(transforms), NOW);
        assertThat(outcome.entity().value("other")).isEqualTo(Value.of("kept"));
        return outcome;
    }

    private static Value after(@Nullable Value before, Transform... transforms) {
        Transform.Outcome outcome = outcome(before, transforms);
        Value after = outcome.entity().value("p");
        List<Value> results = outcome.results();
        assertThat(results.get(results.size() - 1)).isEqualTo(after instanceof Value.ListValue ? Value.NULL : after);
        return after;
    }

    /** 7 is a long, 7.0 a double, x a string, - nothing. */
    private static @Nullable Value value(String text) {
        return switch (text) {
            case "-" -> null;
            case "null" -> Value.NULL;
            case "x" -> Value.of("x");
            case "max" -> Value.of(Long.MAX_VALUE);
            case "min" -> Value.of(Long.MIN_VALUE);
            case "time" -> Value.of(Instant.EPOCH);
            case "[]" -> Value.of(List.of());
            default ->
                text.contains(".") || text.contains("N") || text.contains("I")
                        ? Value.of(Double.parseDouble(text))
                        : Value.of(Long.parseLong(text));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "-, 5, 5",
        "null, 5, 5",
        "x, 5, 5",
        "time, 5, 5",
        "[], 5, 5",
        "-, 1.5, 1.5",
        "7, 5, 12",
        "7, -9, -2",
        "max, 1, max",
        "min, -1, min",
        "max, -1, 9223372036854775806",
        "min, max, -1",
        "max, max, max",
        "min, min, min",
        "7, 0.5, 7.5",
        "0.5, 7, 7.5",
        "1.0, 2.0, 3.0",
        "max, 1.0, 9.223372036854775807E18",
        "NaN, 1, NaN",
        "1, NaN, NaN",
        "Infinity, 1, Infinity",
        "Infinity, -Infinity, NaN"
    })
    void incrementAddsNumbersAndSetsEverythingElse(String before, String by, String expected) {
        Value operand = value(by);

        assertThat(after(value(before), new Transform.Increment("p", operand))).isEqualTo(value(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "-, 5, 5, 5",
        "null, 5, 5, 5",
        "x, 5.0, 5.0, 5.0",
        "time, 5, 5, 5",
        "7, 5, 7, 5",
        "5, 7, 7, 5",
        "3, 3.0, 3, 3",
        "3.0, 3, 3.0, 3.0",
        "3, 3.5, 3.5, 3",
        "3.5, 3, 3.5, 3",
        "0.0, -0.0, 0.0, 0.0",
        "-0.0, 0, -0.0, -0.0",
        "0, -0.0, 0, 0",
        "NaN, 5, NaN, NaN",
        "5, NaN, NaN, NaN",
        "NaN, NaN, NaN, NaN",
        "max, 9.223372036854775807E18, 9.223372036854775807E18, max",
        "9007199254740993, 9007199254740992.0, 9007199254740993, 9007199254740992.0",
        "min, -Infinity, min, -Infinity",
        "max, Infinity, Infinity, max"
    })
    void maximumAndMinimumTakeTheTypeOfTheWinner(String before, String operand, String maximum, String minimum) {
        Value number = value(operand);

        assertThat(after(value(before), new Transform.Maximum("p", number))).isEqualTo(value(maximum));
        assertThat(after(value(before), new Transform.Minimum("p", number))).isEqualTo(value(minimum));
    }

    private static Value list(Value... values) {
        return Value.of(Arrays.asList(values));
    }

    @Test
    void appendAddsEachMissingElementOnceInOrder() {
        Value before = list(Value.of(1), Value.of("a"), Value.of(Double.NaN), Value.of("a"));

        Value after = after(
                before,
                Transform.appendMissing(
                        "p",
                        Value.of(1.0),
                        Value.of("b"),
                        Value.of(Double.NaN),
                        Value.NULL,
                        Value.of("b"),
                        Value.NULL,
                        Value.of(2),
                        Value.of(2.0)));

        assertThat(after)
                .isEqualTo(list(
                        Value.of(1),
                        Value.of("a"),
                        Value.of(Double.NaN),
                        Value.of("a"),
                        Value.of("b"),
                        Value.NULL,
                        Value.of(2)));
    }

    @Test
    void removeAllTakesEveryOccurrence() {
        Value before = list(
                Value.of(1), Value.of(2.0), Value.of("a"), Value.of(2), Value.NULL, Value.of(Double.NaN), Value.of(1));

        assertThat(after(
                        before, Transform.removeAll("p", Value.of(2), Value.NULL, Value.of(1.0), Value.of(Double.NaN))))
                .isEqualTo(list(Value.of("a")));
    }

    @Test
    void aTimeAndTheLongOfItsMicrosecondsAreDifferentElements() {
        Value time = Value.of(Instant.ofEpochSecond(0, 5_000));

        assertThat(after(list(time), Transform.removeAll("p", Value.of(5)))).isEqualTo(list(time));
    }

    @Test
    void whatIsNoListBecomesOne() {
        for (Value before : Arrays.asList(null, Value.NULL, Value.of(7), Value.of("x"))) {
            assertThat(after(before, Transform.appendMissing("p", Value.of(7)))).isEqualTo(list(Value.of(7)));
            assertThat(after(before, Transform.removeAll("p", Value.of(7)))).isEqualTo(list());
        }
    }

    @Test
    void theRequestTimeHasWholeMilliseconds() {
        assertThat(after(Value.of("x"), Transform.requestTime("p"))).isEqualTo(MILLIS);
        assertThat(Transform.applyAll(
                                Entity.builder(Key.of("T", 1)).build(),
                                List.of(Transform.requestTime("p")),
                                Instant.parse("1969-12-31T23:59:59.999999Z"))
                        .results())
                .containsExactly(Value.of(Instant.parse("1969-12-31T23:59:59.999Z")));
    }

    @Test
    void changesAreMadeInOrderAndAnsweredOneByOne() {
        Transform.Outcome outcome = outcome(
                Value.of(1),
                Transform.increment("p", 2),
                Transform.maximum("q", 2.5),
                Transform.increment("p", 0.5),
                Transform.appendMissing("tags", Value.of("a")),
                Transform.minimum("p", 3),
                Transform.requestTime("at"));

        assertThat(outcome.results())
                .containsExactly(Value.of(3), Value.of(2.5), Value.of(3.5), Value.NULL, Value.of(3), MILLIS);
        assertThat(outcome.entity().value("p")).isEqualTo(Value.of(3));
        assertThat(outcome.entity().value("tags")).isEqualTo(list(Value.of("a")));
    }

    @Test
    void aPropertyStaysIndexedOrNotAndANewOneIsIndexed() {
        Entity entity =
                Entity.builder(Key.of("T", 1)).setUnindexed("p", Value.of(1)).build();

        Entity changed = Transform.applyAll(
                        entity, List.of(Transform.increment("p", 1), Transform.increment("q", 1)), NOW)
                .entity();

        assertThat(changed.property("p")).isEqualTo(Property.unindexed(Value.of(2)));
        assertThat(changed.property("q")).isEqualTo(Property.of(Value.of(1)));
    }

    @Test
    void pathsLeadIntoEmbeddedEntitiesAndMakeThem() {
        Value before = new Value.EntityValue(Key.of("In", 1), Map.of("n", Property.unindexed(Value.of(1))));

        assertThat(outcome(before, Transform.increment("p.n", 1)).entity().value("p"))
                .isEqualTo(new Value.EntityValue(Key.of("In", 1), Map.of("n", Property.unindexed(Value.of(2)))));
        Value made = new Value.EntityValue(
                null, Map.of("in", Property.of(new Value.EntityValue(null, Map.of("n", Property.of(Value.of(1)))))));
        assertThat(outcome(null, Transform.increment("p.in.n", 1)).entity().value("p"))
                .isEqualTo(made);
        assertThat(outcome(Value.of(5), Transform.increment("p.in.n", 1))
                        .entity()
                        .value("p"))
                .isEqualTo(made);
        assertThat(outcome(null, Transform.increment("a\\.b", 1)).entity().value("a.b"))
                .isEqualTo(Value.of(1));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> outcome(list(Value.of(1)), Transform.increment("p.n", 1)))
                .withMessageContaining("\"p\"")
                .withMessageContaining("list");
    }

    @Test
    void operandsAreNumbersAndElementsAreNoLists() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new Transform.Increment("p", Value.of("x")))
                .withMessageContaining("a long or a double");
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> new Transform.Maximum("p", Value.NULL));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Transform.appendMissing("p", list(Value.of(1))));
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Transform.requestTime("a..b"));
    }
}
