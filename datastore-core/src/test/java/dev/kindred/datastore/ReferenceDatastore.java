package dev.kindred.datastore;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.TaskStorage;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The simplest datastore that keeps the contract: a sorted map of entities, queries by looking at every one, transactions by copying the map and, at the
 * commit, repeating every read to see whether its answer changed. One lock. Cursors are numbers of remembered places. No limits, no tasks. The truth that
 * engines are compared with; {@link ReferenceDatastoreTests} runs the contracts on it, so that the two check each other.
 */
final class ReferenceDatastore implements Datastore {

    private final Partition partition;
    private final Map<Place, Cursor> cursors = new HashMap<>();
    private final Map<Cursor, Place> places = new HashMap<>();
    private TreeMap<Key, Entity> entities = new TreeMap<>();
    private long version;
    private long lastId = 1_000;

    ReferenceDatastore(Partition partition) {
        this.partition = partition;
    }

    /** A gap in the answer of a query: after a row, or before the first. */
    private record Place(
            Partition partition,
            @Nullable String kind,
            @Nullable Key ancestor,
            List<Filter> filters,
            List<Order> orders,
            List<Object> shape,
            ReferenceQuery.@Nullable Row after) {}

    @Override
    public Partition partition() {
        return partition;
    }

    @Override
    public synchronized @Nullable Entity find(Key key) {
        return readAll(entities, List.of(key)).get(0);
    }

    @Override
    public synchronized List<@Nullable Entity> findAll(Collection<Key> keys) {
        return readAll(entities, keys);
    }

    @Override
    public List<Key> put(List<Entity> written) {
        return runInTransaction(transaction -> transaction.put(written));
    }

    @Override
    public List<Key> insert(List<Entity> written) {
        return runInTransaction(transaction -> transaction.insert(written));
    }

    @Override
    public void update(List<Entity> written) {
        runInTransaction(transaction -> {
            transaction.update(written);
            return null;
        });
    }

    @Override
    public List<MutationResult> apply(List<Mutation> mutations) {
        return runInTransaction(
                TransactionOptions.DEFAULT.withAttempts(10_000), transaction -> transaction.apply(mutations));
    }

    @Override
    public synchronized List<@Nullable Entity> findAll(Collection<Key> keys, PropertyMask mask) {
        return selected(findAll(keys), mask);
    }

    @Override
    public synchronized long entityGroupVersion(Key key) {
        checkComplete(key);
        return version + 1;
    }

    static List<@Nullable Entity> selected(List<@Nullable Entity> found, PropertyMask mask) {
        List<@Nullable Entity> selected = new ArrayList<>();
        found.forEach(
                entity -> selected.add(entity == null ? null : ReferenceMutations.selected(entity, mask.paths())));
        return selected;
    }

    @Override
    public void delete(Collection<Key> keys) {
        runInTransaction(transaction -> {
            transaction.delete(keys);
            return null;
        });
    }

    @Override
    public synchronized QueryResults run(Query query) {
        return new Results(query, entities);
    }

    @Override
    public Explanation explain(Query query) {
        throw new UnsupportedOperationException("The reference has no plans.");
    }

    @Override
    public Analysis analyze(Query query) {
        throw new UnsupportedOperationException("The reference has no plans.");
    }

    @Override
    public synchronized long count(Query query) {
        return new Results(query, entities).left();
    }

    @Override
    public synchronized AggregationResult aggregate(AggregationQuery query) {
        return aggregate(query, new Results(query.query(), entities));
    }

    /** By the book: all rows as a list, exact whole numbers, doubles added in the order of the rows. */
    static AggregationResult aggregate(AggregationQuery query, Results results) {
        List<Entity> rows = results.toList();
        Map<String, Value> values = new LinkedHashMap<>();
        for (int i = 0; i < query.aggregations().size(); i++) {
            Aggregation aggregation = query.aggregations().get(i);
            values.put(query.names().get(i), aggregate(aggregation, rows));
        }
        return new AggregationResult(values);
    }

