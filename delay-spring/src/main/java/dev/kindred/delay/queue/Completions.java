package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes finished tasks in groups, on a thread of its own, so that no worker waits for the disk. A group is what came together while the one before it was written.
 * A kill in between lets those tasks run again: at least once. What cannot be written is tried again every second, apart from the rest.
 */
final class Completions {

    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);
    private static final int MAX_GROUP = 500;
    private static final long PAUSE_NANOS = 1_000_000_000;

    /** From so many unwritten ones on nothing more is claimed: the disk is the bottleneck then. */
    private static final int MAX_PENDING = 4_096;

    /** Ends the thread. Not an interrupt: that could reach the store and close a file under its writer. */
    private static final TaskLease STOP =
            new TaskLease(TaskRow.waiting(0, "-", null, 0, 0, new byte[0], Map.of(), 0), 0);

    private final TaskRunner runner;
    private final Runnable relieved;
    private final Consumer<List<TaskLease>> removed;
    private final BlockingQueue<TaskLease> finished = new LinkedBlockingQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "delay-completer");
    /** Finished, but not written yet for an error, and when to try again. Only the thread's. */
    private final List<TaskLease> failing = new ArrayList<>();

    private long nextTry;

    /** The last is told of groups that are written. */
    Completions(TaskRunner runner, Runnable relieved, Consumer<List<TaskLease>> removed) {
        this.runner = runner;
        this.relieved = relieved;
        this.removed = removed;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void add(TaskLease lease) {
        pending.incrementAndGet();
        finished.add(lease);
    }

    boolean isFull() {
        return pending.get() >= MAX_PENDING;
    }

    /** Writes what there is, then ends. */
    void stop() {
        finished.add(STOP);
        Interrupts.join(thread);
    }

    private void run() {
        List<TaskLease> group = new ArrayList<>(MAX_GROUP);
        boolean last = false;
        while (!last) {
            take(group);
            last = group.remove(STOP);
            write(group);
            group.clear();
            if (!failing.isEmpty() && (last || System.nanoTime() - nextTry >= 0)) {
                List<TaskLease> again = List.copyOf(failing);
                failing.clear();
                write(new ArrayList<>(again));
                nextTry = System.nanoTime() + PAUSE_NANOS;
            }
        }
        if (!failing.isEmpty()) {
            LOG.error("Cannot remove {} finished tasks; they run again after the next start", failing.size());
        }
    }

    /** Takes what is finished, perhaps nothing if it is time to try again what could not be written. */
    private void take(List<TaskLease> group) {
        try {
            TaskLease first = failing.isEmpty()
                    ? finished.take()
                    : finished.poll(Math.max(0, nextTry - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (first != null) {
                group.add(first);
            }
        } catch (InterruptedException strangers) {
            return;
        }
        finished.drainTo(group, MAX_GROUP - group.size());
    }

    private void write(List<TaskLease> group) {
        if (group.isEmpty() || finish(group) == null) {
            return;
        }
        // One of them may be to blame, such as one whose following task cannot be encrypted. The others do not wait.
        Throwable last = null;
        int failed = 0;
        for (TaskLease lease : group) {
            Throwable failure = finish(new ArrayList<>(List.of(lease)));
            if (failure != null) {
                failing.add(lease);
                last = failure;
                failed++;
            }
        }
        if (failed > 0) {
            nextTry = failing.size() == failed ? System.nanoTime() + PAUSE_NANOS : nextTry;
            LOG.error("Cannot remove {} finished tasks; trying again in a second", failed, last);
        }
    }

    /** Takes out of the group what is written; returns why something is left. */
    private @Nullable Throwable finish(List<TaskLease> group) {
        List<TaskLease> all = List.copyOf(group);
        int before = all.size();
        try {
            runner.finish(group);
            return null;
        } catch (RuntimeException | Error failure) { // of what ends with a task, too: this thread has to live
            return failure;
        } finally {
            int written = before - group.size();
            // What it was at this moment, and not before the write: whoever found it full since then waits for us.
            if (written > 0) {
                removed.accept(written == before ? all : without(all, group));
            }
            if (written > 0 && pending.getAndAdd(-written) >= MAX_PENDING) {
                relieved.run();
            }
        }
    }

    private static List<TaskLease> without(List<TaskLease> all, Collection<TaskLease> some) {
        List<TaskLease> rest = new ArrayList<>(all);
        rest.removeAll(some);
        return rest;
    }
}
