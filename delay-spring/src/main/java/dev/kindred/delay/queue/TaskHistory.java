package dev.kindred.delay.queue;

import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that have ended, for as long as {@link TaskRetention#history} or {@link QueueSettings#history} says: all, those of a queue, of a function, of a time. Those that ended last come first, those of one microsecond by id. There is one record for each
 * task, of its last end. A task that was done or given up has its record from that commit on; one that was cancelled, deleted, purged or discarded gets it a moment later, when a dispatcher runs. From {@link
 * TaskQueues#history(String)}; immutable and safe for all threads.
 */
public final class TaskHistory {

    private final TaskQueues queues;
    private final @Nullable String queue;
    private final @Nullable String function;
    private final long from;
    private final long to;

    private TaskHistory(TaskQueues queues, @Nullable String queue, @Nullable String function, long from, long to) {
        this.queues = queues;
        this.queue = queue;
        this.function = function;
        this.from = from;
        this.to = to;
    }

    TaskHistory(TaskQueues queues, @Nullable String queue) {
        this(queues, queue, null, 0, Long.MAX_VALUE);
    }

    /**
     * A page of a history.
     *
     * @param records those that ended last first
     * @param next what the next page begins after; null if this is the last
     */
    public record Page(List<TaskRecord> records, @Nullable String next) {

        /**
         * Copies the list.
         *
         * @param records see the record
         * @param next see the record
         */
        public Page {
            records = List.copyOf(records);
        }
    }

    /**
     * Those that called a function. If a queue is chosen as well, the function's tasks of other queues are read and left out.
     *
     * @param key the key they were stored under, of at most 400 characters; longer ones are not found
     * @return fewer records
     */
    public TaskHistory function(String key) {
        return new TaskHistory(queues, queue, key, from, to);
    }

    /**
     * Those that ended in a time.
     *
     * @param begin the earliest end, inclusive; not before 1970
     * @param end the latest end, exclusive
     * @return fewer records
     */
    public TaskHistory between(Instant begin, Instant end) {
        return new TaskHistory(queues, queue, function, Math.max(0, Micros.of(begin)), Math.max(0, Micros.of(end)));
    }

    /**
     * Lists a page.
     *
     * @param after {@link Page#next} of the page before; null for the first
     * @param limit the most records, at least 1
     * @return the page
     * @throws IllegalArgumentException if the limit is less than 1
     * @throws dev.kindred.datastore.query.InvalidQueryException if {@code after} is no such text, or of another history
     */
    public Page list(@Nullable String after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("At least 1 record must be asked for, not " + limit + ".");
        }
        Instant now = queues.clock().instant();
        List<TaskRecord> records = new ArrayList<>();
        try (QueryResults results =
                queues.datastore().run(query().startAt(after == null ? null : Cursor.fromUrlSafe(after)))) {
            while (records.size() < limit && results.hasNext()) {
                Entity entity = results.next();
                TaskRecord record = TaskRecords.read(entity);
                if ((queue == null || record.queue().equals(queue)) && !TaskRecords.hasExpired(entity, now)) {
                    records.add(record);
                }
            }
            return new Page(records, results.hasNext() ? results.cursor().toUrlSafe() : null);
        }
    }

    private Query query() {
        Query all = Query.kind(TaskRecords.KIND);
        if (function == null && queue == null) {
            return all.filter(TaskRecords.ENDED + " >=", new Value.TimestampValue(from))
                    .filter(TaskRecords.ENDED + " <", new Value.TimestampValue(to))
                    .orderBy("-" + TaskRecords.ENDED);
        }
        String property = function != null ? TaskRecords.BY_FUNCTION : TaskRecords.BY_QUEUE;
        String name = function != null ? function : String.valueOf(queue);
        return all.filter(property + " >=", Value.of(TaskRecords.at(name, from)))
                .filter(property + " <", Value.of(TaskRecords.at(name, to)))
                .orderBy("-" + property);
    }
}
