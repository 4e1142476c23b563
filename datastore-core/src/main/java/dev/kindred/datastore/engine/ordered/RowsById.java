package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.TaskKeys.Place;
import dev.kindred.datastore.store.ScanDirection;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one class of a queue for tasks that are about to run. A queue is mostly worked off in the order of the ids, so that these lie side by side: then a walk over them costs a fraction of
 * looking for each. If they are few, or far apart because of priorities and etas, each is looked for.
 */
final class RowsById {

    private static final int FEW = 16;
    /** A walk passes over so many ids for each that is wanted, at most. */
    private static final int SPARSE = 4;

    private final long[] ids;
    private final Map<Long, byte[]> values;

    private RowsById(long[] ids) {
        this.ids = ids;
        values = new HashMap<>(2 * ids.length);
    }

    static RowsById read(OrderedStore.View view, byte rowClass, byte[] queue, List<Place> places) {
        RowsById rows = new RowsById(
                places.stream().mapToLong(Place::id).sorted().distinct().toArray());
        if (rows.ids.length < FEW || rows.span() / SPARSE > rows.ids.length) {
            rows.lookUp(view, rowClass, queue);
        } else {
            rows.walk(view, rowClass, queue);
        }
        return rows;
    }

    /** The value of a task's row, null if it has none. */
    byte @Nullable [] value(long id) {
        return values.get(id);
    }

    private long span() {
        return ids[ids.length - 1] - ids[0];
    }

    private void lookUp(OrderedStore.View view, byte rowClass, byte[] queue) {
        List<byte @Nullable []> found = view.getAll(Arrays.stream(ids)
                .mapToObj(id -> TaskKeys.byId(rowClass, queue, id))
                .toList());
        for (int i = 0; i < ids.length; i++) {
            byte[] value = found.get(i);
            if (value != null) {
                values.put(ids[i], value);
            }
        }
    }

    private void walk(OrderedStore.View view, byte rowClass, byte[] queue) {
        try (OrderedStore.Rows rows = view.rows(
                TaskKeys.byId(rowClass, queue, ids[0]),
                TaskKeys.byId(rowClass, queue, ids[ids.length - 1] + 1),
                ScanDirection.ASCENDING)) {
            int wanted = 0;
            while (rows.next()) {
                long id = Layout.readLong(rows.key(), 1 + queue.length);
                while (ids[wanted] < id) {
                    wanted++;
                }
                if (ids[wanted] == id) {
                    values.put(id, rows.value());
                }
            }
        }
    }
}
