package dev.kindred.delay.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.Key;
import dev.kindred.delay.DelayConfiguration;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.test.DelayTester;
import dev.kindred.delay.test.DelayTesterConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What is generated: the clients and the list of keys. */
class DelayedClientTests {

    private static final Path EXAMPLE = Path.of("src/test/resources/example");

    @TempDir
    Path output;

    @Test
    void r6_clientHasTheMethodsWithoutTheirContext() throws IOException {
        Compilation compilation = example();

        assertThat(compilation.file("example/MailerDeferred.java"))
                .isEqualTo(Files.readString(EXAMPLE.resolve("generated/MailerDeferred.java.txt")));
    }

    @Test
    void r6_clientCompilesWithoutAWarning() throws IOException {
        Compilation compilation = example();

        assertThat(compilation.succeeded()).as("%s", compilation.errors()).isTrue();
        assertThat(compilation.complaintsAbout("MailerDeferred")).isEmpty();
    }

    @Test
    void r6_clientStoresCallsThatTheBeanRuns() throws Exception {
        Key ada = Key.of("User", "ada");
        try (var loader = example().loader();
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.setClassLoader(loader);
            context.registerBean(LocalDatastore.class, () -> LocalDatastore.on(new MemoryEngine())
                    .build());
            context.register(DelayConfiguration.class, DelayTesterConfiguration.class);
            context.register(loader.loadClass("example.Mailer"));
            context.registerBean(QueueSettings.class, () -> QueueSettings.of("slow"));
            context.refresh();
            DelayTester tester = context.getBean(DelayTester.class);
            Runnable registration = (Runnable) loader.loadClass("example.Registration")
                    .getConstructor(DelayOperations.class)
                    .newInstance(context.getBean("delay"));

            registration.run();

            assertThat(tester)
                    .enqueued("mail.welcome")
                    .withArguments(ada, "hi")
                    .dueAtOnce()
                    .once();
            assertThat(tester)
                    .enqueued("mail.welcome")
                    .withArguments(ada, "still there?")
                    .dueIn(Duration.ofMinutes(5))
                    .named("w-17")
                    .once();
            assertThat(tester)
                    .enqueued("mail.digest")
                    .withArguments(List.of(ada), new int[] {1, 2})
                    .once();
            assertThat(tester)
                    .enqueued("mail.welcome")
                    .withArguments(ada, null)
                    .inQueue("slow")
                    .once();
            assertThat(tester.runAllOrThrow().done()).hasSize(4);
            assertThat(loader.loadClass("example.Sent").getField("LINES").get(null))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactlyInAnyOrder(
                            "welcome User(\"ada\") hi",
                            "digest [User(\"ada\")] 2",
                            "welcome User(\"ada\") null",
                            "welcome User(\"ada\") still there?");
        }
    }

    @Test
    void r6_keysAreListedInOrderWithTypesAndAliases() throws IOException {
        Map<String, String> sources = sources();
        sources.put("example.Nightly", """
                package example;
                class Nightly { @dev.kindred.delay.DelayedSchedule(key = "a.nightly", every = "1h") public void run() {} }
                """);

        assertThat(Compilation.of(output, sources).file("META-INF/delay/keys")).isEqualTo("""
                a.nightly()
                mail.digest(java.util.List<dev.kindred.datastore.model.Key>, int[])
                mail.welcome(dev.kindred.datastore.model.Key, java.lang.String) aliases mail.greet
                """);
    }

    @Test
    void moduleWithoutFunctionsGetsNoFile() {
        Compilation compilation = Compilation.of(output, Map.of("T", "class T {}"));

        assertThat(compilation.succeeded()).isTrue();
        assertThat(output.resolve("META-INF")).doesNotExist();
    }

    @Test
    void clientsCanBeSwitchedOff() throws IOException {
        Map<String, String> sources = sources();
        sources.remove("example.Registration");

        Compilation compilation = Compilation.of(output, sources, "-Akindred.delay.clients=none");

        assertThat(compilation.succeeded()).isTrue();
        assertThat(compilation.file("example/MailerDeferred.java")).isEmpty();
        assertThat(compilation.file("META-INF/delay/keys")).isNotEmpty();
    }

    @Test
    void nestedClassesOverloadsAndHiddenTypesAreNoObstacle() {
        Compilation compilation = Compilation.of(output, Map.of("a.Outer", """
                package a;
                import dev.kindred.delay.*;
                import org.jspecify.annotations.Nullable;
                public class Outer {
                    private record Hidden(int x) {}
                    static class Inner {
                        @Delayed("a.\\"quoted\\"*/@") public void a(@Nullable String text, int[][] numbers) {}
                        @Delayed("b") public void a(@Nullable String text, int[][] numbers, DelayContext task) {}
                        @Delayed("c") protected void c(java.util.List<? extends Number> delay) {}
                        @Delayed("d") public void d(Hidden hidden) {}
                    }
                    private static class Secret {
                        @Delayed("e") public void e() {}
                    }
                    public static class Base<X> {
                        public void f(X x) {}
                    }
                }
                """));

        assertThat(compilation.errors()).isEmpty();
        assertThat(compilation.complaintsAbout("Deferred")).isEmpty();
        assertThat(compilation.file("a/Outer_InnerDeferred.java"))
                .contains("\nfinal class Outer_InnerDeferred {")
                .contains("TaskHandle a(java.lang.@org.jspecify.annotations.Nullable String text, int[][] numbers) {")
                .contains("call(\"a.\\\"quoted\\\"*/@\", new java.lang.Object[] {text, numbers});")
                .contains("TaskHandle c(java.util.List<? extends java.lang.Number> delay) {")
                .contains("this.delay.call(\"c\", new java.lang.Object[] {delay})")
                .doesNotContain("\"b\"", "\"d\"");
        assertThat(compilation.file("a/Outer_SecretDeferred.java")).isEmpty();
    }

    @Test
    void classInTheDefaultPackageAndInterfacesHaveClientsToo() {
        Compilation compilation = Compilation.of(output, Map.of("Work", """
                public interface Work {
                    /** Works. */
                    @dev.kindred.delay.Delayed("work")
                    void work();
                }
                """));

        assertThat(compilation.succeeded()).isTrue();
        assertThat(compilation.file("WorkDeferred.java"))
                .startsWith("/** Stores calls")
                .contains("public dev.kindred.delay.TaskHandle work() {");
    }

    private Compilation example() throws IOException {
        return Compilation.of(output, sources());
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String name : List.of("Mailer", "Sent", "Registration")) {
            sources.put("example." + name, Files.readString(EXAMPLE.resolve(name + ".java")));
        }
        return sources;
    }
}