    /** A property that is there counts by itself, a list being no number; a path into embedded entities stands for all it leads to. */
    private static Stream<Value> summands(Entity row, String name) {
        Property property = row.property(name);
        if (property != null) {
            return property.indexed() ? Stream.of(property.value()) : Stream.empty();
        }
        return name.indexOf('.') < 0
                ? Stream.empty()
                : ReferenceQuery.indexedValues(row).getOrDefault(name, List.of()).stream();
    }

    private static Value aggregate(Aggregation aggregation, List<Entity> rows) {
        if (aggregation instanceof Aggregation.Count count) {
            return Value.of(count.upTo() < 0 ? rows.size() : Math.min(rows.size(), count.upTo()));
        }
        boolean sum = aggregation instanceof Aggregation.Sum;
        String name = sum ? ((Aggregation.Sum) aggregation).property() : ((Aggregation.Average) aggregation).property();
        List<Value> numbers = rows.stream()
                .flatMap(row -> summands(row, name))
                .filter(value -> value instanceof Value.LongValue || value instanceof Value.DoubleValue)
                .toList();
        BigInteger whole = BigInteger.ZERO;
        double broken = 0;
        boolean anyDouble = false;
        for (Value number : numbers) {
            if (number instanceof Value.LongValue one) {
                whole = whole.add(BigInteger.valueOf(one.value()));
            } else {
                broken += ((Value.DoubleValue) number).value();
                anyDouble = true;
            }
        }
        double total = whole.doubleValue() + broken;
        if (!sum) {
            return numbers.isEmpty() ? Value.NULL : Value.of(total / numbers.size());
        }
        return anyDouble || whole.bitLength() > 63 ? Value.of(total) : Value.of(whole.longValueExact());
    }

    @Override
    public synchronized Transaction begin(TransactionOptions options) {
        return new ReferenceTransaction(this, options, entities, version);
    }

