package dev.kindred.delay.queue;

import dev.kindred.datastore.ExpiryPolicy;
import dev.kindred.datastore.store.TaskRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is kept of tasks that have ended, of which queue for how long, and what their records say beside the task. */
final class Keeping {

    private final TaskRetention retention;
    private final Map<String, QueueSettings> settings;
    private final String node;
    private final Function<TaskRow, @Nullable String> functions;
    private final boolean history;

    Keeping(
            TaskRetention retention,
            Map<String, QueueSettings> settings,
            String node,
            Function<TaskRow, @Nullable String> functions) {
        this.retention = retention;
        this.settings = settings;
        this.node = node;
        this.functions = functions;
        this.history = !retention.history().isZero()
                || settings.values().stream()
                        .anyMatch(queue ->
                                queue.history() != null && !queue.history().isZero());
    }

    /** Whether that of any queue is kept. */
    boolean keepsHistory() {
        return history;
    }

    /** How long it is known of a queue's tasks that they have ended. */
    Duration historyOf(String queue) {
        if (!history) {
            return Duration.ZERO;
        }
        QueueSettings known = settings.get(queue);
        Duration own = known == null ? null : known.history();
        return own != null ? own : retention.history();
    }

    Duration results() {
        return retention.results();
    }

    String node() {
        return node;
    }

    @Nullable
    String functionOf(TaskRow task) {
        return functions.apply(task);
    }

    List<ExpiryPolicy> expiryPolicies() {
        List<ExpiryPolicy> policies = new ArrayList<>();
        if (!retention.results().isZero()) {
            policies.add(new ExpiryPolicy(TaskResults.KIND, TaskResults.EXPIRES));
        }
        if (history) {
            policies.add(new ExpiryPolicy(TaskRecords.KIND, TaskRecords.EXPIRES));
        }
        return policies;
    }
}
