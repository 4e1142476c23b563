package dev.kindred.delay;

import dev.kindred.datastore.store.TaskRow;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TaskHeaders#of} says of a task, made when somebody asks for it: most methods never look at their headers. Those that every run is asked for, for the log, are told without making the others. Cannot be
 * changed; names are matched without regard to case. For any thread.
 */
final class RunHeaders extends AbstractMap<String, String> {

    private final TaskRow task;
    private volatile @Nullable Map<String, String> all;

    RunHeaders(TaskRow task) {
        this.task = task;
    }

    @Override
    public @Nullable String get(Object name) {
        if (TaskHeaders.QUEUE_NAME.equals(name)) {
            return task.queue();
        }
        if (TaskHeaders.TASK_NAME.equals(name)) {
            return TaskHeaders.name(task);
        }
        if (TaskHeaders.RETRY_COUNT.equals(name)) {
            return TaskHeaders.retryCount(task);
        }
        if (task.headers().isEmpty() && name instanceof String text && !TaskHeaders.isMade(text)) {
            return null;
        }
        return all().get(name);
    }

    @Override
    public boolean containsKey(Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return all().entrySet();
    }

    private Map<String, String> all() {
        Map<String, String> known = all;
        if (known == null) {
            known = Collections.unmodifiableMap(TaskHeaders.of(task)); // twice, at worst: they are the same
            all = known;
        }
        return known;
    }
}
