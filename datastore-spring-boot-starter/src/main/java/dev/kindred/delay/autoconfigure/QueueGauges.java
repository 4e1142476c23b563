package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
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
    private static final long FRESH_NANOS = 1_000_000_000;

    private final MeterRegistry registry;
    private final TaskQueues queues;
    private final TaskDispatcher dispatcher;
    private final @Nullable StorageEngine engine;
    private final LongSupplier nanos;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<String, Reading> readings = new ConcurrentHashMap<>();

    QueueGauges(
            MeterRegistry registry,
            TaskQueues queues,
            TaskDispatcher dispatcher,
            @Nullable StorageEngine engine,
            LongSupplier nanos) {
        this.registry = registry;
        this.queues = queues;
        this.dispatcher = dispatcher;
        this.engine = engine;
        this.nanos = nanos;
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
            Gauge.builder("delay.queue.oldest", () -> read(queue, this::secondsOverdue))
                    .description("How long the task that is due first has been due; 0 if none is due")
                    .baseUnit("seconds")
                    .tag("queue", queue)
                    .register(registry);
            Gauge.builder("delay.queue.paused", () -> isOpen() ? (queues.isPaused(queue) ? 1 : 0) : Double.NaN)
                    .description("Whether the queue is paused: 1 if so")
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
        return isOpen() ? value.applyAsDouble(statistics(queue)) : Double.NaN;
    }

    /** One look at the store for all gauges of a queue, and for all scrapes within a second. */
    private QueueStatistics statistics(String queue) {
        long now = nanos.getAsLong();
        Reading last = readings.get(queue);
        if (last == null || now - last.nanos >= FRESH_NANOS) {
            last = new Reading(queues.statistics(queue), now);
            readings.put(queue, last);
        }
        return last.statistics;
    }

    private boolean isOpen() {
        return engine == null || engine.isOpen();
    }

    private double secondsOverdue(QueueStatistics statistics) {
        if (statistics.oldestEta() < 0) {
            return 0;
        }
        Instant now = queues.clock().instant();
        long nowMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        return Math.max(0, nowMicros - statistics.oldestEta()) / 1e6;
    }

    private record Reading(QueueStatistics statistics, long nanos) {}
}
