package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.TaskKeys.Place;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What waits at the head of each priority of a queue, from the marks on (see {@link QueueState}). */
final class QueueHeads {

    private final OpenTasks tasks;

    QueueHeads(OpenTasks tasks) {
        this.tasks = tasks;
    }

    long nextEta(String name) {
        QueueState queue = tasks.known(name);
        return queue == null || queue.isPaused() ? -1 : firstEta(queue);
    }

    private long firstEta(QueueState queue) {
        if (queue.stored() == 0) {
            return -1;
        }
        loadMarks(queue);
        long earliest = Long.MAX_VALUE;
        // The marks first, as in a claim: they promise nothing about a snapshot that is older than they are.
        Map<Integer, Place> marks = queue.marks();
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            for (Map.Entry<Integer, Place> mark : marks.entrySet()) {
                Place first = reader.read(view -> firstWaiting(queue, view, mark.getKey(), mark.getValue()));
                if (first != null) {
                    earliest = Math.min(earliest, first.eta());
                }
            }
        }
        return earliest == Long.MAX_VALUE ? -1 : earliest;
    }

    QueueStatistics statistics(String name) {
        QueueState queue = tasks.known(name);
        if (queue == null) {
            return new QueueStatistics(0, 0, 0, -1);
        }
        int running = queue.running();
        return new QueueStatistics(Math.max(0, queue.stored() - running), running, queue.dead(), firstEta(queue));
    }

    /** Finds out which priorities a queue has tasks of, once, by leaps. */
    void loadMarks(QueueState queue) {
        if (!queue.marksLoaded()) {
            queue.claiming.lock();
            try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
                if (!queue.marksLoaded()) {
                    queue.loadMarks(reader.read(view -> ranks(queue, view)));
                }
            } finally {
                queue.claiming.unlock();
            }
        }
    }

    private static List<Integer> ranks(QueueState queue, OrderedStore.View view) {
        List<Integer> ranks = new ArrayList<>();
        byte[] end = TaskKeys.endOfQueue(Layout.TASK_READY, queue.key);
        int rank = 0;
        while (rank <= 255) {
            try (OrderedStore.Rows rows = view.rows(TaskKeys.rank(queue.key, rank), end, ScanDirection.ASCENDING)) {
                if (!rows.next()) {
                    return ranks;
                }
                rank = TaskKeys.rankOf(rows.key(), queue.key);
            }
            ranks.add(rank++);
        }
        return ranks;
    }

    static @Nullable Place firstWaiting(QueueState queue, OrderedStore.View view, int rank, Place mark) {
        byte[] end =
                rank == 255 ? TaskKeys.endOfQueue(Layout.TASK_READY, queue.key) : TaskKeys.rank(queue.key, rank + 1);
        try (OrderedStore.Rows rows = view.rows(TaskKeys.ready(queue.key, rank, mark), end, ScanDirection.ASCENDING)) {
            while (rows.next()) {
                Place place = TaskKeys.placeOf(rows.key(), queue.key);
                if (!queue.isRunning(place.id())) {
                    return place;
                }
            }
            return null;
        }
    }
}
