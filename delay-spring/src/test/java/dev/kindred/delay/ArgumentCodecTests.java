package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskRejectedException;
import dev.kindred.delay.queue.TaskRun;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ArgumentCodecTests {

    private static final JsonMapper MAPPER = DelayJson.create();
    private static final Key KEY = Key.of("City", 17).child("Comment", "n");

    @Test
    void payloadIsTheKeyAndTheArgumentsWithoutAClassName() {
        byte[] payload = codec("welcome").write(new Object[] {KEY, "hi"});

        // the worked example of docs/formats/delayed-calls.md
        assertThat(text(payload))
                .isEqualTo("{\"key\":\"f\",\"args\":[\"agNhcHByGAsSBENpdHkYEQwLEgdDb21tZW50IgFuDA\",\"hi\"]}");
    }

    @Test
    void valuesOfAllKindsComeBackAsTheyWere() {
        Object[] arguments = {
            7,
            Long.MIN_VALUE,
            true,
            'x',
            1.5,
            new BigDecimal("12345678901234567890.10"),
            Colour.GREEN,
            new byte[] {1, 2},
            UUID.fromString("123e4567-e89b-12d3-a456-426614174000")
        };

        assertThat(roundTrip("scalars", arguments)).usingRecursiveComparison().isEqualTo(arguments);
    }

    @Test
    void timesComeBackToTheNanosecond() {
        Object[] arguments = {
            Instant.parse("2026-11-21T10:00:00.123456789Z"), Duration.ofNanos(1_000_000_001), LocalDate.of(2026, 2, 28)
        };

        assertThat(roundTrip("times", arguments)).isEqualTo(arguments);
    }

    @Test
    void keysAndPointsComeBackAlsoAsKeysOfAMap() {
        Object[] arguments = {KEY, new GeoPoint(-6.2, 106.8), Map.of(KEY, List.of(Key.of("User", "ada")))};

        assertThat(roundTrip("datastore", arguments)).isEqualTo(arguments);
    }

    @Test
    void declaredGenericsDecideWhatElementsBecome() {
        Object[] arguments = {
            List.of(new Line("a", List.of(Instant.EPOCH)), new Line("b", List.of())),
            Map.of("x", List.of(new Line("c", List.of())))
        };

        assertThat(roundTrip("generics", arguments)).isEqualTo(arguments);
    }

    @Test
    void emptyOptionalsComeBackEmptyAndNotNull() {
        assertThat(roundTrip("optionals", Optional.empty(), OptionalInt.empty()))
                .containsExactly(Optional.empty(), OptionalInt.empty());
        assertThat(roundTrip("optionals", Optional.of("x"), OptionalInt.of(3)))
                .containsExactly(Optional.of("x"), OptionalInt.of(3));
    }

    @Test
    void declaredTypeIdsKeepSubtypesApart() {
        Object[] arguments = {new Circle(2), List.of(new Square(3), new Circle(4))};

        assertThat(roundTrip("shapes", arguments)).isEqualTo(arguments);
    }

    @Test
    void typeVariableOfASuperclassBecomesWhatTheBeanMakesOfIt() throws Exception {
        Method method = Base.class.getMethod("take", Object.class);
        ArgumentCodec codec = ArgumentCodec.of("f", Concrete.class, method, MAPPER);

        assertThat(codec.read(codec.write(new Object[] {new Line("a", List.of())}), context()))
                .containsExactly(new Line("a", List.of()));
        assertThat(codec.problems()).isEmpty();
    }

    @Test
    void contextIsSuppliedAndNotStored() {
        ArgumentCodec codec = codec("withContext");
        DelayContext context = context();

        byte[] payload = codec.write(new Object[] {"a", null, 3});

        assertThat(text(payload)).endsWith("\"args\":[\"a\",3]}");
        assertThat(codec.read(payload, context)).containsExactly("a", context, 3);
        assertThat(codec.arrange(new Object[] {"a", 3})).containsExactly("a", null, 3);
    }

    @Test
    void nullForAPrimitiveIsAnErrorAtTheCallThatNamesFunctionAndArgument() {
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> codec("withContext").write(new Object[] {"a", null, null}))
                .withMessage("argument 2 (\"count\") of \"f\" is null, but int cannot be null.")
                .satisfies(failure -> assertThat(failure.key()).isEqualTo("f"));
    }

    @Test
    void argumentThatCannotBeWrittenIsAnErrorAtTheCallThatNamesFunctionAndArgument() {
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> codec("unwritable").write(new Object[] {1, new Unwritable()}))
                .withMessageStartingWith("argument 2 (\"value\") of \"f\" cannot be written as JSON: ");
    }

    @Test
    void argumentsOverAHundredKibibytesAreAnErrorAtTheCallThatNamesTheLimit() {
        ArgumentCodec codec = codec("welcome");

        assertThat(codec.write(new Object[] {KEY, "x".repeat(100_000)})).hasSizeGreaterThan(100_000);
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> codec.write(new Object[] {KEY, "x".repeat(102_400)}))
                .withMessageContaining("\"f\"")
                .withMessageContaining("102,400");
    }

    @Test
    void callByKeyChecksTheNumberOfArguments() {
        ArgumentCodec codec = codec("welcome");

        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> codec.arrange(new Object[] {KEY}))
                .withMessage("\"f\" takes 2 arguments, not 1.");
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> codec.arrange(new Object[] {KEY, "a", "b"}))
                .withMessage("\"f\" takes 2 arguments, not 3.");
    }

    @Test
    void callByKeyChecksTheTypesOfArguments() {
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> codec("welcome").write(codec("welcome").arrange(new Object[] {KEY, 5})))
                .withMessage(
                        "argument 2 (\"text\") of \"f\" has the wrong type: java.lang.Integer is not java.lang.String.");
    }

    @Test
    void variadicTailMayBeGivenOneByOneOrAsAnArray() {
        ArgumentCodec codec = codec("variadic");

        assertThat(codec.read(codec.write(codec.arrange(new Object[] {1, "a", "b"})), context()))
                .isEqualTo(new Object[] {1, new String[] {"a", "b"}});
        assertThat(codec.read(codec.write(codec.arrange(new Object[] {1, new String[] {"a"}})), context()))
                .isEqualTo(new Object[] {1, new String[] {"a"}});
        assertThat(codec.read(codec.write(codec.arrange(new Object[] {1})), context()))
                .isEqualTo(new Object[] {1, new String[0]});
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> codec.arrange(new Object[] {1, "a", 2}))
                .withMessageContaining("argument 2 (\"names\")");
        assertThatExceptionOfType(DelayArgumentException.class).isThrownBy(() -> codec.arrange(new Object[0]));
    }

    @Test
    void propertiesMayComeInAnyOrderAndWithCompany() {
        byte[] payload = bytes("{\"v\":{\"key\":1},\"args\":[\"a\",4],\"key\":\"f\",\"note\":[]}");

        assertThat(ArgumentCodec.key(MAPPER, payload)).isEqualTo("f");
        assertThat(codec("withContext").read(payload, context())).contains("a", 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"key\":\"f\",\"args\":[\"a\"]}",
                "{\"key\":\"f\",\"args\":[\"a\",1,2]}",
                "{\"key\":\"f\",\"args\":[\"a\",null]}",
                "{\"key\":\"f\",\"args\":[\"a\",\"much\"]}",
                "{\"key\":\"f\",\"args\":[\"a\",1]",
                "{\"key\":\"f\",\"args\":[\"a\",1]}}",
                "{\"key\":\"f\",\"args\":[\"a\",1]}[]",
                "{\"key\":\"f\",\"args\":{}}",
                "{\"key\":\"f\"}"
            })
    void callThatDoesNotFitTheMethodIsUndecodable(String payload) {
        assertThatExceptionOfType(TaskRejectedException.class)
                .isThrownBy(() -> codec("withContext").read(bytes(payload), context()))
                .satisfies(rejected -> assertThat(rejected.reason()).isEqualTo(Reason.UNDECODABLE))
                .withMessageContaining("\"f\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"key\":3}", "{\"key\":", "\u0000", "{\"args\":[]}"})
    void whatNamesNoFunctionIsUndecodable(String payload) {
        assertThatExceptionOfType(TaskRejectedException.class)
                .isThrownBy(() -> ArgumentCodec.key(MAPPER, bytes(payload)))
                .satisfies(rejected -> assertThat(rejected.reason()).isEqualTo(Reason.UNDECODABLE));
    }

    @Test
    void tornPayloadsAreUndecodableAtEveryLength() {
        ArgumentCodec codec = codec("generics");
        byte[] whole = codec.write(new Object[] {List.of(new Line("a", List.of(Instant.EPOCH))), Map.of()});

        for (int length = 0; length < whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(TaskRejectedException.class)
                    .as("length %d", length)
                    .isThrownBy(() -> codec.read(torn, context()));
        }
    }

    @Test
    void damagedPayloadsNeverFailInAnotherWay() {
        ArgumentCodec codec = codec("datastore");
        byte[] whole = codec.write(new Object[] {KEY, new GeoPoint(1, 2), Map.of(KEY, List.of())});
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                ArgumentCodec.key(MAPPER, damaged);
                codec.read(damaged, context());
            } catch (TaskRejectedException undecodable) {
                assertThat(undecodable.reason()).as("seed %d", seed).isEqualTo(Reason.UNDECODABLE);
            }
        }
    }

    @Test
    void propertiesOfAnArgumentMayComeAndGoAndNumbersMayWiden() {
        ArgumentCodec codec = codec("evolved");

        assertThat(codec.read(bytes("{\"key\":\"f\",\"args\":[{\"text\":\"a\",\"gone\":1},2147483647]}"), context()))
                .containsExactly(new Line("a", null), 2147483647L);
    }

    @Test
    void nullsOfObjectsAreStored() {
        assertThat(roundTrip("welcome", null, null)).containsExactly(null, null);
    }

    private static @Nullable Object[] roundTrip(String method, @Nullable Object... arguments) {
        ArgumentCodec codec = codec(method);
        assertThat(codec.problems()).isEmpty();
        return codec.read(codec.write(arguments), context());
    }

    private static ArgumentCodec codec(String name) {
        Method method = Arrays.stream(Functions.class.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return ArgumentCodec.of("f", Functions.class, method, MAPPER);
    }

    private static DelayContext context() {
        Datastore datastore = LocalDatastore.on(new MemoryEngine()).build();
        TaskRow task = TaskRow.waiting(1, "default", null, 0, 100, new byte[0], Map.of(), 0);
        return new DelayContext(
                "f", TaskRun.withoutLease(task), Map.of(), "default/1", datastore, value -> new byte[0]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unused")
    static class Functions {

        void welcome(Key user, String text) {}

        void scalars(int a, long b, boolean c, char d, double e, BigDecimal f, Colour g, byte[] h, UUID i) {}

        void times(Instant a, Duration b, LocalDate c) {}

        void datastore(Key a, GeoPoint b, Map<Key, List<Key>> c) {}

        void generics(List<Line> a, Map<String, List<Line>> b) {}

        void optionals(Optional<String> a, OptionalInt b) {}

        void shapes(Shape a, List<Shape> b) {}

        void withContext(String a, DelayContext context, int count) {}

        void evolved(Line a, long b) {}

        void unwritable(int a, Unwritable value) {}

        void variadic(int a, String... names) {}
    }

    enum Colour {
        RED,
        GREEN
    }

    record Line(String text, List<Instant> times) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "c"),
        @JsonSubTypes.Type(value = Square.class, name = "s")
    })
    interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    static class Base<T> {
        public void take(T value) {}
    }

    static class Concrete extends Base<Line> {}

    static class Unwritable {
        public String getName() {
            throw new IllegalStateException("no name");
        }
    }
}
