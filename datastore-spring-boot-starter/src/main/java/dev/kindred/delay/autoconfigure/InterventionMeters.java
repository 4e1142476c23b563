package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;

/** Counts what makes tasks leave their usual way: somebody, or they themselves. The counter of a queue is made when it first happens there. */
final class InterventionMeters implements TaskObserver {

    private final MeterRegistry registry;

    InterventionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void snoozed(TaskRow task, Instant eta) {
        counter("delay.snoozed", "Runs whose tasks put themselves off", task.queue())
                .increment();
    }

    @Override
    public void refused(String queue, String name) {
        counter("delay.duplicates", "Tasks that were refused because their name or unique key was taken", queue)
                .increment();
    }

    @Override
    public void deleted(String queue, long id) {
        cancelled(queue, 1);
    }

    @Override
    public void purged(String queue, long tasks) {
        cancelled(queue, tasks);
    }

    @Override
    public void redriven(List<DeadTask> letters) {
        counter("delay.redriven", "Dead letters that were redriven", queue(letters))
                .increment(letters.size());
    }

    @Override
    public void discarded(List<DeadTask> letters) {
        counter("delay.discarded", "Dead letters that were thrown away", queue(letters))
                .increment(letters.size());
    }

    private void cancelled(String queue, long tasks) {
        counter("delay.cancelled", "Tasks that were cancelled, deleted or purged before they were done", queue)
                .increment(tasks);
    }

    private Counter counter(String name, String description, String queue) {
        return Counter.builder(name)
                .description(description)
                .tag("queue", queue)
                .register(registry);
    }

    private static String queue(List<DeadTask> letters) {
        return letters.get(0).task().queue();
    }
}
