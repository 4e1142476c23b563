package dev.kindred.delay.queue;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told, as words. */
final class RecordingObserver implements TaskObserver {

    final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void enqueued(List<TaskRow> tasks) {
        events.add("enqueued " + tasks.size());
    }

    @Override
    public void started(TaskRow task, Duration waited) {
        events.add("started " + task.attempts() + " after " + waited);
    }

    @Override
    public void succeeded(TaskRow task, Duration duration) {
        events.add("succeeded");
    }

    @Override
    public void failed(TaskRow task, Throwable failure, Duration duration) {
        events.add("failed " + failure.getMessage());
    }

    @Override
    public void retried(TaskRow task, Instant eta) {
        events.add("retried at " + eta);
    }

    @Override
    public void buried(TaskRow task, DeadTask.Reason reason, @Nullable Throwable failure) {
        events.add("buried " + reason);
    }

    @Override
    public void handedBack(List<TaskRow> tasks) {
        events.add("handed back " + tasks.size());
    }

    @Override
    public void leaseLost(TaskRow task) {
        events.add("lease lost");
    }

    @Override
    public void refused(String queue, String name) {
        events.add("refused " + name);
    }

    @Override
    public void deleted(String queue, long id) {
        events.add("deleted from " + queue);
    }

    @Override
    public void redriven(List<DeadTask> letters) {
        events.add("redriven " + letters.size());
    }

    @Override
    public void discarded(List<DeadTask> letters) {
        events.add("discarded " + letters.size());
    }

    @Override
    public void paused(String queue) {
        events.add("paused " + queue);
    }

    @Override
    public void resumed(String queue) {
        events.add("resumed " + queue);
    }

    @Override
    public void purged(String queue, long tasks) {
        events.add("purged " + tasks + " of " + queue);
    }
}
