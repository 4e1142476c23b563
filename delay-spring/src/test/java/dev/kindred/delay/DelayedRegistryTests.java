package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.TaskQueues;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.annotation.Async;

/** What is found at start-up, and what is refused there. */
@ExtendWith(OutputCaptureExtension.class)
class DelayedRegistryTests {

    @Test
    void findsMethodsByKeyAndAliasAlsoOfLazyBeans() {
        try (AnnotationConfigApplicationContext context = context(Mailer.class, LazyThing.class)) {
            DelayedRegistry registry = context.getBean(DelayedRegistry.class);

            assertThat(registry.all())
                    .extracting(DelayedMethod::key)
                    .containsExactly("lazy", "mail.goodbye", "mail.welcome");
            assertThat(registry.find("mail.hello")).isSameAs(registry.find("mail.welcome"));
            assertThat(registry.find("mail.goodbye")).isNotNull().satisfies(found -> {
                assertThat(found.queue()).isEqualTo("mail");
                assertThat(found.method().getName()).isEqualTo("goodbye");
            });
            assertThat(registry.find("nothing")).isNull();
            assertThat(context.getBeanFactory().containsSingleton("delayedRegistryTests.LazyThing"))
                    .isFalse();
        }
    }

    @Test
    void t26_aQueueThatIsNotConfiguredIsRefusedAtStartUp() {
        assertThatExceptionOfType(DelayConfigurationException.class)
                .isThrownBy(() -> contextWithQueues(Mailer.class, Puller.class))
                .satisfies(refused -> assertThat(refused.problems())
                        .hasSize(2)
                        .anySatisfy(problem -> assertThat(problem)
                                .contains(
                                        "goodbye()",
                                        "\"mail\", which is not configured",
                                        "[default, scores]",
                                        "kindred.delay.queues.mail.mode=push"))
                        .anySatisfy(problem -> assertThat(problem).contains("pull()", "\"scores\"", "pull queue")));
    }

    @Test
    void composedAnnotationsCount() {
        try (AnnotationConfigApplicationContext context = context(Composed.class)) {
            assertThat(context.getBean(DelayedRegistry.class).find("composed")).isNotNull();
        }
    }

    @Test
    void everythingThatIsWrongIsReportedAtOnce() {
        assertThat(problems(Wrong.class))
                .hasSize(10)
                .anySatisfy(problem -> assertThat(problem).contains("privately()", "is private"))
                .anySatisfy(problem -> assertThat(problem).contains("statically()", "is static"))
                .anySatisfy(problem -> assertThat(problem).contains("finally_()", "is final"))
                .anySatisfy(problem -> assertThat(problem).contains("answers()", "returns int"))
                .anySatisfy(problem -> assertThat(problem).contains("object()", "argument 1 (\"value\")", "Object"))
                .anySatisfy(problem -> assertThat(problem).contains("deep()", "java.lang.Runnable"))
                .anySatisfy(problem -> assertThat(problem).contains("async()", "@Async"))
                .anySatisfy(problem -> assertThat(problem).contains("queue()", "\"my queue\""))
                .anySatisfy(problem -> assertThat(problem).contains("empty()", "empty key"))
                .anySatisfy(problem -> assertThat(problem).contains("\"twice\"", "first()", "second()"));
    }

    @Test
    void attributesThatCannotBeUsedAreReportedAtOnce() {
        assertThatExceptionOfType(DelayConfigurationException.class)
                .isThrownBy(() -> contextWithQueues(WrongAttributes.class))
                .satisfies(refused -> assertThat(refused.problems())
                        .hasSize(4)
                        .anySatisfy(problem -> assertThat(problem)
                                .contains(
                                        "variable()",
                                        "concurrencyKey \"#acount + #ctx\"",
                                        "[#acount, #ctx]",
                                        "#account"))
                        .anySatisfy(problem ->
                                assertThat(problem).contains("syntax()", "uniqueKey \"#(\"", "no expression"))
                        .anySatisfy(problem -> assertThat(problem).contains("priority()", "300"))
                        .anySatisfy(problem -> assertThat(problem)
                                .contains("transactional()", "declare a DatastoreTransactionManager")));
    }

    @Test
    void aliasThatIsAnothersKeyIsADuplicate() {
        assertThat(problems(Mailer.class, Usurper.class))
                .singleElement()
                .asString()
                .contains("\"mail.welcome\"", "Mailer.welcome()", "Usurper.take()");
    }

    @Test
    void twoBeansOfOneClassAreADuplicate() {
        AnnotationConfigApplicationContext context = unrefreshed();
        context.registerBean("one", Composed.class);
        context.registerBean("two", Composed.class);

        assertThatExceptionOfType(DelayConfigurationException.class)
                .isThrownBy(context::refresh)
                .withMessageContaining("bean \"one\"")
                .withMessageContaining("bean \"two\"");
    }

    @Test
    void recordIsRefusedUnlessAnInterfaceDeclaresTheMethod() {
        assertThat(problems(Sealed.class)).singleElement().asString().contains("final class", "Sealed.run()");
        try (AnnotationConfigApplicationContext context = context(WithPort.class)) {
            assertThat(context.getBean(DelayedRegistry.class).find("port")).isNotNull();
            assertThat(context.getBean(Port.class)).isNotInstanceOf(WithPort.class);
        }
    }

