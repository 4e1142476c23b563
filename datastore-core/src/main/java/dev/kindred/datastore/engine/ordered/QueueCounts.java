package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.ScanDirection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How many tasks and dead letters each queue has: a row that is written in the batch that changes the tasks. */
final class QueueCounts {

    private QueueCounts() {}

    /** The leader's part: the counters of the queues that a group touched, in the group's batch. */
    static void write(List<CommitRequest> passed, Batch batch) {
        Map<QueueState, long[]> touched = null;
        for (CommitRequest request : passed) {
            for (QueueDelta delta : request.deltas) {
                touched = touched == null ? new LinkedHashMap<>(4) : touched;
                long[] sums = touched.computeIfAbsent(delta.queue(), queue -> new long[2]);
                sums[0] += delta.stored();
                sums[1] += delta.dead();
            }
        }
        if (touched == null) {
            return;
        }
        touched.forEach((queue, sums) -> {
            queue.count(queue.stored() + sums[0], queue.dead() + sums[1]);
            byte[] counts = new byte[2 * Long.BYTES];
            Layout.writeLong(counts, 0, queue.stored());
            Layout.writeLong(counts, Long.BYTES, queue.dead());
            batch.put(Layout.row(Layout.TASK_COUNTS, queue.key), counts);
        });
    }

    /** Tells the queues of an opened store. */
    static void load(OrderedStore store, Function<String, QueueState> queues) {
        OrderedStore.View view = store.view();
        try (view;
                OrderedStore.Rows rows = view.rows(
                        new byte[] {Layout.TASK_COUNTS}, Layout.endOf(Layout.TASK_COUNTS), ScanDirection.ASCENDING)) {
            while (rows.next()) {
                byte[] counts = rows.value();
                queues.apply(TaskKeys.queueOf(rows.key()))
                        .count(Layout.readLong(counts, 0), Layout.readLong(counts, Long.BYTES));
            }
        }
    }
}
