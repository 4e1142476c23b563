package dev.kindred.delay.queue;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.delay.queue.AddedTask.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds many tasks with an outcome for each, as App Engine's bulk add. All that can be added are added in one commit: what is taken is found out before, and again if the commit
 * says that something was taken in the meantime.
 */
final class Batches {

    private final TaskQueues queues;

    Batches(TaskQueues queues) {
        this.queues = queues;
    }

    List<AddedTask> addEach(List<Task> tasks) {
        List<AddedTask> invalid = validate(tasks);
        if (!invalid.isEmpty()) {
            return invalid;
        }
        TaskRow[] stored = new TaskRow[tasks.size()];
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            left.add(i);
        }
        while (!left.isEmpty()) {
            left = free(tasks, left);
            try {
                List<TaskRow> rows =
                        queues.additions().store(left.stream().map(tasks::get).toList());
                for (int i = 0; i < rows.size(); i++) {
                    stored[left.get(i)] = rows.get(i);
                }
                break;
            } catch (DuplicateTaskException takenMeanwhile) {
                left.removeIf(i -> isTakenBy(tasks.get(i), takenMeanwhile));
            }
        }
        return outcomes(tasks, Arrays.asList(stored));
    }

    private List<AddedTask> validate(List<Task> tasks) {
        List<@Nullable InvalidTaskException> problems = new ArrayList<>();
        boolean valid = true;
        for (Task task : tasks) {
            try {
                queues.additions().check(task);
                problems.add(null);
            } catch (InvalidTaskException problem) {
                problems.add(problem);
                valid = false;
            }
        }
        List<AddedTask> outcomes = new ArrayList<>();
        for (int i = 0; !valid && i < tasks.size(); i++) {
            Outcome outcome = problems.get(i) == null ? Outcome.SKIPPED : Outcome.INVALID;
            outcomes.add(new AddedTask(tasks.get(i), outcome, null, problems.get(i)));
        }
        return outcomes;
    }

    /** Those whose name and unique key nobody has, nor an earlier one of these. */
    private List<Integer> free(List<Task> tasks, List<Integer> candidates) {
        TaskStorage storage = queues.storage();
        Set<List<String>> seen = new HashSet<>();
        List<Integer> free = new ArrayList<>();
        for (Integer i : candidates) {
            Task task = tasks.get(i);
            String queue = task.queue();
            String name = task.name();
            String unique = task.headers().get(TaskMarks.UNIQUE_KEY);
            boolean nameFree =
                    name == null || !seen.contains(List.of("name", queue, name)) && !storage.isTaken(queue, name);
            boolean uniqueFree = unique == null
                    || !seen.contains(List.of("unique", queue, unique))
                            && (TaskMarks.replaces(task) || storage.findUnique(queue, unique) == null);
            if (nameFree && uniqueFree) {
                free.add(i);
                if (name != null) {
                    seen.add(List.of("name", queue, name));
                }
                if (unique != null) {
                    seen.add(List.of("unique", queue, unique));
                }
            }
        }
        return free;
    }

    private static boolean isTakenBy(Task task, DuplicateTaskException taken) {
        return task.queue().equals(taken.queue())
                && (taken.name().equals(task.name())
                        || taken.name().equals(task.headers().get(TaskMarks.UNIQUE_KEY)));
    }

    private List<AddedTask> outcomes(List<Task> tasks, List<@Nullable TaskRow> stored) {
        List<AddedTask> outcomes = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            TaskRow row = stored.get(i);
            if (row == null) {
                queues.additions().tellRefused(tasks.get(i));
            }
            outcomes.add(new AddedTask(tasks.get(i), row == null ? Outcome.DUPLICATE : Outcome.ADDED, row, null));
        }
        return outcomes;
    }
}
