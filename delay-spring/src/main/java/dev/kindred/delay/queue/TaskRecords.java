package dev.kindred.delay.queue;

import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskRecord.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of tasks: an entity for each one that has ended, put by the commit that ends it. Done tasks are ended in batches, and so are their records. Where a task is taken away by an operator, the commit
 * knows tasks only: it leaves a tick, as members of groups do (see {@link Groups}), that carries the record and puts it when it is finished.
 *
 * <p>A record is found by queue, by function or by time in the order in which tasks ended, each by one range of one index: queue and function are stored together with the time. <em>Written to disk.</em>
 */
final class TaskRecords {

    static final String KIND = "KindredTaskRecord";
    static final String EXPIRES = "expires";
    static final String BY_QUEUE = "byQueue";
    static final String BY_FUNCTION = "byFunction";
    static final String ENDED = "ended";

    /** Longer ones are kept, but not found by the function: an indexed text may have 1,500 bytes. */
    static final int MAX_FUNCTION_CHARS = 400;

    private static final Logger LOG = LoggerFactory.getLogger(TaskRecords.class);
    private static final String QUEUE = "queue";
    private static final String NAME = "name";
    private static final String FUNCTION = "function";
    private static final String OUTCOME = "outcome";
    private static final String ATTEMPTS = "attempts";
    private static final String CREATED = "created";
    private static final String FIRST_TRY = "firstTry";
    private static final String NODE = "node";

    /** Neither a task nor a queue can have this name. */
    private static final String NONE = ".";

    private static final int FIELDS = 10;

    private TaskRecords() {}

    static boolean areKept(TaskQueues queues, TaskRow task) {
        return !queues.keeping().historyOf(task.queue()).isZero() && !Groups.isTick(task);
    }

    /** Puts the record of a task that ends, or that a tick carries; nothing if its queue keeps none. */
    static void put(TaskQueues queues, Transaction transaction, TaskRow task, Outcome outcome) {
        String carried = task.headers().get(TaskExtras.RECORD);
        TaskRecord record =
                carried != null ? parse(carried) : areKept(queues, task) ? record(queues, task, outcome) : null;
        Duration keep = record == null ? Duration.ZERO : queues.keeping().historyOf(record.queue());
        if (record != null && !keep.isZero()) {
            transaction.put(entity(record, keep));
        }
    }

    /** What a task leaves that is taken away, beside what else it leaves. */
    static TaskFollowing and(TaskQueues queues, Outcome outcome, TaskFollowing others) {
        if (!queues.keeping().keepsHistory()) {
            return others;
        }
        return removed -> {
            List<TaskRow> following = new ArrayList<>(others.of(removed));
            String carried = removed.headers().get(TaskExtras.RECORD);
            if (carried != null || areKept(queues, removed)) {
                String text = carried != null ? carried : text(record(queues, removed, outcome));
                following.addAll(queues.additions()
                        .rows(List.of(Task.of(new byte[0]).queue(Groups.TICKS).extra(TaskExtras.RECORD, text))));
            }
            return following;
        };
    }

    private static TaskRecord record(TaskQueues queues, TaskRow task, Outcome outcome) {
        return new TaskRecord(
                task.id(),
                task.queue(),
                task.name(),
                queues.keeping().functionOf(task),
                outcome,
                task.attempts(),
                Micros.instant(task.created()),
                task.firstAttempt() == 0 ? null : Micros.instant(task.firstAttempt()),
                queues.clock().instant(),
                queues.keeping().node());
    }

    /** The text with which the keys of a queue or a function begin, and its end for a time. */
    static String at(String name, long micros) {
        return name + "\n" + String.format("%019d", micros);
    }

    private static Entity entity(TaskRecord record, Duration keep) {
        long ended = Micros.of(record.ended());
        Entity.Builder entity = Entity.builder(Key.of(KIND, record.id()))
                .set(BY_QUEUE, at(record.queue(), ended))
                .set(ENDED, record.ended())
                .set(EXPIRES, record.ended().plus(keep))
                .setUnindexed(QUEUE, Value.of(record.queue()))
                .setUnindexed(NAME, Value.of(record.name()))
                .setUnindexed(OUTCOME, Value.of(record.outcome().name()))
                .setUnindexed(ATTEMPTS, Value.of(record.attempts()))
                .setUnindexed(CREATED, Value.of(record.created()))
                .setUnindexed(FIRST_TRY, Value.of(record.firstTry()))
                .setUnindexed(NODE, Value.of(record.node()));
        String function = record.function();
        if (function != null) {
            entity.setUnindexed(FUNCTION, Value.of(function));
            if (function.length() <= MAX_FUNCTION_CHARS) {
                entity.set(BY_FUNCTION, at(function, ended));
            }
        }
        return entity.build();
    }

    static TaskRecord read(Entity entity) {
        return new TaskRecord(
                entity.key().id(),
                Objects.requireNonNullElse(text(entity, QUEUE), ""),
                text(entity, NAME),
                text(entity, FUNCTION),
                Outcome.valueOf(Objects.requireNonNull(text(entity, OUTCOME))),
                entity.value(ATTEMPTS) instanceof Value.LongValue attempts ? (int) attempts.value() : 0,
                Objects.requireNonNullElse(time(entity, CREATED), Instant.EPOCH),
                time(entity, FIRST_TRY),
                Objects.requireNonNullElse(time(entity, ENDED), Instant.EPOCH),
                Objects.requireNonNullElse(text(entity, NODE), ""));
    }

    /** Whoever deletes it comes now and then only. */
    static boolean hasExpired(Entity entity, Instant now) {
        Instant expires = time(entity, EXPIRES);
        return expires != null && !expires.isAfter(now);
    }

    private static @Nullable String text(Entity entity, String property) {
        return entity.value(property) instanceof Value.StringValue text ? text.value() : null;
    }

    private static @Nullable Instant time(Entity entity, String property) {
        return entity.value(property) instanceof Value.TimestampValue time ? time.toInstant() : null;
    }

    /** As a tick carries it; the function comes last, for it may have any characters. */
    static String text(TaskRecord record) {
        Instant firstTry = record.firstTry();
        return String.join(
                " ",
                record.outcome().name(),
                Long.toString(record.id()),
                record.queue(),
                Objects.requireNonNullElse(record.name(), NONE),
                Integer.toString(record.attempts()),
                Long.toString(Micros.of(record.created())),
                Long.toString(firstTry == null ? 0 : Micros.of(firstTry)),
                Long.toString(Micros.of(record.ended())),
                record.node(),
                record.function() == null ? "" : "+" + record.function());
    }

    static @Nullable TaskRecord parse(String text) {
        String[] fields = text.split(" ", FIELDS);
        try {
            long firstTry = Long.parseLong(fields[6]);
            return new TaskRecord(
                    Long.parseLong(fields[1]),
                    fields[2],
                    fields[3].equals(NONE) ? null : fields[3],
                    fields[9].isEmpty() ? null : fields[9].substring(1),
                    Outcome.valueOf(fields[0]),
                    Integer.parseInt(fields[4]),
                    Micros.instant(Long.parseLong(fields[5])),
                    firstTry == 0 ? null : Micros.instant(firstTry),
                    Micros.instant(Long.parseLong(fields[7])),
                    fields[8]);
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
            LOG.warn("A record of a task cannot be read and is left out: \"{}\"", text);
            return null;
        }
    }
}
