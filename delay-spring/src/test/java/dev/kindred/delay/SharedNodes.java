package dev.kindred.delay;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.TaskDispatcher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Applications that share a store on PostgreSQL, each with an engine of its own, as processes have. One clock, which the test moves; tasks run when the test says so. */
final class SharedNodes implements AutoCloseable {

    private final String schema = TestServer.newSchema();
    private final List<AnnotationConfigApplicationContext> nodes = new CopyOnWriteArrayList<>();
    private final List<LocalDatastore> datastores = new CopyOnWriteArrayList<>();

    final MovableClock clock = new MovableClock();

    AnnotationConfigApplicationContext start(Consumer<AnnotationConfigApplicationContext> beans) {
        LocalDatastore datastore = LocalDatastore.on(PostgresEngine.on(TestServer.dataSource())
                        .schema(schema)
                        .clock(clock)
                        .build())
                .build();
        AnnotationConfigApplicationContext node = new AnnotationConfigApplicationContext();
        node.registerBean(Datastore.class, () -> datastore, definition -> definition.setDestroyMethodName(""));
        node.registerBean(DelayConfiguration.CLOCK, MovableClock.class, () -> clock);
        beans.accept(node);
        node.refresh();
        node.getBean(TaskDispatcher.class).stop(Duration.ZERO);
        synchronized (this) {
            nodes.add(node);
            datastores.add(datastore);
        }
        return node;
    }

    void runDueEverywhereAtOnce() {
        everywhereAtOnce(node -> node.getBean(TaskDispatcher.class).runDue());
    }

    void everywhereAtOnce(Consumer<AnnotationConfigApplicationContext> work) {
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(() -> work.accept(node)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Ends it as a process ends that is told to. */
    void stop(AnnotationConfigApplicationContext node) {
        int index = nodes.indexOf(node);
        nodes.remove(index).close();
        datastores.remove(index).close();
    }

    @Override
    public void close() {
        nodes.forEach(AnnotationConfigApplicationContext::close);
        datastores.forEach(LocalDatastore::close);
    }
}
