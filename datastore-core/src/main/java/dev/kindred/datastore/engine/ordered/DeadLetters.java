package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** What becomes of dead letters, by one caller of a queue at a time. */
final class DeadLetters {

    private final OpenTasks tasks;

    DeadLetters(OpenTasks tasks) {
        this.tasks = tasks;
    }

    List<Long> redrive(String name, Collection<Long> ids) {
        return each(name, ids, (queue, dead, work) -> {
            TaskRow task = dead.task();
            work.add(
                    queue,
                    TaskRow.waiting(
                                    task.id(),
                                    name,
                                    task.name(),
                                    tasks.now(),
                                    task.priority(),
                                    task.payload(),
                                    task.headers(),
                                    task.created())
                            .withTraits(task.traits().withoutUniqueKey()));
        });
    }

    List<Long> discard(String name, Collection<Long> ids, TaskFollowing following) {
        return each(name, ids, (queue, dead, work) -> {
            tasks.names().release(queue, dead.task().name(), work);
            tasks.follow(following, dead.task(), work);
        });
    }

    private interface Fate {
        void add(QueueState queue, DeadTask dead, TaskWork work);
    }

    /** All in one commit; returns those that were dead letters. */
    private List<Long> each(String name, Collection<Long> ids, Fate fate) {
        QueueState queue = tasks.known(name);
        if (queue == null) {
            return List.of();
        }
        List<Long> found = new ArrayList<>(ids.size());
        synchronized (queue.deadLock) {
            TaskWork work = tasks.newWork();
            for (Long id : new LinkedHashSet<>(ids)) {
                DeadTask dead = new StoredTasks(tasks).findDead(queue, id);
                if (dead != null) {
                    work.removeDead(queue, id);
                    fate.add(queue, dead, work);
                    found.add(id);
                }
            }
            tasks.submit(work, OrderedStore.Sync.DURABLE);
        }
        return found;
    }
}
