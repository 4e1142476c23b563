package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One commit on its way through the resolver: what it read, what it writes, and the thread that waits for the answer. */
final class CommitRequest {

    private static final int WAITING = 0;
    private static final int LEADING = 1;
    private static final int DONE = 2;

    final long readVersion;
    final long beganNanos;
    final ReadSet reads;
    final Batch batch;
    final WrittenKeys keys;
    final List<Expectation> expectations = new ArrayList<>(0);
    final OrderedStore.Sync sync;
    /** For the cache; null if no entities are written. */
    final @Nullable Changes changes;

    /** How this changes the number of tasks of queues. */
    List<QueueDelta> deltas = List.of();

    /** Tasks with concurrency keys that come and go. */
    List<KeyChange> keyChanges = List.of();

    private final Thread thread = Thread.currentThread();
    private volatile int turn = WAITING;
    private @Nullable CommitResult result;
    private @Nullable StoreException failure;
    private long version;

    CommitRequest(
            long readVersion,
            long beganNanos,
            ReadSet reads,
            Batch batch,
            WrittenKeys keys,
            OrderedStore.Sync sync,
            @Nullable Changes changes) {
        this.readVersion = readVersion;
        this.beganNanos = beganNanos;
        this.reads = reads;
        this.batch = batch;
        this.keys = keys;
        this.sync = sync;
        this.changes = changes;
    }

    long version() {
        return version;
    }

    void passed(long newVersion) {
        version = newVersion;
        batch.stamp(newVersion);
    }

    boolean isAnswered() {
        return result != null || failure != null;
    }

    void answer(CommitResult answer) {
        result = answer;
    }

    void fail(StoreException cause) {
        failure = cause;
    }

    /** Says that it is this request's thread that leads the next group. */
    void lead() {
        turn = LEADING;
        LockSupport.unpark(thread);
    }

    void done() {
        turn = DONE;
        if (thread != Thread.currentThread()) {
            LockSupport.unpark(thread);
        }
    }

    /** Waits until there is an answer or the thread has to lead; not to be interrupted, since the commit is under way. */
    boolean leadsAfterWaiting() {
        boolean interrupted = false;
        while (turn == WAITING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return turn == LEADING;
    }

    CommitResult outcome() {
        if (failure != null) {
            throw failure;
        }
        if (result == null) {
            throw new IllegalStateException("A commit was let go without an answer");
        }
        return result;
    }
}
