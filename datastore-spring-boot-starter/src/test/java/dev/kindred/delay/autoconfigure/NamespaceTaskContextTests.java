package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTenancyAutoConfiguration;
import dev.kindred.datastore.spring.data.tenancy.NamespaceResolver;
import dev.kindred.datastore.spring.data.tenancy.Namespaces;
import dev.kindred.delay.DelayContext;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.TaskCall;
import dev.kindred.delay.TaskContext;
import dev.kindred.delay.queue.TaskDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class NamespaceTaskContextTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTenancyAutoConfiguration.class,
                    DelayAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory", "kindred.delay.dispatcher.enabled=false")
            .withBean(Bell.class);

    @Test
    void pain11_deferredCallsRunInTheNamespaceOfTheirCallers() {
        runner.run(context -> {
            Bell bell = context.getBean(Bell.class);
            DelayOperations delay = context.getBean(DelayOperations.class);
            TaskDispatcher dispatcher = context.getBean(TaskDispatcher.class);

            Namespaces.run("a", () -> bell.ring());
            Namespaces.run("b", () -> delay.call("bell.ring"));
            Namespaces.run("c", () -> delay.batch(() -> bell.ring()));
            Namespaces.run("", () -> bell.ring());
            bell.ring();
            delay.header(NamespaceTaskContext.HEADER, "x").call("bell.ring");
            while (dispatcher.runDue() > 0) {
                assertThat(Namespaces.current()).isNull();
            }

            assertThat(bell.heard()).containsExactlyInAnyOrder("a", "b", "c", "", "none", "x");
        });
    }

    @Test
    void pain11_theTenantOfTheResolverTravelsToo() {
        String[] tenant = {"acme"};
        runner.withBean(NamespaceResolver.class, () -> () -> tenant[0]).run(context -> {
            context.getBean(Bell.class).ring();
            tenant[0] = null; // The worker serves no request.
            context.getBean(TaskDispatcher.class).runDue();

            assertThat(context.getBean(Bell.class).heard()).containsExactly("acme");
        });
    }

    @Test
    void severalContextsTravelTogether() {
        List<String> order = new ArrayList<>();
        runner.withBean("trace", TaskContext.class, () -> new TaskContext() {
                    @Override
                    public Map<String, String> capture() {
                        return Map.of("trace", "t-1");
                    }

                    @Override
                    public void restore(Map<String, String> headers, TaskCall call) throws Exception {
                        order.add(headers.get("TRACE"));
                        call.run();
                    }
                })
                .run(context -> {
                    Namespaces.run("a", () -> context.getBean(Bell.class).ring());
                    context.getBean(TaskDispatcher.class).runDue();

                    assertThat(order).containsExactly("t-1");
                    assertThat(context.getBean(Bell.class).heard()).containsExactly("a");
                });
    }

    static class Bell {
        private final List<String> heard = new ArrayList<>();

        public List<String> heard() {
            return heard;
        }

        @Delayed("bell.ring")
        public void ring() {
            String namespace = Namespaces.current();
            heard.add(namespace == null ? "none" : namespace);
            assertThat(DelayContext.current()).isNotNull();
        }
    }
}
