package dev.kindred.delay.http;

import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.queue.TaskEnd;
import dev.kindred.delay.queue.TaskHandler;
import dev.kindred.delay.queue.TaskRun;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a task here, or sends it where its queue's tasks go. What follows a task, its retries and its dead letter stay here in any case. Safe for all threads. */
public final class TaskRouter implements TaskHandler {

    /** Queues of our own, such as that of expired entities, whose tasks concern this store. */
    private static final String OWN_QUEUES = "kindred-";

    private final DelayInvoker invoker;
    private final TaskSender sender;
    private final Map<String, HttpTarget> targets;
    private final @Nullable HttpTarget otherwise;

    /**
     * A router.
     *
     * @param invoker runs what is run here
     * @param sender sends the rest
     * @param targets where the tasks of each queue go
     * @param otherwise where those of all other queues go, but for those whose names begin with {@code kindred-}; null to run them here
     */
    public TaskRouter(
            DelayInvoker invoker, TaskSender sender, Map<String, HttpTarget> targets, @Nullable HttpTarget otherwise) {
        this.invoker = invoker;
        this.sender = sender;
        this.targets = Map.copyOf(targets);
        this.otherwise = otherwise;
    }

    /**
     * Where the tasks of a queue go.
     *
     * @param queue the queue's name
     * @return the target, or null if they are run here
     */
    public @Nullable HttpTarget target(String queue) {
        HttpTarget own = targets.get(queue);
        return own != null || queue.startsWith(OWN_QUEUES) ? own : otherwise;
    }

    @Override
    public void run(TaskRun run) throws Exception {
        HttpTarget target = target(run.task().queue());
        if (target == null) {
            invoker.run(run);
        } else if (!invoker.skips(run.task())) {
            sender.send(run, target);
        }
    }

    @Override
    public @Nullable String describe(TaskRow task) {
        return invoker.describe(task);
    }

    @Override
    public @Nullable TaskEnd end(TaskRow task) {
        return invoker.end(task);
    }
}
