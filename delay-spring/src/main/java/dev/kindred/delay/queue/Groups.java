package dev.kindred.delay.queue;

import dev.kindred.datastore.EntityExistsException;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.store.TaskRow;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fan-in: groups of tasks, and the task that follows when all are done. A group is one entity with the number of its tasks that are left and the following task; the commit that finishes the
 * last task deletes it and adds that one.
 *
 * <p>The counter would be a hot spot if each task changed it in a commit of its own. So it is not: finished tasks are removed in groups anyway, by one thread (see {@link Completions}), and each of these commits
 * changes the counter once. A task that is finished in its handler's transaction does not touch the counter either, or all handlers would collide there: it leaves a <em>tick</em> in the same commit,
 * a task of the group that does nothing, takes its place, and is finished like the others.
 */
final class Groups {

    static final String KIND = "KindredTaskGroup";
    static final String TICKS = "kindred-groups";

    private static final String TOTAL = "total";
    private static final String LEFT = "left";
    private static final String THEN = "then";

    private Groups() {}

    static boolean isTick(TaskRow task) {
        return task.queue().equals(TICKS)
                && task.payload().length == 0
                && task.headers().containsKey(TaskExtras.GROUP);
    }

    static Task tick(String group) {
        return Task.of(new byte[0]).queue(TICKS).extra(TaskExtras.GROUP, group);
    }

    /** Adds all tasks of a group, and the group; only the following task if there are none. */
    static List<TaskRow> open(
            TaskQueues queues, Transaction transaction, String name, Collection<Task> members, Task then) {
        if (members.isEmpty()) {
            queues.add(transaction, then);
            return List.of();
        }
        TaskLimits.checkSize(queues.settings(then.queue()), then.payload(), then.headers());
        Key key = Key.of(KIND, name);
        if (transaction.find(key) != null) {
            throw new EntityExistsException(key);
        }
        transaction.put(entity(key, members.size(), members.size(), TaskText.encode(then)));
        return queues.addAll(
                transaction,
                members.stream()
                        .map(member -> member.extra(TaskExtras.GROUP, name))
                        .toList());
    }

    /** One task of a group is done. */
    static void count(TaskQueues queues, Transaction transaction, String name) {
        Key key = Key.of(KIND, name);
        Entity group = transaction.find(key);
        if (group == null) {
            return; // given up by an operator
        }
        long left = number(group, LEFT) - 1;
        String then = group.value(THEN) instanceof Value.StringValue text ? text.value() : "";
        if (left > 0) {
            transaction.put(entity(key, number(group, TOTAL), left, then));
        } else {
            transaction.delete(List.of(key));
            queues.add(transaction, TaskText.decode(then));
        }
    }

    static @Nullable GroupStatus status(String name, @Nullable Entity group) {
        return group == null
                ? null
                : new GroupStatus(name, number(group, TOTAL), number(group, TOTAL) - number(group, LEFT));
    }

    private static Entity entity(Key key, long total, long left, String then) {
        return Entity.builder(key)
                .setUnindexed(TOTAL, Value.of(total))
                .setUnindexed(LEFT, Value.of(left))
                .setUnindexed(THEN, Value.of(then))
                .build();
    }

    private static long number(Entity group, String property) {
        return group.value(property) instanceof Value.LongValue number ? number.value() : 0;
    }
}
