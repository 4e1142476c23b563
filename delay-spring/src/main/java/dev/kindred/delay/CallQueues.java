package dev.kindred.delay;

import dev.kindred.delay.queue.QueueMode;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskQueues;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which queues calls may go to: those that are configured, because a mistyped one would have neither rate nor retry limit, and those whose tasks are run. */
final class CallQueues {

    private CallQueues() {}

    /** What is wrong with calls in a queue, as the end of a sentence; null if nothing is. */
    static @Nullable String problem(TaskQueues queues, String queue) {
        if (queues.settings(queue).mode() == QueueMode.PULL) {
            return "the queue \"" + queue
                    + "\", which is a pull queue: nobody would run its tasks; choose a push queue";
        }
        if (queue.equals(Task.DEFAULT_QUEUE) || queues.configured().contains(queue)) {
            return null;
        }
        Set<String> known = new TreeSet<>(queues.configured());
        known.add(Task.DEFAULT_QUEUE);
        return "the queue \"" + queue + "\", which is not configured; there are " + known
                + ". Configure it, be it with kindred.delay.queues."
                + queue + ".mode=push alone, or with a bean QueueSettings.of(\"" + queue + "\")";
    }
}