    @Test
    void callWhileBeansAreBeingMadeSaysWhatToDo() {
        try (AnnotationConfigApplicationContext context = unrefreshed()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new DelayedRegistry(DelayJson.create()).find("mail.welcome"))
                    .withMessageContaining("\"mail.welcome\"")
                    .withMessageContaining("ApplicationRunner");
        }
    }

    @Test
    void callsOnThisAreWarnedAboutWithTheCaller(CapturedOutput output) {
        context(Selfish.class).close();

        assertThat(output).contains("Selfish.direct() calls a @Delayed method on \"this\"");
        assertThat(output).contains("Selfish.inLambda()").contains("Selfish.byReference()");
    }

    @Test
    void callsThroughTheProxyOfTheSameClassAreNotWarnedAbout(CapturedOutput output) {
        context(Careful.class).close();

        assertThat(output).doesNotContain("on \"this\"");
    }

    private static List<String> problems(Class<?>... beans) {
        AnnotationConfigApplicationContext context = unrefreshed(beans);
        try {
            context.refresh();
        } catch (DelayConfigurationException wrong) {
            return wrong.problems();
        } finally {
            context.close();
        }
        throw new AssertionError("started");
    }

    private static AnnotationConfigApplicationContext context(Class<?>... beans) {
        AnnotationConfigApplicationContext context = unrefreshed(beans);
        context.refresh();
        return context;
    }

    private static AnnotationConfigApplicationContext unrefreshed(Class<?>... beans) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(DelayedRegistry.class, () -> new DelayedRegistry(DelayJson.create()));
        context.registerBean(DelayedBeanPostProcessor.class, DelayedBeanPostProcessor::new);
        if (beans.length > 0) {
            context.register(beans);
        }
        return context;
    }

    private static AnnotationConfigApplicationContext contextWithQueues(Class<?>... beans) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(DelayedRegistry.class, () -> new DelayedRegistry(DelayJson.create()));
        context.registerBean(TaskQueues.class, () -> TaskQueues.on(
                        LocalDatastore.on(new MemoryEngine()).build())
                .queue(QueueSettings.of("scores").pull())
                .build());
        context.register(beans);
        context.refresh();
        return context;
    }

    static class Puller {
        @Delayed(value = "pull", queue = "scores")
        public void pull() {}
    }

    static class Mailer {
        @Delayed(value = "mail.welcome", aliases = "mail.hello")
        public void welcome(String text) {}

        @Delayed(value = "mail.goodbye", queue = "mail")
        public TaskHandle goodbye() {
            throw new IllegalStateException();
        }
    }

    @Lazy
    static class LazyThing {
        @Delayed("lazy")
        public void run() {}
    }

    @Delayed("composed")
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface MyDelayed {}

    static class Composed {
        @MyDelayed
        public void run() {}
    }

    static class Usurper {
        @Delayed(value = "usurper", aliases = "mail.welcome")
        public void take() {}
    }

    record Sealed(int a) {
        Sealed() {
            this(0);
        }

        @Delayed("sealed")
        public void run() {}
    }

    interface Port {
        void run(String text);
    }

    record WithPort(int a) implements Port {
        WithPort() {
            this(0);
        }

        @Override
        @Delayed("port")
        public void run(String text) {}
    }

    @SuppressWarnings("unused")
    static class Wrong {
        @Delayed("a")
        private void privately() {}

        @Delayed("b")
        public static void statically() {}

        @Delayed("c")
        public final void finally_() {}

        @Delayed("d")
        public int answers() {
            return 42;
        }

        @Delayed("e")
        public void object(Object value) {}

        @Delayed("f")
        public void deep(List<Runnable> values) {}

        @Delayed("g")
        @Async
        public void async() {}

        @Delayed(value = "h", queue = "my queue")
        public void queue() {}

        @Delayed(" ")
        public void empty() {}

        @Delayed("twice")
        public void first() {}

        @Delayed("twice")
        public void second() {}
    }

    static class WrongAttributes {

        @Delayed(value = "variable", concurrencyKey = "#acount + #ctx")
        public void variable(String account, DelayContext ctx) {}

        @Delayed(value = "syntax", uniqueKey = "#(")
        public void syntax() {}

        @Delayed(value = "priority", priority = 300)
        public void priority() {}

        @Delayed(value = "transactional", transactional = true)
        public void transactional() {}
    }

    static class Selfish {
        @Delayed("selfish")
        public void run(int n) {}

        void direct() {
            this.run(1);
        }

        void inLambda() {
            List.of(1).forEach(n -> run(n));
        }

        void byReference() {
            List.of(1).forEach(this::run);
        }
    }

    static class Careful {

        private final ObjectProvider<Careful> self;

        Careful(ObjectProvider<Careful> self) {
            this.self = self;
        }

        @Delayed("careful")
        public void run(int n) {}

        void through() {
            self.getObject().run(1);
        }

        void inLambda() {
            Careful proxy = self.getObject();
            List.of(1).forEach(n -> proxy.run(n));
        }
    }
}
