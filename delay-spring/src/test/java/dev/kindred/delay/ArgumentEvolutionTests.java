package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskRejectedException;
import dev.kindred.delay.queue.TaskRun;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** One test for each line of the table of changes in the guide: a call that an older release stored, read by a newer one. */
class ArgumentEvolutionTests {

    private static final JsonMapper MAPPER = DelayJson.create();

    private final LocalDatastore datastore =
            LocalDatastore.on(new MemoryEngine()).build();

    @AfterEach
    void close() {
        datastore.close();
    }

    @Test
    void r56_parameterThatWasAddedAtTheEndIsNullOrEmpty() {
        assertThat(read("[\"a\"]", "added")).containsExactly("a", null, Optional.empty(), OptionalInt.empty());
        assertThat(read("[\"a\",\"b\"]", "added")).containsExactly("a", "b", Optional.empty(), OptionalInt.empty());
    }

    @Test
    void r56_parameterThatWasAddedAndCannotBeMissingIsUndecodable() {
        undecodable("[\"a\"]", "addedPrimitive", "argument 2 (\"n\") is neither @Nullable nor an Optional");
        undecodable("[\"a\"]", "addedObject", "argument 2 (\"b\") is neither @Nullable nor an Optional");
    }

    @Test
    void r56_contextParameterMayComeAndGoAnywhere() {
        assertThat(read("[\"a\",\"b\"]", "withContext"))
                .hasSize(3)
                .startsWith("a")
                .endsWith("b");
        assertThat(read("[\"a\"]", "withContextAndOptional")).hasSize(3).endsWith(Optional.empty());
    }

    @Test
    void r56_removedParameterIsUndecodable() {
        undecodable("[\"a\",\"b\"]", "one", "has more than the 1 arguments");
    }

    @Test
    void r56_widerNumberIsReadAndNarrowerIfItFits() {
        assertThat(read("[5]", "wide")).containsExactly(5L);
        assertThat(read("[5]", "decimal")).containsExactly(5.0);
        assertThat(read("[5]", "narrow")).containsExactly(5);
        undecodable("[5000000000]", "narrow", "does not fit argument 1");
    }

    @Test
    void r56_numberThatBecameATextIsRead() {
        assertThat(read("[5]", "one")).containsExactly("5");
    }

    @Test
    void r56_anotherTypeIsUndecodable() {
        undecodable("[\"no number\"]", "narrow", "does not fit argument 1");
        undecodable("[{\"name\":\"a\"}]", "one", "does not fit argument 1");
    }

    @Test
    void r56_fieldThatWasAddedIsNullAndOneThatWasRemovedIsIgnored() {
        assertThat(read("[{\"name\":\"a\",\"gone\":1}]", "object"))
                .containsExactly(new User("a", null, Optional.empty(), null));
    }

    @Test
    void r56_renamedFieldIsReadByItsAlias() {
        assertThat(read("[{\"name\":\"a\",\"mail\":\"x\"}]", "object"))
                .containsExactly(new User("a", "x", Optional.empty(), null));
    }

    @Test
    void r56_renamedEnumConstantIsReadByItsAliasAndAGoneOneIsUndecodable() {
        assertThat(read("[\"RED\"]", "colour")).containsExactly(Colour.CRIMSON);
        undecodable("[\"BLUE\"]", "colour", "does not fit argument 1");
    }

    @Test
    void r56_subtypeIsFoundByItsDeclaredNameAlsoWhenItsClassWasRenamed() {
        assertThat(read("[{\"type\":\"circle\",\"radius\":2}]", "shape")).containsExactly(new RoundShape(2));
        undecodable("[{\"type\":\"square\"}]", "shape", "does not fit argument 1");
        undecodable("[{\"type\":\"java.lang.Thread\"}]", "shape", "does not fit argument 1");
    }

