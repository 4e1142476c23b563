package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskLease;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a session knows of one queue. Guarded by the lock of {@link Workers}, but for {@link #nextEta} and the rest after a failure, which are the dispatcher thread's. */
final class Lane {

    /** How much work of a queue is claimed ahead of its workers: enough to keep them busy while the next batch is claimed. */
    private static final long AHEAD_NANOS = 50_000_000;

    private static final int MAX_AHEAD = 512;

    final QueueSettings settings;
    final Gate gate;
    final Deque<TaskLease> ready = new ArrayDeque<>();
    int running;
    /** Ended, but still running as far as the store knows; only of limited queues. */
    int unwritten;
    /** Places kept for tasks that are being committed. */
    int reserved;
    /** Whether there may be more to claim. */
    boolean more = true;
    /** When to look again although nobody said so. */
    long nextEta = Long.MAX_VALUE;

    private long averageNanos;
    private boolean resting;
    private long restNanos;

    Lane(Gate gate) {
        this.gate = gate;
        this.settings = gate.settings();
    }

    /** Nothing more is claimed until then, by {@link System#nanoTime}, since a claim has failed. */
    void rest(long untilNanos) {
        resting = true;
        restNanos = untilNanos;
    }

    boolean isToRest(long nanos) {
        resting = resting && restNanos - nanos > 0;
        return resting;
    }

    /** Whether the store keeps to limits, by what it has as running: of these none is claimed before it can begin, and none has ended before it is written. */
    boolean isLimited() {
        return gate.limits().isAny();
    }

    /** Whether tasks may begin without anybody counting them, here or in the store. */
    boolean isUncounted() {
        return settings.rate() == null && !isLimited();
    }

    boolean runnable() {
        return !ready.isEmpty() && running < settings.maxConcurrent();
    }

    void finished(long nanos) {
        running--;
        averageNanos = averageNanos == 0 ? Math.max(1, nanos) : averageNanos + (nanos - averageNanos) / 8;
    }

    /**
     * How many tasks to claim beyond those that can begin at once. None until a run was measured, and none for slow tasks: a claimed task that has not begun uses
     * up an attempt if the process is killed, and can be overtaken by no other. None of a queue with a limit that counts claims.
     */
    int ahead(int workers) {
        if (averageNanos == 0 || !isUncounted()) {
            return 0;
        }
        long tasks = Math.min(workers, settings.maxConcurrent()) * AHEAD_NANOS / Math.max(1, averageNanos);
        return tasks < workers ? 0 : (int) Math.min(MAX_AHEAD, tasks);
    }
}
