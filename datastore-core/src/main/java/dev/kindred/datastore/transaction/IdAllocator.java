package dev.kindred.datastore.transaction;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives out ids, each once, for ever. Automatic ones come from one counter for the whole store and are scattered by reversing its bits: evenly over 2^52
 * to 2^52 + 2^51, so that writers do not meet at one end of the key space, and exact as a double in every JavaScript. Blocks for the caller's own numbering
 * come from a counter per kind and parent, below 2^52, so that the two never meet.
 *
 * <p>The counter is advanced by a block at a time, in a commit of its own; what is left of a block is lost at a restart.
 */
public final class IdAllocator {

    private static final long FIRST_SCATTERED = 1L << 52;
    private static final int SCATTERED_BITS = 51;
    /** Each store begins to count somewhere else, so that entities copied from another store do not have the ids that this one is about to give. */
    private static final long FIRST_COUNT_BOUND = 1L << (SCATTERED_BITS - 1);

    private static final int SMALLEST_BLOCK = 1_000;
    private static final byte[] SCATTERED_COUNTER = {'i'};
    private static final int SEQUENTIAL_COUNTER = 's';

    private final StorageEngine engine;
    private final StoredNames names;
    private long next;
    private long end;

    /**
     * The ids of an engine's store.
     *
     * @param engine where the counters lie
     * @param names the dictionary
     */
    public IdAllocator(StorageEngine engine, StoredNames names) {
        this.engine = engine;
        this.names = names;
    }

    /**
     * Automatic ids.
     *
     * @param count how many
     * @return scattered ids that were never given before
     */
    public synchronized long[] scattered(int count) {
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            if (next == end) {
                reserve(Math.max(SMALLEST_BLOCK, count - i));
            }
            ids[i] = FIRST_SCATTERED + (Long.reverse(next++) >>> (Long.SIZE - SCATTERED_BITS));
        }
        return ids;
    }

    private void reserve(int size) {
        byte[] counter = SystemRows.counter(SCATTERED_COUNTER);
        StoredNames.commitUntilDone(engine, transaction -> {
            long from = SystemRows.number(
                    transaction.get(counter), ThreadLocalRandom.current().nextLong(1, FIRST_COUNT_BOUND));
            return new StoredNames.Outcome(List.of(SystemRows.put(counter, from + size)), () -> {
                next = from;
                end = from + size;
            });
        });
    }

    /**
     * A block of consecutive ids of one kind and parent, behind all ids that entities of this kind and parent have so far.
     *
     * @param incomplete says kind and parent
     * @param count how many, at least 1
     * @return the first one
     */
    public long block(Key incomplete, int count) {
        int partition = names.ensure(incomplete.partition());
        byte[] lowest = OrderedCodec.entityKey(incomplete.complete(Long.MIN_VALUE), partition);
        byte[] scope = Arrays.copyOf(lowest, lowest.length - 1 - Long.BYTES);
        byte[] counter = SystemRows.counter(
                new ByteWriter().put(SEQUENTIAL_COUNTER).put(scope).toByteArray());
        long[] first = new long[1];
        StoredNames.commitUntilDone(engine, transaction -> {
            long behindStored = greatestStored(transaction, incomplete, partition, scope) + 1;
            long from = Math.max(SystemRows.number(transaction.get(counter), 1), behindStored);
            return new StoredNames.Outcome(List.of(SystemRows.put(counter, from + count)), () -> first[0] = from);
        });
        return first[0];
    }

    /** The greatest id below the scattered ones that an entity of this kind and parent, or a descendant of one, has; 0 if none. */
    private long greatestStored(StorageTransaction transaction, Key incomplete, int partition, byte[] scope) {
        ByteRange range = new ByteRange(
                OrderedCodec.entityKey(incomplete.complete(1), partition),
                OrderedCodec.entityKey(incomplete.complete(FIRST_SCATTERED), partition));
        try (Scan<EntityRow> scan = transaction.scanEntities(range, ScanDirection.DESCENDING, 1)) {
            EntityRow last = scan.next();
            if (last == null) {
                return 0;
            }
            long id = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                id = id << 8 | last.key()[scope.length + i] & 0xFF;
            }
            return id ^ Long.MIN_VALUE;
        }
    }
}
