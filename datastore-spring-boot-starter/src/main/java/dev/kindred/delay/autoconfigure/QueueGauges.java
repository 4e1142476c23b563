package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * How much waits, runs and is dead in each queue. Queues that are configured or have tasks get their gauges when the context has started, not before: to ask for
 * them opens the store. While the store is closed there is no number.
 */
final class QueueGauges implements ApplicationListener<ContextRefreshedEvent> {

    private static final String DEFAULT_QUEUE = "default";

    private final MeterRegistry registry;
    private final TaskQueues queues;
    private final TaskDispatcher dispatcher;
    private final @Nullable StorageEngine engine;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    QueueGauges(MeterRegistry registry, TaskQueues queues, TaskDispatcher dispatcher, @Nullable StorageEngine engine) {
        this.registry = registry;
        this.queues = queues;
        this.dispatcher = dispatcher;
        this.engine = engine;
    }

    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        Set<String> names = new TreeSet<>(dispatcher.configuredQueues());
        names.add(DEFAULT_QUEUE);
        if (isOpen()) {
            names.addAll(queues.names());
        }
        names.forEach(this::add);
    }

    void add(String queue) {
        if (known.add(queue)) {
            gauge(queue, "delay.queue.waiting", "Tasks that wait, due or not", QueueStatistics::waiting);
            gauge(queue, "delay.queue.running", "Tasks that run", QueueStatistics::running);
            gauge(queue, "delay.queue.dead", "Dead letters", QueueStatistics::dead);
            Gauge.builder("delay.queue.oldest", () -> read(queue, QueueGauges::secondsOverdue))
                    .description("How long the task that is due first has been due; 0 if none is due")
                    .baseUnit("seconds")
                    .tag("queue", queue)
                    .register(registry);
        }
    }

    private void gauge(String queue, String name, String description, ToDoubleFunction<QueueStatistics> value) {
        Gauge.builder(name, () -> read(queue, value))
                .description(description)
                .baseUnit("tasks")
                .tag("queue", queue)
                .register(registry);
    }

    private double read(String queue, ToDoubleFunction<QueueStatistics> value) {
        // Reading must not open a store that is paused or closed.
        return isOpen() ? value.applyAsDouble(queues.statistics(queue)) : Double.NaN;
    }

    private boolean isOpen() {
        return engine == null || engine.isOpen();
    }

    private static double secondsOverdue(QueueStatistics statistics) {
        if (statistics.oldestEta() < 0) {
            return 0;
        }
        Instant now = Instant.now();
        long nowMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        return Math.max(0, nowMicros - statistics.oldestEta()) / 1e6;
    }
}
