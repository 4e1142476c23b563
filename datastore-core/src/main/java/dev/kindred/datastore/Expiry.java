package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes entities whose time has come. Until it does, expired entities are read and found like all others; somebody has to call it now and then, as the Spring Boot starter does
 * by a task. Safe for all threads and for several nodes at once.
 */
public final class Expiry {

    /** Entities read and deleted by one transaction. */
    private static final int BATCH = 100;

    /** A batch gets in the way of those who change its entities, and they in its way. */
    private static final TransactionOptions OPTIONS = TransactionOptions.DEFAULT.withAttempts(20);

    /** The first of all timestamps: nothing but longs and timestamps is at or above it in the order of indexes, and below a timestamp. */
    private static final Value FIRST = new Value.TimestampValue(Long.MIN_VALUE);

    private final Datastore datastore;
    private final InstantSource clock;

    private Expiry(Datastore datastore, InstantSource clock) {
        this.datastore = datastore;
        this.clock = clock;
    }

    /**
     * What a call did, and when there is more to do.
     *
     * @param deleted how many entities it deleted
     * @param next when the next entity expires: not after now if some are left because of the limit; null if none is waiting
     */
    public record Result(int deleted, @Nullable Instant next) {}

    /**
     * Expiry by the system's clock.
     *
     * @param datastore where the entities are
     * @return the means to delete them
     */
    public static Expiry of(Datastore datastore) {
        return of(datastore, InstantSource.system());
    }

    /**
     * Expiry by a given clock.
     *
     * @param datastore where the entities are
     * @param clock what is now
     * @return the means to delete them
     */
    public static Expiry of(Datastore datastore, InstantSource clock) {
        return new Expiry(datastore, clock);
    }

    /**
     * Deletes entities that have expired, in all namespaces, those first whose time came first. Works in batches, each a transaction that reads the entities again before it deletes them: one whose
     * time was put off in the meantime stays, and each is deleted, and counted, by one caller only.
     *
     * @param policy the kind and the property with the time
     * @param limit the most entities to delete, at least 1
     * @return how many were deleted, and when the next one is due
     * @throws IllegalArgumentException if the limit is not positive
     * @throws ConcurrentTransactionException if a batch conflicted too often; what was deleted before stays deleted
     */
    public Result deleteExpired(ExpiryPolicy policy, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("The limit of a deletion must be at least 1, not " + limit + ".");
        }
        // What has expired by now had its time by then.
        Instant now = clock.instant().minus(policy.after());
        int deleted = 0;
        Instant next = null;
        for (String namespace : datastore.metadata().namespaces()) {
            Query query = Query.kind(policy.kind())
                    .namespace(namespace)
                    .filter(policy.property(), Operator.GREATER_THAN_OR_EQUAL, FIRST)
                    .orderBy(Order.ascending(policy.property()));
            if (deleted < limit) {
                deleted += deleteExpired(query, policy.property(), now, limit - deleted);
            }
            Instant due = nextOf(query, policy.property());
            next = next == null || due != null && due.isBefore(next) ? due : next;
        }
        return new Result(deleted, next == null ? null : next.plus(policy.after()));
    }

    private int deleteExpired(Query all, String property, Instant now, int limit) {
        Query due =
                all.filter(property, Operator.LESS_THAN_OR_EQUAL, Value.of(now)).keysOnly();
        int deleted = 0;
        Cursor cursor = null;
        while (deleted < limit) {
            int page = Math.min(BATCH, limit - deleted);
            List<Key> keys = new ArrayList<>(page);
            try (QueryResults results = datastore.run(due.startAt(cursor).limit(page))) {
                results.forEachRemaining(entity -> keys.add(entity.key()));
                cursor = results.cursor();
            }
            deleted += keys.isEmpty() ? 0 : delete(keys, property, now);
            if (keys.size() < page) {
                break;
            }
        }
        return deleted;
    }

    private int delete(List<Key> keys, String property, Instant now) {
        return datastore.runInTransaction(OPTIONS, transaction -> {
            List<Key> expired = new ArrayList<>();
            for (Entity entity : transaction.findAll(keys)) {
                Instant time = entity == null ? null : time(entity, property);
                if (entity != null && time != null && !time.isAfter(now)) {
                    expired.add(entity.key());
                }
            }
            transaction.delete(expired);
            return expired.size();
        });
    }

    /** The first time in the order of the index; longs among the times are passed over. */
    private @Nullable Instant nextOf(Query all, String property) {
        try (QueryResults results = datastore.run(all)) {
            while (results.hasNext()) {
                Instant time = time(results.next(), property);
                if (time != null) {
                    return time;
                }
            }
        }
        return null;
    }

    private static @Nullable Instant time(Entity entity, String property) {
        Value value = entity.value(property);
        return value instanceof Value.TimestampValue timestamp ? timestamp.toInstant() : null;
    }
}
