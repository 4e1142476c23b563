package dev.kindred.delay.queue;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityExistsException;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fan-in: groups of tasks, and the task that follows when all are done. A group is one entity with the number of its tasks that are left and the following task; the commit that finishes the
 * last task deletes it and adds that one.
 *
 * <p>The counter would be a hot spot if each task changed it in a commit of its own. So it is not: finished tasks are removed in groups anyway, by one thread (see {@link Completions}), and each of these commits
 * changes the counter once. A task that is finished in its handler's transaction does not touch the counter either, or all handlers would collide there: it leaves a <em>tick</em> in the same commit,
 * a task of the group that does nothing, takes its place, and is finished like the others. A member that is thrown away, be it cancelled, purged or discarded, leaves one too, which counts as failed.
 *
 * <p>The name of a group is free again when it is over, or was closed while members were left. So each has an id beside its name, which members and ticks carry: those of an earlier group of the name do not count.
 */
final class Groups {

    static final String KIND = "KindredTaskGroup";
    static final String TICKS = "kindred-groups";

    private static final String ID = "id";
    private static final String TOTAL = "total";
    private static final String LEFT = "left";
    private static final String FAILED = "failed";
    private static final String THEN = "then";

    private Groups() {}

    static boolean isTick(TaskRow task) {
        return task.queue().equals(TICKS)
                && task.payload().length == 0
                && (task.headers().containsKey(TaskExtras.GROUP)
                        || task.headers().containsKey(TaskExtras.RECORD)
                        || task.headers().containsKey(TaskExtras.THEN));
    }

    /** What takes the place of a member in its group. */
    static Task tick(TaskRow member) {
        return tick(member, TaskExtras.GROUP, TaskExtras.GROUP_ID);
    }

    private static Task tick(TaskRow removed, String... headers) {
        Task tick = Task.of(new byte[0]).queue(TICKS);
        for (String header : headers) {
            String value = removed.headers().get(header);
            tick = value == null ? tick : tick.extra(header, value);
        }
        return tick;
    }

    /** What a member leaves that waits or runs and is taken away. */
    static TaskFollowing gone(TaskQueues queues) {
        return removed -> isTick(removed) ? copy(queues, removed) : lost(queues, removed);
    }

    /** What a member leaves that is a dead letter and is thrown away. A tick leaves none: it is dead because it can never be counted. */
    static TaskFollowing discarded(TaskQueues queues) {
        return removed -> isTick(removed) ? List.of() : lost(queues, removed);
    }

    /** What a task of a pull queue leaves that is done. */
    static TaskFollowing done(TaskQueues queues) {
        return removed -> copy(queues, removed);
    }

    private static List<TaskRow> lost(TaskQueues queues, TaskRow removed) {
        return removed.headers().containsKey(TaskExtras.GROUP)
                ? queues.additions()
                        .rows(List.of(tick(removed).extra(TaskExtras.GONE, removed.queue() + "/" + removed.id())))
                : List.of();
    }

    private static List<TaskRow> copy(TaskQueues queues, TaskRow removed) {
        Task tick = tick(removed, TaskExtras.GROUP, TaskExtras.GROUP_ID, TaskExtras.GONE, TaskExtras.THEN);
        return tick.headers().isEmpty() ? List.of() : queues.additions().rows(List.of(tick));
    }

    /** Adds all tasks of a group, and the group; only the following task if there are none. */
    static List<TaskRow> open(
            TaskQueues queues, Transaction transaction, String name, Collection<Task> members, Task then) {
        if (members.isEmpty()) {
            queues.add(transaction, then(then, name, 0, 0));
            return List.of();
        }
        Task last = then(then, name, members.size(), members.size()); // as large as it can become
        TaskLimits.checkSize(queues.settings(last.queue()), last.payload(), last.headers());
        Key key = Key.of(KIND, name);
        if (transaction.find(key) != null) {
            throw new EntityExistsException(
                    key,
                    "There is a group \"" + name
                            + "\" that is not over, so nothing was stored. Take another name, such as one with a date or an id in it, or wait; TaskQueues.closeGroup(\""
                            + name + "\") gives it up.");
        }
        long id = queues.storage().nextId();
        transaction.put(entity(key, id, members.size(), members.size(), 0, TaskText.encode(then)));
        return queues.addAll(
                transaction,
                members.stream()
                        .map(member ->
                                member.extra(TaskExtras.GROUP, name).extra(TaskExtras.GROUP_ID, Long.toString(id)))
                        .toList());
    }

    /** One task of a group has ended; the last one is followed by what was given, if that can be. */
    static void count(TaskQueues queues, Transaction transaction, TaskRow member, Consumer<Task> follow) {
        String name = member.headers().get(TaskExtras.GROUP);
        if (name == null) {
            return;
        }
        Key key = Key.of(KIND, name);
        Entity group = transaction.find(key);
        if (group == null || !isOf(member, group)) {
            return; // given up by an operator, and another may have the name by now
        }
        long total = number(group, TOTAL);
        long left = number(group, LEFT) - 1;
        long failed = number(group, FAILED) + (member.headers().containsKey(TaskExtras.GONE) ? 1 : 0);
        String then = group.value(THEN) instanceof Value.StringValue text ? text.value() : "";
        if (left > 0) {
            transaction.put(entity(key, number(group, ID), total, left, failed, then));
        } else {
            transaction.delete(List.of(key));
            follow.accept(then(TaskText.decode(then), name, total, failed));
        }
    }

    /** Neither has an id if they were stored before there were any. */
    private static boolean isOf(TaskRow member, Entity group) {
        return member.headers().getOrDefault(TaskExtras.GROUP_ID, "0").equals(Long.toString(number(group, ID)));
    }

    private static Task then(Task then, String name, long total, long failed) {
        return then.extra(GroupStatus.NAME, name)
                .extra(GroupStatus.TOTAL, Long.toString(total))
                .extra(GroupStatus.FAILED, Long.toString(failed));
    }

    static @Nullable GroupStatus status(String name, @Nullable Entity group) {
        if (group == null) {
            return null;
        }
        long total = number(group, TOTAL);
        long failed = number(group, FAILED);
        return new GroupStatus(name, total, total - number(group, LEFT) - failed, failed);
    }

    static List<GroupStatus> list(Datastore datastore, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("At least 1 group must be asked for, not " + limit + ".");
        }
        List<GroupStatus> groups = new ArrayList<>();
        try (QueryResults results = datastore.run(Query.kind(KIND).limit(limit))) {
            results.forEachRemaining(group -> {
                GroupStatus status = status(String.valueOf(group.key().name()), group);
                if (status != null) {
                    groups.add(status);
                }
            });
        }
        return groups;
    }

    private static Entity entity(Key key, long id, long total, long left, long failed, String then) {
        return Entity.builder(key)
                .setUnindexed(ID, Value.of(id))
                .setUnindexed(TOTAL, Value.of(total))
                .setUnindexed(LEFT, Value.of(left))
                .setUnindexed(FAILED, Value.of(failed))
                .setUnindexed(THEN, Value.of(then))
                .build();
    }

    private static long number(Entity group, String property) {
        return group.value(property) instanceof Value.LongValue number ? number.value() : 0;
    }
}
