package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.HeldName;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tombstones of names, as they are taken to another store. */
final class HeldNames {

    private static final int ATTEMPTS = 20;

    private final OpenTasks tasks;

    HeldNames(OpenTasks tasks) {
        this.tasks = tasks;
    }

    List<HeldName> list(@Nullable HeldName after, long takenAt, int limit) {
        byte[] last = after == null ? null : TaskKeys.name(TaskKeys.text(after.queue()), after.name());
        byte[] from = last == null ? new byte[] {Layout.TASK_NAME} : Arrays.copyOf(last, last.length + 1);
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            return reader.read(view -> {
                List<HeldName> found = new ArrayList<>();
                try (OrderedStore.Rows rows =
                        view.rows(from, Layout.endOf(Layout.TASK_NAME), ScanDirection.ASCENDING)) {
                    while (found.size() < limit && rows.next()) {
                        byte[] state = rows.value();
                        if (TaskFormat.liveId(state) < 0 && TaskFormat.isTaken(state, takenAt)) {
                            byte[] row = Arrays.copyOf(rows.key(), rows.keyLength());
                            found.add(new HeldName(
                                    TaskKeys.queueOf(row), TaskKeys.nameOf(row), TaskFormat.tombstoneUntil(state)));
                        }
                    }
                }
                return found;
            });
        }
    }

    void hold(Collection<HeldName> names) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long observedAt = tasks.store().resolver().applied();
            long now = tasks.now();
            TaskWork work = tasks.newWork();
            CommitRequest request = OpenTasks.request(work, OrderedStore.Sync.DURABLE);
            try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
                reader.read(view -> {
                    for (HeldName held : names) {
                        QueueState queue = tasks.queue(held.queue());
                        byte[] row = TaskKeys.name(queue.key, held.name());
                        if (held.until() > now && !TaskFormat.isTaken(view.get(row), now)) {
                            request.expectations.add(new Expectation.Unchanged(row, observedAt));
                            work.releaseName(queue, held.name(), held.until(), now);
                        }
                    }
                    return names;
                });
            }
            if (work.batch().isEmpty()) {
                return;
            }
            CommitResult result = tasks.store().resolver().submit(request);
            if (result instanceof CommitResult.Committed) {
                return;
            }
            if (!(result instanceof CommitResult.Conflict)) {
                throw new StoreException("Names of tasks could not be held: " + result);
            }
        }
        throw new StoreException(
                "Names of tasks could not be held, because others took or released some again and again; try once more.");
    }
}
