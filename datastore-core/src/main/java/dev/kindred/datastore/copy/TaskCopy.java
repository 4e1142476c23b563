package dev.kindred.datastore.copy;

import dev.kindred.datastore.copy.CopyProgress.Step;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.HeldName;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Adds the tasks of the source to the target, queue by queue in the order of their ids, so that those of one concurrency key keep their turn. They get ids of the target's. Each page is one commit with the note of
 * how far it goes: no task is added twice, none is left out, whenever the copy is killed. The names of tasks that are over come last.
 */
final class TaskCopy {

    private static final int PAGE = 200;

    private final TaskStorage source;
    private final TaskStorage target;
    private final TargetBatch batch;
    private final CopyProgress progress;
    private long expected;
    private long added;

    TaskCopy(StorageEngine source, StorageEngine target, CopyProgress progress) {
        this.source = source.tasks();
        this.target = target.tasks();
        this.batch = new TargetBatch(target);
        this.progress = progress;
    }

    /** Returns how many were added. */
    long run(CopyNotes.@Nullable Tasks last) {
        if (last != null && last.step() == CopyNotes.TASKS_DONE) {
            return 0;
        }
        TreeSet<String> queues = new TreeSet<>(source.queues());
        for (String queue : queues) {
            QueueStatistics statistics = source.statistics(queue);
            expected += statistics.waiting() + statistics.running() + statistics.dead();
        }
        source.paused().forEach(target::pause);
        CopyNotes.Tasks from = last == null ? new CopyNotes.Tasks(CopyNotes.WAITING, "", 0) : last;
        for (int step = from.step(); step <= CopyNotes.DEAD; step++) {
            for (String queue : queues) {
                int order = step > from.step() ? 1 : queue.compareTo(from.queue());
                if (order >= 0) {
                    queue(step, queue, order == 0 ? from.id() : 0);
                }
            }
        }
        names();
        batch.commit(new CopyNotes.Tasks(CopyNotes.TASKS_DONE, "", 0).put());
        return added;
    }

    /** Those of tasks that are over. Needs no note: a name that is taken stays as it is. */
    private void names() {
        List<HeldName> page = source.heldNames(null, source.now(), PAGE);
        while (!page.isEmpty()) {
            target.holdNames(page);
            page = source.heldNames(page.get(page.size() - 1), source.now(), PAGE);
        }
    }

    private void queue(int step, String queue, long behind) {
        long last = behind;
        int found;
        do {
            found = 0;
            if (step == CopyNotes.WAITING) {
                List<TaskRow> page = source.list(queue, last, PAGE);
                found = page.size();
                for (TaskRow task : page) {
                    last = add(step, task, new TaskChange.Add(task.withId(target.nextId())));
                }
            } else {
                List<DeadTask> page = source.dead(queue, last, PAGE);
                found = page.size();
                for (DeadTask dead : page) {
                    TaskRow task = dead.task();
                    last = add(
                            step,
                            task,
                            new TaskChange.AddDead(
                                    new DeadTask(task.withId(target.nextId()), dead.reason(), dead.died())));
                }
            }
            if (!batch.isEmpty()) {
                batch.commit(new CopyNotes.Tasks(step, queue, last).put());
            }
        } while (found == PAGE);
    }

    private long add(int step, TaskRow task, TaskChange change) {
        batch.add(change, task.payload().length);
        progress.at(Step.TASKS, ++added, Math.max(expected, added));
        if (batch.isFull()) {
            batch.commit(new CopyNotes.Tasks(step, task.queue(), task.id()).put());
        }
        return task.id();
    }
}
