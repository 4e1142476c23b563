package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.IdRange;
import dev.kindred.datastore.Metadata;
import dev.kindred.datastore.Mutation;
import dev.kindred.datastore.MutationResult;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.TransactionWork;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.TaskStorage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/** A datastore as it was at a moment: each call reads in a transaction of its own at that time, and none writes. */
final class PastDatastore implements Datastore {

    private final Datastore datastore;
    private final Instant moment;
    private final TransactionOptions options;

    PastDatastore(Datastore datastore, Instant moment) {
        this.datastore = datastore;
        this.moment = moment;
        this.options = TransactionOptions.READ_ONLY.withReadTime(moment);
    }

    private <R extends @Nullable Object> R read(Function<EntityOperations, R> work) {
        return datastore.runInTransaction(options, work::apply);
    }

    InvalidDataAccessApiUsageException refused() {
        return new InvalidDataAccessApiUsageException("Cannot write as of " + moment
                + ": a view of the past is read-only; write with the template that made it.");
    }

    @Override
    public Partition partition() {
        return datastore.partition();
    }

    @Override
    public @Nullable Entity find(Key key) {
        return findAll(List.of(key)).get(0);
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys) {
        return read(past -> past.findAll(keys));
    }

    @Override
    public QueryResults run(Query query) {
        Transaction transaction = datastore.begin(options);
        try {
            return new Results(transaction.run(query), transaction);
        } catch (RuntimeException e) {
            transaction.close();
            throw e;
        }
    }

    @Override
    public long count(Query query) {
        return read(past -> past.count(query));
    }

    @Override
    public AggregationResult aggregate(AggregationQuery query) {
        return read(past -> past.aggregate(query));
    }

    @Override
    public Explanation explain(Query query) {
        return read(past -> past.explain(query));
    }

    @Override
    public Analysis analyze(Query query) {
        return read(past -> past.analyze(query));
    }

    @Override
    public long entityGroupVersion(Key key) {
        return read(past -> past.entityGroupVersion(key));
    }

    @Override
    public Transaction begin(TransactionOptions asked) {
        return datastore.begin(options.withTimeout(asked.timeout()));
    }

    @Override
    public <T extends @Nullable Object> T runInTransaction(TransactionOptions asked, TransactionWork<T> work) {
        return datastore.runInTransaction(options.withTimeout(asked.timeout()), work);
    }

    @Override
    public List<Key> put(List<Entity> entities) {
        throw refused();
    }

    @Override
    public List<Key> insert(List<Entity> entities) {
        throw refused();
    }

    @Override
    public void update(List<Entity> entities) {
        throw refused();
    }

    @Override
    public void delete(Collection<Key> keys) {
        throw refused();
    }

    @Override
    public List<MutationResult> apply(List<Mutation> mutations) {
        throw refused();
    }

    @Override
    public List<Key> allocateIds(List<Key> incomplete) {
        throw refused();
    }

    @Override
    public IdRange allocateIdRange(Key incomplete, int count) {
        throw refused();
    }

    @Override
    public void allocateIdRange(Key incomplete, long start, long end) {
        throw refused();
    }

    @Override
    public void reserveIds(Collection<Key> keys) {
        throw refused();
    }

    @Override
    public Metadata metadata() {
        throw new InvalidDataAccessApiUsageException("Kinds and namespaces are known as they are now, not as of "
                + moment + "; ask the template that made the view.");
    }

    @Override
    public TaskStorage tasks() {
        throw refused();
    }

    /** Results that end their transaction with them. */
    private record Results(QueryResults results, Transaction transaction) implements QueryResults {

        @Override
        public boolean hasNext() {
            boolean more = results.hasNext();
            if (!more) {
                close();
            }
            return more;
        }

        @Override
        public Entity next() {
            return results.next();
        }

        @Override
        public Cursor cursor() {
            return results.cursor();
        }

        @Override
        public ExecutionStatistics statistics() {
            return results.statistics();
        }

        @Override
        public void close() {
            results.close();
            transaction.close();
        }
    }
}
