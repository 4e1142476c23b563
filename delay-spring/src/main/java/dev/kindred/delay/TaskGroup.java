package dev.kindred.delay;

import java.util.List;

/**
 * Tasks that are to be stored as a group, see {@link DelayOperations#group}. The members, their number, and what follows are stored in one commit, all or nothing, with the current transaction if there
 * is one. The following task is added in the commit that counts the last member, exactly once, whatever is killed in between; at once if there are no members.
 *
 * <p>A member is over when it is done, or when it is thrown away: cancelled, deleted, purged, or discarded as a dead letter. A dead letter keeps the group open until it is redriven or discarded; {@code
 * TaskQueues.closeGroup} gives the group up. What follows learns from {@link DelayContext#group} how many were done and how many thrown away. Immutable.
 */
public final class TaskGroup {

    private final DelayTemplate delay;
    private final String name;
    private final List<TaskHandle> members;

    TaskGroup(DelayTemplate delay, String name, List<TaskHandle> members) {
        this.delay = delay;
        this.name = name;
        this.members = members;
    }

    /**
     * How many tasks it has.
     *
     * @return 0 or more
     */
    public int size() {
        return members.size();
    }

    /**
     * Says what follows when all are over, and stores everything.
     *
     * @param next calls exactly one delayed method through its bean, with arguments known now
     * @throws IllegalStateException if it calls none, or several, or the transaction is read-only or over; nothing is stored
     * @throws dev.kindred.datastore.EntityExistsException if there is a group of this name that is not over; nothing is stored
     * @throws RuntimeException as {@link DelayOperations#add}
     */
    public void then(TaskCall next) {
        then(Recording.ofOne(next));
    }

    /**
     * Says what follows when all are over, with options of its own, and stores everything. Its delay counts from the end of the last member.
     *
     * @param next a task that is not stored
     * @throws IllegalStateException if it is stored already, or the transaction is read-only or over; nothing is stored
     * @throws RuntimeException as {@link #then(TaskCall)}
     */
    public void then(TaskHandle next) {
        delay.addGroup(name, members, next);
    }
}
