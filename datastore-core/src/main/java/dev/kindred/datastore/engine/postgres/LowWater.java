package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TaskRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * From where on tasks of a queue may wait, as far as this process knows: a place for each priority that has any. A look that starts there does not walk over what was claimed and deleted
 * before, whose entries stay at the front of the index until the server can clean it up, which an old snapshot may prevent for hours.
 *
 * <p>What this process adds or puts back moves a place back, or lets the queue be forgotten; so does word from others ({@link ReadyQueues}). What nobody told is found by a full look, from the very
 * beginning, which at least each second is one: places are worth nothing after that. A look counts only what it has seen itself: what is noted while it goes on is noted for its outcome,
 * too. Safe for all threads.
 */
final class LowWater {

    /** How long after a full look those that start later may follow. */
    static final Duration AFTER_A_FULL_LOOK = Duration.ofSeconds(1);

    /** A task's place among those of its queue and priority. */
    record Place(long eta, long id) implements Comparable<Place> {

        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::eta).thenComparingLong(Place::id);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** What is known of a queue. A priority that is missing has no task that waits. */
    private record Known(long fullNanos, TreeMap<Integer, Place> places) {}

    private final LongSupplier nanos;
    private final Map<String, Known> queues = new HashMap<>();
    private final List<Look> looks = new ArrayList<>();

    LowWater(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Begins a look at a queue, a full one if it is time for that. */
    synchronized Look look(String queue) {
        Known known = queues.get(queue);
        return known == null || nanos.getAsLong() - known.fullNanos() >= AFTER_A_FULL_LOOK.toNanos()
                ? fullLook(queue)
                : begun(new Look(queue, known.fullNanos(), new TreeMap<>(known.places())));
    }

    /** Begins a look at all of a queue. */
    synchronized Look fullLook(String queue) {
        return begun(new Look(queue, nanos.getAsLong(), null));
    }

    private Look begun(Look look) {
        looks.add(look);
        return look;
    }

    /** Notes a task that waits from now on. */
    synchronized void note(TaskRow task) {
        note(task.queue(), task.priority(), new Place(task.eta(), task.id()));
    }

    private void note(String queue, int priority, Place place) {
        Known known = queues.get(queue);
        if (known != null) {
            lower(known.places(), priority, place);
        }
        for (Look look : looks) {
            if (look.queue.equals(queue)) {
                lower(look.noted, priority, place);
            }
        }
    }

    private static void lower(Map<Integer, Place> places, int priority, Place place) {
        places.merge(priority, place, (one, other) -> one.compareTo(other) <= 0 ? one : other);
    }

    /** Forgets what is known of queues, because something waits in them, and nobody knows where. */
    synchronized void forget(Collection<String> names) {
        names.forEach(queues::remove);
        looks.removeIf(look -> names.contains(look.queue));
    }

    /** Forgets everything. */
    synchronized void clear() {
        queues.clear();
        looks.clear();
    }

    /** One look, for one thread. What it saw counts if it is {@linkplain #keep kept}; otherwise the queue is forgotten, for it may have claimed what now waits again. */
    final class Look implements AutoCloseable {

        private final String queue;
        private final long fullNanos;
        private final @Nullable TreeMap<Integer, Place> from;
        private final TreeMap<Integer, Place> seen = new TreeMap<>();
        private final TreeMap<Integer, Place> noted = new TreeMap<>();
        private boolean kept;

        private Look(String queue, long fullNanos, @Nullable TreeMap<Integer, Place> from) {
            this.queue = queue;
            this.fullNanos = fullNanos;
            this.from = from;
        }

        String queue() {
            return queue;
        }

        /** A part of a statement: the priorities p to look at, the highest first. */
        String priorities(TaskTable table) {
            return from == null
                    ? "p(priority) as (" + table.priorities() + ")"
                    : "p(priority, eta, id) as (select * from unnest(?::smallint[], ?::bigint[], ?::bigint[]))";
        }

        /** A part of a condition: which tasks t of a priority p to look at. */
        String condition() {
            return from == null ? "" : " and (t.eta, t.id) >= (p.eta, p.id)";
        }

        /** What {@link #priorities} takes. */
        List<Object> arguments() {
            if (from == null) {
                return List.of(queue, queue);
            }
            List<Map.Entry<Integer, Place>> places =
                    List.copyOf(from.descendingMap().entrySet());
            return List.of(
                    TaskColumns.integers(places, Map.Entry::getKey),
                    TaskColumns.longs(places, place -> place.getValue().eta()),
                    TaskColumns.longs(places, place -> place.getValue().id()));
        }

        /** Takes the first task that waits of each priority: priority, eta, id. */
        void read(ResultSet rows) throws SQLException {
            seen.clear();
            while (rows.next()) {
                seen.put(rows.getInt(1), new Place(rows.getLong(2), rows.getLong(3)));
            }
        }

        /** When the next task of the queue is due; -1 if there is none. */
        long nextEta() {
            return seen.values().stream().mapToLong(Place::eta).min().orElse(-1);
        }

        /** Says that it went well. */
        void keep() {
            kept = true;
        }

        @Override
        public void close() {
            synchronized (LowWater.this) {
                // Not among them any more: what is known of the queue was forgotten meanwhile.
                if (looks.remove(this) && kept) {
                    noted.forEach((priority, place) -> lower(seen, priority, place));
                    queues.put(queue, new Known(fullNanos, seen));
                } else {
                    queues.remove(queue);
                }
            }
        }
    }
}
