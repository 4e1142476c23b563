package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts and times what happens to tasks. The meters of a queue are made when something first happens in it. */
final class DelayMeters implements TaskObserver {

    private final MeterRegistry registry;
    private final Consumer<String> newQueue;
    private final Map<String, QueueMeters> queues = new ConcurrentHashMap<>();

    /** @param newQueue told of each queue once, when something first happens in it */
    DelayMeters(MeterRegistry registry, Consumer<String> newQueue) {
        this.registry = registry;
        this.newQueue = newQueue;
    }

    @Override
    public void enqueued(List<TaskRow> tasks) {
        for (TaskRow task : tasks) {
            of(task).enqueued.increment();
        }
    }

    @Override
    public void started(TaskRow task, Duration waited) {
        of(task).waited.record(waited.isNegative() ? Duration.ZERO : waited);
    }

    @Override
    public void succeeded(TaskRow task, Duration duration) {
        of(task).succeeded.record(duration);
    }

    @Override
    public void failed(TaskRow task, Throwable failure, Duration duration) {
        of(task).failed.record(duration);
    }

    @Override
    public void retried(TaskRow task, Instant eta) {
        of(task).retried.increment();
    }

    @Override
    public void buried(TaskRow task, DeadTask.Reason reason, @Nullable Throwable failure) {
        Counter.builder("delay.buried")
                .description("Tasks that were given up and became dead letters")
                .tag("queue", task.queue())
                .tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry)
                .increment();
    }

    @Override
    public void handedBack(List<TaskRow> tasks) {
        for (TaskRow task : tasks) {
            of(task).handedBack.increment();
        }
    }

    @Override
    public void leaseLost(TaskRow task) {
        of(task).leasesLost.increment();
    }

    private QueueMeters of(TaskRow task) {
        QueueMeters known = queues.get(task.queue());
        if (known != null) {
            return known;
        }
        newQueue.accept(task.queue());
        return queues.computeIfAbsent(task.queue(), queue -> new QueueMeters(registry, queue));
    }

    private static final class QueueMeters {

        private final Counter enqueued;
        private final Timer waited;
        private final Timer succeeded;
        private final Timer failed;
        private final Counter retried;
        private final Counter handedBack;
        private final Counter leasesLost;

        QueueMeters(MeterRegistry registry, String queue) {
            enqueued = counter(registry, queue, "delay.enqueued", "Tasks that were stored");
            retried = counter(registry, queue, "delay.retried", "Failed tasks that were put back");
            handedBack =
                    counter(registry, queue, "delay.handed.back", "Tasks that were put back because of a shutdown");
            leasesLost =
                    counter(registry, queue, "delay.leases.lost", "Runs that ended when the task was no longer theirs");
            waited = Timer.builder("delay.wait")
                    .description("Time from a task being due to its run")
                    .tag("queue", queue)
                    .register(registry);
            succeeded = run(registry, queue, "success");
            failed = run(registry, queue, "error");
        }

        private static Counter counter(MeterRegistry registry, String queue, String name, String description) {
            return Counter.builder(name)
                    .description(description)
                    .tag("queue", queue)
                    .register(registry);
        }

        private static Timer run(MeterRegistry registry, String queue, String outcome) {
            return Timer.builder("delay.run")
                    .description("Runs of tasks")
                    .tag("queue", queue)
                    .tag("outcome", outcome)
                    .register(registry);
        }
    }
}