    @Test
    void r56_upcasterTurnsOldArgumentsIntoNewOnes() {
        try (AnnotationConfigApplicationContext context = context(Ship.class, SwapsShipArguments.class)) {
            DelayedRegistry registry = context.getBean(DelayedRegistry.class);
            byte[] old = bytes("{\"key\":\"ship\",\"args\":[\"Berlin\",17,\"dropped\"]}");

            byte[] upcast = registry.upcast("ship", old);

            assertThat(registry.get("ship").codec().read(upcast, task())).containsExactly(17L, "Berlin");
            assertThat(registry.upcast("ship.2", old))
                    .as("stored by the new release")
                    .isSameAs(old);
            assertThatExceptionOfType(TaskRejectedException.class)
                    .isThrownBy(() -> registry.upcast("ship", bytes("{\"key\":\"ship\",\"args\":[]}")))
                    .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.UNDECODABLE))
                    .withMessageContaining("\"ship\" could not be upcast");
        }
    }

    @Test
    void upcasterOfNoFunctionAndTwoOfOneAreRefusedAtStartUp() {
        assertThatExceptionOfType(DelayConfigurationException.class)
                .isThrownBy(() -> context(SwapsShipArguments.class, AnotherOne.class))
                .satisfies(refused -> assertThat(refused.problems())
                        .anySatisfy(problem -> assertThat(problem).contains("two upcasters for \"ship\""))
                        .anySatisfy(problem -> assertThat(problem).contains("neither the key nor an alias")));
    }

    private static AnnotationConfigApplicationContext context(Class<?>... beans) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(DelayedRegistry.class, () -> new DelayedRegistry(MAPPER));
        context.register(beans);
        context.refresh();
        return context;
    }

    private @Nullable Object[] read(String arguments, String name) {
        return codec(name).read(bytes("{\"key\":\"f\",\"args\":" + arguments + "}"), task());
    }

    private void undecodable(String arguments, String name, String why) {
        assertThatExceptionOfType(TaskRejectedException.class)
                .isThrownBy(() -> read(arguments, name))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.UNDECODABLE))
                .withMessageContaining(why);
    }

    private static ArgumentCodec codec(String name) {
        Method method = Arrays.stream(Functions.class.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return ArgumentCodec.of("f", Functions.class, method, MAPPER);
    }

    private DelayContext task() {
        TaskRow task = TaskRow.waiting(1, "default", null, 0, 100, new byte[0], Map.of(), 0);
        return new DelayContext(
                "f", TaskRun.withoutLease(task), Map.of(), "default/1", datastore, value -> new byte[0]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As the newer release has them. */
    @SuppressWarnings("unused")
    static class Functions {

        void one(String a) {}

        void added(String a, @Nullable String b, Optional<String> c, OptionalInt d) {}

        void addedPrimitive(String a, int n) {}

        void addedObject(String a, String b) {}

        void withContext(String a, DelayContext context, String b) {}

        void withContextAndOptional(String a, DelayContext context, Optional<String> b) {}

        void wide(long n) {}

        void decimal(double n) {}

        void narrow(int n) {}

        void object(User user) {}

        void colour(Colour colour) {}

        void shape(Shape shape) {}
    }

    record User(
            String name,
            @JsonAlias("mail") @Nullable String address,
            Optional<String> phone,
            @Nullable Integer age) {}

    enum Colour {
        @JsonAlias("RED")
        CRIMSON
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(value = RoundShape.class, name = "circle"))
    interface Shape {}

    record RoundShape(@JsonProperty("radius") int radius) implements Shape {}

    // tag::upcaster[]
    static class Ship {

        @Delayed(value = "ship.2", aliases = "ship") // was ship(city, number, remark)
        public void ship(long number, String city) {}
    }

    static class SwapsShipArguments implements ArgumentUpcaster {

        @Override
        public String key() {
            return "ship";
        }

        @Override
        public ArrayNode upcast(ArrayNode stored) {
            return stored.arrayNode().add(stored.required(1)).add(stored.required(0));
        }
    }
    // end::upcaster[]

    static class AnotherOne extends SwapsShipArguments {}
}
