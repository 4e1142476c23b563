package dev.kindred.delay.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 6: what the compiler says about deferred methods. Wording and place of each error. */
class DelayedProcessorTests {

    @TempDir
    Path output;

    @Test
    void r6_methodsThatNoProxyCanTakeAreErrors() {
        assertThat(errors("""
                        @Delayed("a") private void a() {}
                        @Delayed("b") public static final void b() {}
                        @Delayed("c") public void c() {}
                        """))
                .containsExactly(
                        "5:28 T.a() is private, so no proxy can store its calls; make it an ordinary method",
                        "6:40 T.b() is static final, so no proxy can store its calls; make it an ordinary method");
    }

    @Test
    void r6_methodsOfFinalClassesAreErrorsUnlessAnInterfaceHasThem() {
        Compilation compilation = Compilation.of(output, Map.of("T", """
                        import dev.kindred.delay.Delayed;
                        interface Work { void work(String what); }
                        interface More extends Work {}
                        record T(int x) implements More {
                            @Delayed("a") public void work(String what) {}
                            @Delayed("b") public void other() {}
                        }
                        """));

        assertThat(compilation.errors())
                .containsExactly(
                        "6:31 T.other() is a method of a final class (a record, perhaps) and of none of its interfaces, so no proxy can store its calls; make the class open, or declare the method in an interface");
    }

    @Test
    void r6_resultsThatNobodyWaitsForAreErrors() {
        assertThat(errors("""
                        @Delayed("a") public int a() { return 1; }
                        @Delayed("b") public java.util.concurrent.Future<String> b() { return null; }
                        @Delayed("c") public dev.kindred.delay.TaskHandle c() { return null; }
                        """))
                .containsExactly(
                        "5:26 T.a() returns int, which nobody would wait for; return void, or TaskHandle",
                        "6:58 T.b() returns Future, which nobody would wait for; return void, or TaskHandle");
    }

    @Test
    void r6_keysThatAreUsedTwiceInTheModuleAreErrors() {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("A", "class A { @dev.kindred.delay.Delayed(value = \"x\", aliases = \"y\") public void a() {} }");
        sources.put("B", """
                class B {
                    @dev.kindred.delay.Delayed("y") public void b() {}
                    @dev.kindred.delay.DelayedSchedule(key = "x", every = "1h") public void c() {}
                }
                """);

        assertThat(Compilation.of(output, sources).errors())
                .containsExactly(
                        "2:32 The key \"y\" is used twice: by A.a() and by B.b(); keys and aliases must be unique",
                        "3:46 The key \"x\" is used twice: by A.a() and by B.c(); keys and aliases must be unique");
    }

    @Test
    void sameKeyForAnOverriddenMethodOrUnderAConditionIsRight() {
        Compilation compilation = Compilation.of(output, Map.of("T", """
                        import dev.kindred.delay.Delayed;
                        interface Work { @Delayed("a") void work(); }
                        class Worker implements Work { @Delayed("a") public void work() {} }
                        @org.springframework.context.annotation.Profile("x") class X { @Delayed("b") public void b() {} }
                        @org.springframework.context.annotation.Profile("y") class Y { @Delayed("b") public void b() {} }
                        """));

        assertThat(compilation.errors()).isEmpty();
        assertThat(compilation.file("META-INF/delay/keys")).isEqualTo("a()\nb()\n");
    }

    @Test
    void r6_emptyKeysAndQueuesThatCannotBeAreErrors() {
        assertThat(errors("""
                        @Delayed("") public void a() {}
                        @Delayed(value = "b", aliases = {"c", " "}) public void b() {}
                        @Delayed(value = "d", queue = "my queue") public void d() {}
                        """))
                .containsExactly(
                        "5:10 T.a() has an empty key or alias; name the function, such as \"mail.welcome\"",
                        "6:33 T.b() has an empty key or alias; name the function, such as \"mail.welcome\"",
                        "7:31 T.d() has the queue \"my queue\"; the name of a queue has 1 to 100 letters (a-z, A-Z), digits and hyphens");
    }

    @Test
    void r6_textsThatAreNoDurationAreErrorsWhereTheyStand() {
        assertThat(errors("""
                        @Delayed(value = "a", deadline = "2 minutes") public void a() {}
                        @Delayed(value = "b", retry = @Retry(limit = 3, minBackoff = "soon", ageLimit = "2d")) public void b() {}
                        @DelayedSchedule(key = "c", every = "often") public void c() {}
                        @DelayedSchedule(key = "d", every = "${every}", tolerance = "1x") public void d() {}
                        """))
                .containsExactly(
                        "5:34 T.a(): the deadline \"2 minutes\" is no duration; write it like 90s, 2m or PT2M",
                        "6:62 T.b(): the minimal back-off \"soon\" is no duration; write it like 90s, 2m or PT2M",
                        "7:37 T.c(): the time between two runs \"often\" is no duration; write it like 90s, 2m or PT2M",
                        "8:61 T.d(): the tolerance \"1x\" is no duration; write it like 90s, 2m or PT2M");
    }

