package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskRow;

/** What becomes of dead letters, one of a queue at a time. */
final class DeadLetters {

    private final OpenTasks tasks;

    DeadLetters(OpenTasks tasks) {
        this.tasks = tasks;
    }

    boolean redrive(String name, long id) {
        QueueState queue = tasks.known(name);
        if (queue == null) {
            return false;
        }
        synchronized (queue.deadLock) {
            DeadTask dead = new StoredTasks(tasks).findDead(queue, id);
            if (dead == null) {
                return false;
            }
            TaskRow task = dead.task();
            TaskWork work = tasks.newWork();
            work.removeDead(queue, id);
            work.add(
                    queue,
                    TaskRow.waiting(
                                    id,
                                    name,
                                    task.name(),
                                    tasks.now(),
                                    task.priority(),
                                    task.payload(),
                                    task.headers(),
                                    task.created())
                            .withTraits(task.traits().withoutUniqueKey()));
            tasks.submit(work, OrderedStore.Sync.DURABLE);
            return true;
        }
    }

    boolean discard(String name, long id, TaskFollowing following) {
        QueueState queue = tasks.known(name);
        if (queue == null) {
            return false;
        }
        synchronized (queue.deadLock) {
            DeadTask dead = new StoredTasks(tasks).findDead(queue, id);
            if (dead == null) {
                return false;
            }
            TaskWork work = tasks.newWork();
            work.removeDead(queue, id);
            tasks.names().release(queue, dead.task().name(), work);
            tasks.follow(following, dead.task(), work);
            tasks.submit(work, OrderedStore.Sync.DURABLE);
            return true;
        }
    }
}
