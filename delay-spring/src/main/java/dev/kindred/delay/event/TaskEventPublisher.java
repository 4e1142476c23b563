package dev.kindred.delay.event;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes {@link QueueEvent}s. A listener that throws is logged and keeps neither the worker nor the operator from anything. Safe for all threads. */
public final class TaskEventPublisher implements TaskObserver {

    private static final Logger LOG = LoggerFactory.getLogger(TaskEventPublisher.class);

    private final ApplicationEventPublisher publisher;

    /**
     * Makes the publisher.
     *
     * @param publisher where the listeners are
     */
    public TaskEventPublisher(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void buried(TaskRow task, DeadTask.Reason reason, @Nullable Throwable failure) {
        publish(new TaskDeadLettered(task, reason, failure));
    }

    @Override
    public void redriven(List<DeadTask> letters) {
        letters.forEach(letter -> publish(new TaskRedriven(letter)));
    }

    @Override
    public void discarded(List<DeadTask> letters) {
        letters.forEach(letter -> publish(new TaskDiscarded(letter)));
    }

    @Override
    public void paused(String queue) {
        publish(new QueuePaused(queue));
    }

    @Override
    public void resumed(String queue) {
        publish(new QueueResumed(queue));
    }

    @Override
    public void purged(String queue, long tasks) {
        publish(new QueuePurged(queue, tasks));
    }

    private void publish(QueueEvent event) {
        try {
            publisher.publishEvent(event);
        } catch (RuntimeException failure) {
            LOG.warn(
                    "A listener failed for the event {} of queue \"{}\"; what has happened stays as it is",
                    event.getClass().getSimpleName(),
                    event.queue(),
                    failure);
        }
    }
}
