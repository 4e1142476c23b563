package dev.kindred.delay.queue;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tasks that run in this process, so that they can be told when they are cancelled. */
final class RunningTasks {

    private final Map<Long, Running> byId = new ConcurrentHashMap<>();

    void begins(Running run) {
        byId.put(run.lease.task().id(), run);
    }

    void ended(Running run) {
        byId.remove(run.lease.task().id(), run);
    }

    @Nullable
    Running find(long id) {
        return byId.get(id);
    }

    boolean contains(String queue, long id) {
        Running run = byId.get(id);
        return run != null && run.lease.task().queue().equals(queue);
    }
}