    @Test
    void r6_schedulesWithoutTimesOrWithArgumentsAreErrors() {
        assertThat(errors("""
                        @DelayedSchedule(key = "a") public void a() {}
                        @DelayedSchedule(key = "b", cron = "@daily", every = "1h") public void b(DelayContext task) {}
                        @DelayedSchedule(key = "c", cron = "-") public void c() {}
                        @DelayedSchedule(key = "d", cron = "@daily") public void d(DelayContext task, String what) {}
                        """))
                .containsExactly(
                        "5:1 T.a(): its schedule has no times; give it cron, such as 0 0 3 * * *, or every, such as 10m",
                        "6:1 T.b(): its schedule has both the cron \"@daily\" and every \"1h\"; keep one",
                        "8:86 T.d(): it is run by a schedule, which has no arguments to give; take none but a DelayContext");
    }

    @Test
    void asyncIsAnError() {
        assertThat(errors("@Delayed(\"a\") @org.springframework.scheduling.annotation.Async public void a() {}"))
                .singleElement()
                .asString()
                .endsWith(
                        "T.a() is @Async as well, so that a task would end before its work; remove @Async, the call returns at once anyway");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Object                      | is declared as Object, which cannot be read back; declare the type, or a base type with @JsonTypeInfo
                    Object[]                    | is declared as Object, which cannot be read back; declare the type, or a base type with @JsonTypeInfo
                    List<Object>                | is declared as Object, which cannot be read back; declare the type, or a base type with @JsonTypeInfo
                    Map<String, List<Object>>   | is declared as Object, which cannot be read back; declare the type, or a base type with @JsonTypeInfo
                    List                        | is a raw List, whose elements cannot be read back; declare their type
                    Map<String, Set>            | is a raw Set, whose elements cannot be read back; declare their type
                    List<?>                     | has the wildcard ?, which cannot be read back; declare the type
                    List<? super String>        | has the wildcard ? super java.lang.String, which cannot be read back; declare the type
                    Optional<? extends Object>  | is declared as Object, which cannot be read back; declare the type, or a base type with @JsonTypeInfo
                    Runnable                    | is the functional interface Runnable, and code cannot be stored; pass what it works on
                    Supplier<String>            | is the functional interface Supplier, and code cannot be stored; pass what it works on
                    java.io.FileInputStream     | is a FileInputStream, which cannot be stored; store the data as an entity and pass its key
                    java.util.stream.IntStream  | is a IntStream, which cannot be stored; store the data as an entity and pass its key
                    """)
    void r6_argumentsThatCannotBeReadBackAreErrors(String type, String problem) {
        assertThat(errors("@Delayed(\"a\") public void a(DelayContext task, String first, " + type + " x) {}"))
                .containsExactly("5:" + (63 + type.length()) + " T.a(): argument 2 (\"x\") " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int",
                "String...",
                "List<? extends Number>",
                "Map<Object, String>",
                "Class<?>",
                "java.nio.file.Path",
                "Shape",
                "Shape[]",
                "Command",
                "dev.kindred.datastore.model.Key",
                "tools.jackson.databind.JsonNode",
                "Thing<String>"
            })
    void r6_allElseIsLeftToJackson(String type) {
        assertThat(errors("@Delayed(\"a\") public void a(" + type + " x) {}")).isEmpty();
    }

    @Test
    void r6_typeVariablesAreErrorsUnlessASubclassSettlesThem() {
        assertThat(errors("@Delayed(\"a\") public <X> void a(List<X> x) {}"))
                .containsExactly(
                        "5:41 T.a(): argument 1 (\"x\") has the type variable X, which is nothing when it is read back; declare the type");
        Compilation open = Compilation.of(
                output,
                Map.of("Base", "abstract class Base<X> { @dev.kindred.delay.Delayed(\"a\") public void a(X x) {} }"));
        assertThat(open.errors()).isEmpty();
    }

    @Test
    void keysThatAreNoConstantsAreLeftToTheCompiler() {
        assertThat(errors("""
                        static String key = "a";
                        @Delayed(key) public void a() {}
                        @Delayed public void b() {}
                        """)).hasSize(2).allMatch(error -> error.contains("constant") || error.contains("missing"));
    }

    private List<String> errors(String body) {
        return Compilation.of(output, Map.of("T", """
                        import dev.kindred.delay.*; import java.util.*; import java.util.function.*;
                        @com.fasterxml.jackson.annotation.JsonTypeInfo(use = com.fasterxml.jackson.annotation.JsonTypeInfo.Id.NAME) interface Shape {}
                        @FunctionalInterface @tools.jackson.databind.annotation.JsonDeserialize(as = Object.class) interface Command { void run(); } record Thing<X>(X x) {}
                        class T {
                        """ + body + "\n}\n")).errors();
    }
}