    @Override
    public <T extends @Nullable Object> T runInTransaction(TransactionOptions options, TransactionWork<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Transaction transaction = begin(options)) {
                T result = work.run(transaction);
                transaction.commit();
                return result;
            } catch (ConcurrentTransactionException e) {
                if (attempt == options.attempts()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public List<Key> allocateIds(List<Key> incomplete) {
        return incomplete.stream()
                .map(key -> key.complete(allocateIdRange(key, 1).low()))
                .toList();
    }

    @Override
    public synchronized IdRange allocateIdRange(Key incomplete, int count) {
        if (!incomplete.isIncomplete()) {
            throw new InvalidKeyException("Key " + incomplete + " is complete.");
        }
        checkApp(incomplete);
        if (count < 0 || count > Limits.MAX_ALLOCATED_IDS) {
            throw new IllegalArgumentException("Cannot allocate " + count + " ids.");
        }
        while (count == 1 && entities.containsKey(incomplete.complete(lastId + 1))) {
            lastId++;
        }
        lastId += count;
        return new IdRange(lastId + 1 - count, lastId + 1);
    }

    @Override
    public void allocateIdRange(Key incomplete, long start, long end) {
        throw new UnsupportedOperationException("The reference has no chosen ids.");
    }

    @Override
    public void reserveIds(Collection<Key> keys) {
        throw new UnsupportedOperationException("The reference reserves no ids.");
    }

    @Override
    public Metadata metadata() {
        throw new UnsupportedOperationException("The reference has no metadata.");
    }

    @Override
    public TaskStorage tasks() {
        throw new UnsupportedOperationException("The reference has no tasks.");
    }

    synchronized long version() {
        return version;
    }

    List<@Nullable Entity> readAll(Map<Key, Entity> state, Collection<Key> keys) {
        keys.forEach(this::checkComplete);
        List<@Nullable Entity> found = new ArrayList<>();
        keys.forEach(key -> found.add(state.get(key)));
        return found;
    }

    void checkComplete(Key key) {
        if (key.isIncomplete()) {
            throw new InvalidKeyException("Key " + key + " is incomplete.");
        }
        checkApp(key);
    }

    void checkApp(Key key) {
        if (!key.app().equals(partition.app())) {
            throw new InvalidKeyException("Key " + key + " belongs to application \"" + key.app() + "\".");
        }
    }

    synchronized TreeMap<Key, Entity> state() {
        return entities;
    }

    /** Applies the writes, null for a deletion. Copies the map, so that snapshots stay as they are. */
    synchronized void apply(Map<Key, @Nullable Entity> writes) {
        TreeMap<Key, Entity> next = new TreeMap<>(entities);
        version++;
        writes.forEach((key, entity) -> {
            if (entity == null) {
                next.remove(key);
            } else {
                Entity before = entities.get(key);
                next.put(
                        key,
                        Entity.stored(
                                key,
                                new LinkedHashMap<>(entity.properties()),
                                before == null ? version : before.createVersion(),
                                version));
            }
        });
        entities = next;
    }

    private synchronized Cursor cursor(Place place) {
        return cursors.computeIfAbsent(place, p -> {
            Cursor cursor = new Cursor(ByteString.copyOf(ByteBuffer.allocate(8)
                    .putLong(0x1234_5678_0000L + cursors.size())
                    .array()));
            places.put(cursor, p);
            return cursor;
        });
    }

    private synchronized ReferenceQuery.@Nullable Row place(Cursor cursor, Place here) {
        Place place = places.get(cursor);
        if (place == null) {
            throw new InvalidQueryException("Cursor \"" + cursor.toUrlSafe() + "\" is damaged.");
        }
        if (!new Place(place.partition, place.kind, place.ancestor, place.filters, place.orders, place.shape, null)
                .equals(here)) {
            throw new InvalidQueryException("Cursor \"" + cursor.toUrlSafe() + "\" belongs to another query.");
        }
        return place.after;
    }

    private static List<Object> shape(Query query) {
        return List.of(query.projection(), query.distinctness(), query.distinctOn());
    }

    /** The answer as a list. */
    final class Results implements QueryResults {

        private final Query query;
        private final Place start;
        private final Iterator<ReferenceQuery.Row> rows;
        private final int size;
        private ReferenceQuery.@Nullable Row last;

        Results(Query query, Map<Key, Entity> state) {
            this.query = query;
            ReferenceQuery meaning = new ReferenceQuery(query, partition);
            this.start = new Place(
                    meaning.partition(),
                    query.kind(),
                    query.ancestor(),
                    query.filters(),
                    query.orders(),
                    shape(query),
                    null);
            List<ReferenceQuery.Row> all = new ArrayList<>(meaning.rows(state.values()));
            Cursor from = query.start();
            if (from != null) {
                last = place(from, start);
                all.removeIf(row -> last != null && meaning.compare(row, last) <= 0);
            }
            Cursor to = query.end();
            if (to != null) {
                ReferenceQuery.Row end = place(to, start);
                all.removeIf(row -> end == null || meaning.compare(row, end) > 0);
            }
            all = meaning.distinct(all, last);
            int skipped = Math.min(query.offset(), all.size());
            if (skipped > 0) {
                last = all.get(skipped - 1);
            }
            long wanted = query.limit() < 0 ? Long.MAX_VALUE : (long) skipped + query.limit();
            List<ReferenceQuery.Row> left = all.subList(skipped, (int) Math.min(wanted, all.size()));
            this.size = left.size();
            this.rows = left.iterator();
        }

        int left() {
            return size;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Entity next() {
            ReferenceQuery.Row row = rows.next();
            last = row;
            return query.selection() == Query.Selection.KEYS
                    ? Entity.builder(row.key()).build()
                    : row.entity();
        }

        @Override
        public Cursor cursor() {
            ReferenceQuery.Row row = last;
            // Without the entity: the place stays when the entity changes.
            ReferenceQuery.Row after = row == null
                    ? null
                    : new ReferenceQuery.Row(
                            row.sortValues(),
                            row.key(),
                            Entity.builder(row.key()).build());
            return ReferenceDatastore.this.cursor(new Place(
                    start.partition, start.kind, start.ancestor, start.filters, start.orders, start.shape, after));
        }

        @Override
        public ExecutionStatistics statistics() {
            throw new UnsupportedOperationException("The reference counts nothing.");
        }

        @Override
        public void close() {}
    }
}
