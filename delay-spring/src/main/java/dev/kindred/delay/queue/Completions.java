package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes finished tasks in groups, on a thread of its own, so that no worker waits for the disk. A group is what came together while the one before it was written.
 * A kill in between lets those tasks run again: at least once.
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
    private final BlockingQueue<TaskLease> finished = new LinkedBlockingQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "delay-completer");
    private volatile boolean stopping;

    Completions(TaskRunner runner, Runnable relieved) {
        this.runner = runner;
        this.relieved = relieved;
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
        stopping = true;
        finished.add(STOP);
        LockSupport.unpark(thread);
        Interrupts.join(thread);
    }

    private void run() {
        List<TaskLease> group = new ArrayList<>(MAX_GROUP);
        boolean last = false;
        while (!last) {
            try {
                group.add(finished.take());
            } catch (InterruptedException strangers) {
                continue;
            }
            finished.drainTo(group, MAX_GROUP - 1);
            last = group.remove(STOP);
            int size = group.size();
            write(group);
            group.clear();
            // What it was at this moment, and not before the write: whoever found it full since then waits for us.
            if (pending.getAndAdd(-size) >= MAX_PENDING) {
                relieved.run();
            }
        }
    }

    private void write(Collection<TaskLease> group) {
        while (!group.isEmpty()) {
            try {
                runner.finish(group);
                return;
            } catch (RuntimeException failure) {
                if (stopping) {
                    LOG.error(
                            "Cannot remove {} finished tasks; they run again after the next start",
                            group.size(),
                            failure);
                    return;
                }
                LOG.error("Cannot remove {} finished tasks; trying again in a second", group.size(), failure);
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }
}
