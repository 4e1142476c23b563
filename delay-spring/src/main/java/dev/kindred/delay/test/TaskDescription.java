package dev.kindred.delay.test;

import dev.kindred.delay.DecodedCall;
import dev.kindred.delay.queue.TaskRejectedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tasks and arguments for who reads a failed test. */
final class TaskDescription {

    private static final int MAX_ARGUMENT_CHARS = 200;

    private TaskDescription() {}

    static String of(EnqueuedTask task) {
        StringBuilder text = new StringBuilder(call(task));
        text.append(" in queue \"").append(task.queue()).append('"');
        text.append(task.attempts() > 0 ? ", attempt " + task.attempts() : due(task.delay()));
        if (task.name() != null) {
            text.append(", named \"").append(task.name()).append('"');
        }
        if (!task.headers().isEmpty()) {
            text.append(", headers ").append(task.headers());
        }
        if (!task.isCommitted()) {
            text.append(" (not committed yet)");
        }
        return text.toString();
    }

    private static String due(Duration delay) {
        return delay.isZero() ? ", due at once" : ", due in " + delay;
    }

    static String arguments(List<@Nullable Object> arguments) {
        return arguments.stream().map(TaskDescription::argument).collect(Collectors.joining(", ", "(", ")"));
    }

    static String list(List<EnqueuedTask> tasks) {
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (EnqueuedTask task : tasks) {
            text.append("\n  ").append(number++).append(". ").append(task);
        }
        return text.toString();
    }

    private static String call(EnqueuedTask task) {
        DecodedCall call = task.call();
        if (call == null) {
            return "task with " + task.row().payload().length + " bytes";
        }
        try {
            return call.key() + arguments(call.arguments());
        } catch (IllegalStateException | TaskRejectedException unreadable) {
            return call.key() + "(?)";
        }
    }

    private static String argument(@Nullable Object value) {
        String text = value instanceof String string
                ? '"' + string + '"'
                : value != null && value.getClass().isArray() ? array(value) : String.valueOf(value);
        return text.length() <= MAX_ARGUMENT_CHARS ? text : text.substring(0, MAX_ARGUMENT_CHARS) + "…";
    }

    private static String array(Object value) {
        String nested = Arrays.deepToString(new Object[] {value});
        return nested.substring(1, nested.length() - 1);
    }
}
