package dev.kindred.datastore.store;

import java.util.List;

/**
 * What is added in the commit that takes a task away from outside: without it, whoever counts tasks would never learn of one that was thrown away. Called with the queue locked: it must be
 * quick, and must not use the storage but for {@link TaskStorage#nextId}.
 */
@FunctionalInterface
public interface TaskFollowing {

    /** Nothing follows. */
    TaskFollowing NONE = removed -> List.of();

    /**
     * Says what follows a task.
     *
     * @param removed the task that is about to go
     * @return new tasks, perhaps none, without names, unique keys and concurrency keys
     */
    List<TaskRow> of(TaskRow removed);
}
