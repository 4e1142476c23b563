package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes transactions serializable over a store that has only atomic batches and snapshots: optimistic concurrency control, checked backwards.
 *
 * <p><b>Begin.</b> A transaction registers as open, <em>then</em> reads {@link #applied()}, <em>then</em> takes its snapshot. So the snapshot can only be
 * newer than the read version, and a check can be too strict but never too lax. In any other order a commit between the two is lost to the check.
 *
 * <p><b>Reads</b> are remembered as row keys and as ranges, of ranges what was really visited. An index scan is a range like any other, so phantoms
 * need no rule of their own: a new row in a range that was read is a write in that range, also if the range was empty.
 *
 * <p><b>Commit.</b> Requests queue. The first one to come while nobody leads becomes the leader; it takes all that wait, checks each in order
 * against the commits after its read version, those of its own group included, numbers the ones that pass, merges their batches, writes <em>once</em> (one
 * fsync for the whole group), publishes {@code applied} and wakes the others. The next request in the queue leads the next group. No lock is held
 * while user code runs or while the disk is waited for. Transactions are ordered by version; each saw everything it read as it was just before its own
 * version, which is what serializable means. Pure readers are at their snapshot in the same order and need no check.
 *
 * <p><b>Memory.</b> What commits wrote is kept until no open transaction can have missed it. A transaction that is open for longer than the limit, or
 * while more than {@link #WINDOW_BYTES} were written, is not waited for and conflicts. Nothing is persisted: after a restart nothing is open.
 *
 * <p><b>Failure.</b> If the store's write throws, the commits of the group are neither applied nor not, and the store is closed for writes until it is
 * opened again: after a failed fsync the system may have dropped the pages, and a second try that succeeds would prove nothing.
 *
 * <p>After Kung and Robinson, <i>On Optimistic Methods for Concurrency Control</i> (1981), and the resolvers of FoundationDB.
 */
final class Resolver {

    /** What is remembered of commits at most, in bytes of keys. */
    static final long WINDOW_BYTES = 64L << 20;

    /** Commits that are remembered although nobody needs them, so that short internal commits need not register. */
    private static final int KEPT = 64;

    /** A group is not made larger than this: its last member would wait for too long. */
    private static final int GROUP_BYTES = 4 << 20;

    /** From so many rows on it pays to bring those together that lie together in the store. */
    private static final int MANY_ROWS = 32;

    /** What happens in a group besides its members' own rows. */
    interface GroupStep {

        /**
         * Called by the leader, one group at a time.
         *
         * @param passed the members, stamped with their versions
         * @param batch what is going to be written; may be added to
         */
        void beforeWrite(List<CommitRequest> passed, Batch batch);
    }

    private final OrderedStore store;
    private final OpenTransactions open;
    private final GroupStep step;
    private final LongSupplier nanos;
    private final long maxAgeNanos;
    private final RecentCommits recent;
    private final Object lock = new Object();
    private final ArrayDeque<CommitRequest> queue = new ArrayDeque<>();
    private boolean leading;
    private boolean closed;
    private int pruneAt = 2 * KEPT;
    private volatile @Nullable Throwable failure;
    private volatile long applied;
    private volatile long groups;

    Resolver(OrderedStore store, OpenTransactions open, GroupStep step, LongSupplier nanos, long maxAgeNanos) {
        this.store = store;
        this.open = open;
        this.step = step;
        this.nanos = nanos;
        this.maxAgeNanos = maxAgeNanos;
        applied = store.versionFloor();
        recent = new RecentCommits(applied);
    }

    /** The version up to which all commits can be seen by a snapshot taken now. */
    long applied() {
        return applied;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    long groups() {
        return groups;
    }

    /** Runs a commit to its end. The caller keeps its transaction registered until then. */
    CommitResult submit(CommitRequest request) {
        boolean leads;
        synchronized (lock) {
            if (closed) {
                throw new StoreClosedException("The engine was closed before the commit; nothing was written");
            }
            refuseAfterFailure();
            queue.add(request);
            leads = !leading;
            leading = true;
        }
        if (leads || request.leadsAfterWaiting()) {
            leadOneGroup();
        }
        return request.outcome();
    }

    /** Waits for the commits that queue, and lets no more in. */
    void close() {
        boolean interrupted = false;
        synchronized (lock) {
            closed = true;
            while (leading) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseAfterFailure() {
        Throwable cause = failure;
        if (cause != null) {
            throw new StoreException(
                    "The store refuses writes since one failed: " + cause.getMessage()
                            + " Reads go on. Mend the cause, then close the engine and open it again.",
                    cause);
        }
    }

    private void leadOneGroup() {
        List<CommitRequest> group = new ArrayList<>(4);
        synchronized (lock) {
            int bytes = 0;
            while (!queue.isEmpty() && bytes < GROUP_BYTES) {
                CommitRequest request = queue.remove();
                bytes += request.batch.size();
                group.add(request);
            }
        }
        try {
            run(group);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        CommitRequest next;
        synchronized (lock) {
            next = queue.peek();
            if (next == null) {
                leading = false;
                lock.notifyAll();
            }
        }
        if (next != null) {
            next.lead();
        }
        for (CommitRequest request : group) {
            if (!request.isAnswered()) {
                Throwable cause = failure;
                request.answer(new CommitResult.Unknown(
                        cause == null ? new IllegalStateException("The group's leader died") : cause));
            }
            request.done();
        }
    }

    private void run(List<CommitRequest> group) {
        Throwable broken = failure;
        if (broken != null) {
            group.forEach(request -> request.fail(
                    new StoreException("The store refuses writes since one failed: " + broken.getMessage(), broken)));
            return;
        }
        long now = nanos.getAsLong();
        List<CommitRequest> passed = new ArrayList<>(group.size());
        OrderedStore.Sync sync = OrderedStore.Sync.PROCESS;
        int bytes = 0;
        for (CommitRequest request : group) {
            CommitResult refusal = check(request, now);
            if (refusal != null) {
                request.answer(refusal);
                continue;
            }
            long version = recent.last() + 1;
            request.passed(version);
            recent.record(version, request.keys);
            passed.add(request);
            bytes += request.batch.size();
            if (request.sync == OrderedStore.Sync.DURABLE) {
                sync = OrderedStore.Sync.DURABLE;
            }
        }
        if (passed.isEmpty()) {
            return;
        }
        Batch batch = passed.get(0).batch;
        if (passed.size() > 1) {
            batch = new Batch(bytes);
            for (CommitRequest request : passed) {
                batch.append(request.batch);
            }
        }
        step.beforeWrite(passed, batch);
        if (batch.rows() >= MANY_ROWS) {
            batch.groupByClass();
        }
        store.write(batch, sync);
        groups++;
        applied = recent.last();
        for (CommitRequest request : passed) {
            request.answer(new CommitResult.Committed(request.version()));
        }
        if (recent.size() >= pruneAt || recent.bytes() > WINDOW_BYTES) {
            prune(now);
        }
    }

    private @Nullable CommitResult check(CommitRequest request, long now) {
        if (request.reads.size() > 0) {
            if (now - request.beganNanos > maxAgeNanos) {
                return new CommitResult.Conflict("The transaction was open for more than "
                        + TimeUnit.NANOSECONDS.toMillis(maxAgeNanos) + " ms; do less in it, or raise the limit");
            }
            if (request.readVersion < recent.horizon()) {
                return tooMuchSince(request.readVersion);
            }
            byte[] changed = recent.conflict(request.reads, request.readVersion);
            if (changed != null) {
                return new CommitResult.Conflict("Row "
                        + HexFormat.of().formatHex(changed, 0, Math.min(changed.length, 64))
                        + " was written after version " + request.readVersion + ", which this transaction read");
            }
        }
        for (Expectation expectation : request.expectations) {
            if (expectation.observedAt() < recent.horizon()) {
                return tooMuchSince(expectation.observedAt());
            }
            CommitResult refusal = expectation.check(recent.lastWrite(expectation.row(), expectation.observedAt()));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private CommitResult tooMuchSince(long version) {
        return new CommitResult.Conflict("Version " + version + ", which this transaction read, is too far behind "
                + recent.last() + " to be checked");
    }

    private void prune(long now) {
        long keepFrom = Math.min(open.oldestReadVersion(now - maxAgeNanos, recent.last()), recent.last() - KEPT);
        recent.forgetUpTo(keepFrom);
        if (recent.bytes() > WINDOW_BYTES) {
            recent.forgetUpTo(recent.last() - recent.size() / 2);
        }
        // Doubling makes looking for the oldest transaction cost nothing on average, however long it is open.
        pruneAt = Math.max(2 * KEPT, 2 * recent.size());
    }
}
