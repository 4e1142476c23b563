package dev.kindred.delay.queue;

import dev.kindred.datastore.store.QueueLimits;
import org.jspecify.annotations.Nullable;

/**
 * Lets the tasks of one queue begin as often as its settings allow. Tokens are taken when tasks are claimed: what has a rate is claimed only for workers that are free, so
 * that to claim is to begin. Lives as long as the dispatcher, so that to stop and start it wins no tokens. Where several processes share the store, it is the store that counts, and
 * this only says to what. Safe for all threads.
 */
final class Gate {

    private final QueueSettings settings;
    private final @Nullable TokenBucket bucket;
    private final QueueLimits limits;
    private final boolean closed;
    private volatile long heldUntil = Long.MIN_VALUE;

    /** For a store of this process alone. */
    Gate(QueueSettings settings, long now) {
        this(settings, now, QueueLimits.NONE);
    }

    /** The limits are those that the store keeps to. */
    Gate(QueueSettings settings, long now, QueueLimits limits) {
        this.settings = settings;
        Rate rate = settings.rate();
        this.limits = limits;
        bucket = rate == null || limits.hasRate() ? null : new TokenBucket(rate, settings.bucketSize(), now);
        closed = settings.isPaused() || settings.mode() == QueueMode.PULL;
    }

    /** What the store has to keep to when tasks are claimed; none where this process counts for itself. */
    QueueLimits limits() {
        return limits;
    }

    QueueSettings settings() {
        return settings;
    }

    /** Lets none begin before a time, unless a later one was named before. */
    synchronized void hold(long until) {
        heldUntil = Math.max(heldUntil, until);
    }

    /** How many tasks, of so many wanted, may begin now; they count as begun. */
    int pass(int wanted, long now) {
        if (closed || now < heldUntil) {
            return 0;
        }
        return bucket == null ? wanted : bucket.take(wanted, now);
    }

    /** So many of those that passed did not begin. */
    void giveBack(int tasks) {
        if (bucket != null && tasks > 0) {
            bucket.giveBack(tasks);
        }
    }

    /** When the next task may begin. */
    long nextAt(long now) {
        if (closed) {
            return Long.MAX_VALUE;
        }
        return Math.max(heldUntil, bucket == null ? now : bucket.nextAt(now));
    }
}
