package dev.kindred.datastore.spring.data.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

class NamespaceThreadLocalAccessorTests {

    private final ContextSnapshotFactory snapshots =
            ContextSnapshotFactory.builder().build();

    @Test
    void a17_contextPropagationCarriesTheNamespaceAndRestoresWhatWasBefore() {
        ContextSnapshot ofA = Namespaces.call("a", () -> snapshots.captureAll());

        try (ContextSnapshot.Scope scope = ofA.setThreadLocals()) {
            assertThat(Namespaces.current()).isEqualTo("a");
        }
        assertThat(Namespaces.current()).isNull();
        Namespaces.run("b", () -> {
            Runnable check = () -> assertThat(Namespaces.current()).isEqualTo("a");
            ofA.wrap(check).run();
            assertThat(Namespaces.current()).isEqualTo("b");
        });
    }

    @Test
    void a17_springsDecoratorCarriesItToAnotherThread() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        String[] seen = new String[2];
        Runnable ofA = Namespaces.call(
                "a", () -> new ContextPropagatingTaskDecorator().decorate(() -> seen[0] = Namespaces.current()));

        executor.submit(ofA).get();
        executor.submit(() -> seen[1] = Namespaces.current()).get();
        executor.shutdown();

        assertThat(seen).containsExactly("a", null);
    }
}
