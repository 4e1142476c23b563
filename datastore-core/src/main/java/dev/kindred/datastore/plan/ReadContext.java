package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.codec.RecordCodec;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.JoinedRow;
import dev.kindred.datastore.store.JoinedScan;
import dev.kindred.datastore.store.JoinedScan.Content;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.StorageTransaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a plan reads from: one snapshot, the dictionary, and how far the answer is wanted.
 *
 * @param transaction the snapshot
 * @param names the dictionary
 * @param several tells for the number of a property of the query's kind whether some entity may have several distinct values of it
 * @param after the results wanted stand after this position, or null for all
 * @param wanted about how many results will be taken; a hint for batches
 * @param most no more rows than these are taken of a plan that starts behind {@code after}; {@link Integer#MAX_VALUE} if that is not known
 * @param content whether the rows' entities are needed: whoever can brings them along
 * @param selectivity what earlier queries learned
 */
@SuppressWarnings("ArrayRecordComponent")
record ReadContext(
        MeteredTransaction transaction,
        Names names,
        IntPredicate several,
        byte @Nullable [] after,
        int wanted,
        int most,
        Content content,
        Selectivity selectivity) {

    /** The most entities that are read in one go. */
    static final int MAX_BATCH = 256;

    /**
     * What a run of a query reads from.
     *
     * @param more how many rows more than the query asks for may have to be taken
     */
    static ReadContext of(
            NormalQuery query,
            StorageTransaction transaction,
            Names names,
            IntPredicate several,
            int more,
            Selectivity selectivity,
            SortLimit sortLimit) {
        byte[] after = query.position(query.query().start());
        // How many rows make as many groups is not known.
        long wanted = query.query().limit() < 0 || query.isDistinct()
                ? Integer.MAX_VALUE
                : (long) query.query().limit() + query.query().offset() + more;
        return new ReadContext(
                new MeteredTransaction(transaction, query, sortLimit),
                names,
                // Each index row of a projected property is a row of its own, however many values the entity has.
                query.isProjection() ? property -> false : several,
                after == null || after.length == 0 ? null : after,
                (int) Math.min(Math.max(wanted, 1), Integer.MAX_VALUE),
                Integer.MAX_VALUE,
                Content.KEYS,
                selectivity);
    }

    /** The same, for a step that needs all candidates, from the first on, and their entities. */
    ReadContext fromTheStart(int wantedThere) {
        return new ReadContext(
                transaction, names, several, null, wantedThere, Integer.MAX_VALUE, Content.ENTITIES, selectivity);
    }

    /** The same for a plan of which no more than some rows are taken. */
    ReadContext taking(int mostThere, Content contentThere) {
        return new ReadContext(transaction, names, several, after, wanted, mostThere, contentThere, selectivity);
    }

    /**
     * Rows that the engine joins.
     *
     * @param position where a row stands
     */
    RowSource joined(
            IndexRange range,
            ByteRange keys,
            List<byte[]> alsoUnder,
            JoinedScan.Order order,
            Function<IndexRow, byte[]> position) {
        Scan<JoinedRow> scan = transaction.scanJoined(new JoinedScan(
                range, keys, alsoUnder, order, new JoinedScan.Wanted(Math.max(1, wanted), most, content)));
        return new RowSource() {
            @Override
            public @Nullable Row next() {
                JoinedRow row = scan.next();
                if (row == null) {
                    return null;
                }
                EntityRow entity = row.entity();
                return new Row(position.apply(row.index()), row.index().key(), entity == null ? null : decode(entity));
            }

            @Override
            public void close() {
                scan.close();
            }
        };
    }

    /** Rows of one prefix, by key, of those keys that have rows under others, too. */
    RowSource joined(byte[] prefix, List<byte[]> others, ByteRange keys, PrefixScan.KeyOrder order) {
        return joined(
                IndexRange.within(prefix, keys),
                JoinedScan.ALL_KEYS,
                others,
                new JoinedScan.Order(order.direction(), order.direction(), null),
                row -> order.position(row.key()));
    }

    boolean isBeforeStart(byte[] position) {
        return after != null && Arrays.compareUnsigned(position, after) <= 0;
    }

    Entity decode(EntityRow row) {
        return RecordCodec.decode(OrderedCodec.readEntityKey(row.key(), names), row.record(), row.version(), names);
    }

    /** Reads the entities of rows that lack them, in one round trip. A row whose entity is gone would be a broken index and is left out. */
    List<Row> load(List<Row> rows) {
        List<byte[]> keys = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.entity() == null) {
                keys.add(row.key());
            }
        }
        if (keys.isEmpty()) {
            return rows;
        }
        List<@Nullable EntityRow> found = keys.size() == 1
                ? java.util.Collections.singletonList(transaction.get(keys.get(0)))
                : transaction.getAll(keys);
        List<Row> loaded = new ArrayList<>(rows.size());
        int next = 0;
        for (Row row : rows) {
            if (row.entity() != null) {
                loaded.add(row);
                continue;
            }
            EntityRow entity = found.get(next++);
            if (entity != null) {
                loaded.add(new Row(row.position(), row.key(), decode(entity)));
            }
        }
        return loaded;
    }
}
