package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.TransactionMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Names of tasks that are no more, which stay taken for a while, and how they become free. */
final class NameTombstones {

    private static final int SWEPT_AT_A_TIME = 1_000;
    private static final long SWEEP_MICROS = 60_000_000;

    private final OpenTasks tasks;
    private final Duration tombstone;
    private final AtomicLong nextSweep = new AtomicLong();

    NameTombstones(OpenTasks tasks, Duration tombstone) {
        this.tasks = tasks;
        this.tombstone = tombstone;
    }

    void release(QueueState queue, @Nullable String name, TaskWork work) {
        if (name != null) {
            long now = tasks.now();
            work.releaseName(queue, name, now + tombstone.toNanos() / 1_000, now);
        }
    }

    /** Removes tombstones whose time is over, a batch once a minute, on the thread of whoever comes by. */
    void sweep() {
        long now = tasks.now();
        long due = nextSweep.get();
        if (now < due || !nextSweep.compareAndSet(due, now + SWEEP_MICROS)) {
            return;
        }
        long observedAt = tasks.store().resolver().applied();
        TaskWork work = tasks.newWork();
        CommitRequest request = OpenTasks.request(work, OrderedStore.Sync.PROCESS);
        int[] swept = new int[1];
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            reader.read(view -> {
                try (OrderedStore.Rows rows = view.rows(
                        new byte[] {Layout.TASK_NAME_EXPIRY},
                        TaskKeys.nameExpiry(now, new byte[] {Layout.TASK_NAME}),
                        ScanDirection.ASCENDING)) {
                    while (swept[0] < SWEPT_AT_A_TIME && rows.next()) {
                        swept[0]++;
                        byte[] nameRow = TaskKeys.nameOfExpiry(rows.key(), rows.keyLength());
                        byte[] state = view.get(nameRow);
                        if (state != null && TaskFormat.tombstoneUntil(state) <= now) {
                            request.expectations.add(new Expectation.Unchanged(nameRow, observedAt));
                            work.batch().delete(nameRow);
                            work.keys().delete(nameRow);
                        }
                        work.batch().delete(Arrays.copyOf(rows.key(), rows.keyLength()));
                    }
                    return swept;
                }
            });
        }
        if (!work.batch().isEmpty()) {
            // A conflict means that a name was taken just now; the next sweep finds the rest.
            CommitResult result = tasks.store().resolver().submit(request);
            if (result instanceof CommitResult.Committed && swept[0] == SWEPT_AT_A_TIME) {
                nextSweep.set(now);
            }
        }
    }
}
