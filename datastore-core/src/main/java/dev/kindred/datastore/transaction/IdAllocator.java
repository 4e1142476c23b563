package dev.kindred.datastore.transaction;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.index.IndexRows;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Mark;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives out ids, each once, for ever. Automatic ones come from one counter for the whole store and are scattered by reversing its bits: evenly over 2^52
 * to 2^52 + 2^51, so that writers do not meet at one end of the key space, and exact as a double in every JavaScript. Blocks for the caller's own numbering
 * come from a counter per kind and parent, below 2^52, so that the two never meet.
 *
 * <p>The counter is advanced by a block at a time, in a commit of its own; what is left of a block is lost at a restart. Where processes share the store, the next block is taken ahead by another thread: transactions that hold all
 * the connections of a pool would otherwise wait for ids that need one more.
 *
 * <p><b>Reserved ids.</b> Below 2^52 a reservation moves the counter of its kind and parent behind it: no row, however many there are. Scattered ids have
 * {@link ReservedIds rows}, looked at when a block is taken, and only if there are any; what is reserved while a block is being given out is taken out
 * of the block. Where several processes share the store, a reservation moves the {@linkplain Mark#RESERVED_IDS mark of reserved ids}: whoever has given ids out of a block compares it, in the round trip of the commit that stores
 * them or of the read that looks whether they are free, and gives others if it has moved. Ids from 2^52 + 2^51 on and negative ones are never assigned, so nothing is stored for them.
 *
 * <p>One for all who use the engine, as the dictionary is. Safe for all threads.
 */
public final class IdAllocator {

    private static final long FIRST_SCATTERED = 1L << 52;
    private static final int SCATTERED_BITS = 51;
    private static final long LAST_SCATTERED = FIRST_SCATTERED + (1L << SCATTERED_BITS) - 1;
    /** Each store begins to count somewhere else, so that entities copied from another store do not have the ids that this one is about to give. */
    private static final long FIRST_COUNT_BOUND = 1L << (SCATTERED_BITS - 1);

    private static final int SMALLEST_BLOCK = 1_000;
    private static final int RESERVED_AT_A_TIME = 500;
    private static final byte[] SCATTERED_COUNTER = {'i'};
    private static final int SEQUENTIAL_COUNTER = 's';

    private final StorageEngine engine;
    private final StoredNames names;
    /** What is left of the block, from {@link #next} on. */
    private long[] block = {};

    private int next;
    /** The state of the mark when the block was last freed of reserved ids. */
    private long asOf;

    /** The next block, taken ahead where a transaction that waits for it may hold the connection that taking it needs. */
    private @Nullable CompletableFuture<Scattered> ahead;

    /**
     * Automatic ids.
     *
     * @param ids the ids
     * @param asOf the state of {@link Mark#RESERVED_IDS} in which none of them was reserved: the oldest, if they are of several blocks
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Scattered(long[] ids, long asOf) {}

    /** What became of a range that was chosen by the caller. In any case it is reserved. */
    public sealed interface RangeOutcome {

        /** Nobody has any of the ids. */
        record Free() implements RangeOutcome {}

        /**
         * An entity has one.
         *
         * @param id the first such id
         */
        record Collision(long id) implements RangeOutcome {}

        /** Some may have been handed out before. */
        record Contention() implements RangeOutcome {}
    }

    /**
     * The ids of an engine's store.
     *
     * @param engine where the counters lie
     * @param names the dictionary
     */
    IdAllocator(StorageEngine engine, StoredNames names) {
        this.engine = engine;
        this.names = names;
    }

    /**
     * Automatic ids.
     *
     * @param count how many
     * @return scattered ids that were never given before, and are not reserved as far as this process knows
     */
    public synchronized Scattered scattered(int count) {
        long[] ids = new long[count];
        long oldest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            while (next == block.length) {
                begin(nextBlock(Math.max(SMALLEST_BLOCK, count - i)));
            }
            ids[i] = block[next++];
            oldest = Math.min(oldest, asOf);
        }
        int left = block.length - next;
        if (names.isShared() && ahead == null && left > 0 && left < SMALLEST_BLOCK / 2) {
            ahead = takeAhead();
        }
        return new Scattered(ids, oldest);
    }

    private void begin(Scattered taken) {
        block = taken.ids();
        asOf = taken.asOf();
        next = 0;
    }

    private Scattered nextBlock(int size) {
        CompletableFuture<Scattered> taken = ahead;
        ahead = null;
        try {
            return taken == null ? takeBlock(size) : taken.join();
        } catch (CompletionException failed) {
            return takeBlock(size);
        }
    }

    private CompletableFuture<Scattered> takeAhead() {
        CompletableFuture<Scattered> taken = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        taken.complete(takeBlock(SMALLEST_BLOCK));
                    } catch (RuntimeException | Error e) {
                        taken.completeExceptionally(e);
                    }
                },
                "kindred-ids");
        thread.setDaemon(true);
        thread.start();
        return taken;
    }

    /** Frees the block of what other processes have reserved since it was taken. */
    synchronized void lookAgain() {
        try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
            long state = snapshot.mark(Mark.RESERVED_IDS);
            block = ReservedIds.without(Arrays.copyOfRange(block, next, block.length), snapshot);
            next = 0;
            asOf = state;
        }
    }

    private Scattered takeBlock(int size) {
        byte[] counter = SystemRows.counter(SCATTERED_COUNTER);
        AtomicReference<Scattered> taken = new AtomicReference<>();
        StoredNames.commitUntilDone(engine, transaction -> {
            long from = SystemRows.number(
                    transaction.get(counter), ThreadLocalRandom.current().nextLong(1, FIRST_COUNT_BOUND));
            long[] ids = new long[size];
            for (int i = 0; i < size; i++) {
                ids[i] = scatter(from + i);
            }
            Scattered free = new Scattered(ReservedIds.without(ids, transaction), transaction.mark(Mark.RESERVED_IDS));
            return new StoredNames.Outcome(List.of(SystemRows.put(counter, from + size)), () -> taken.set(free));
        });
        return Objects.requireNonNull(taken.get());
    }

    private static long scatter(long count) {
        return FIRST_SCATTERED + (Long.reverse(count) >>> (Long.SIZE - SCATTERED_BITS));
    }

    /**
     * A block of consecutive ids of one kind and parent, behind all ids below 2^52 that entities of this kind and parent have so far.
     *
     * @param incomplete says kind and parent
     * @param count how many, at least 1
     * @return the first one
     * @throws IllegalStateException if there are not so many ids left below 2^52
     */
    public long block(Key incomplete, int count) {
        Scope scope = new Scope(incomplete);
        AtomicLong first = new AtomicLong();
        StoredNames.commitUntilDone(engine, transaction -> {
            long behindStored = scope.greatestStored(transaction) + 1;
            long from = Math.max(SystemRows.number(transaction.get(scope.counter), 1), behindStored);
            if (from + count > FIRST_SCATTERED) {
                throw new IllegalStateException(
                        "Cannot allocate " + count + " consecutive ids for " + incomplete
                                + ": the next one would be " + from + ", and they must be below 2^52. "
                                + "An entity with such a great id, or a reservation, stands in the way; let ids be assigned automatically.");
            }
            return new StoredNames.Outcome(List.of(SystemRows.put(scope.counter, from + count)), () -> first.set(from));
        });
        return first.get();
    }

    /**
     * How many ids of a range are among those that are assigned automatically.
     *
     * @param start the first id
     * @param end the last id
     * @return 0 if none is
     */
    public static long automaticIds(long start, long end) {
        return Math.max(0, Math.min(end, LAST_SCATTERED) - Math.max(start, FIRST_SCATTERED) + 1);
    }

    /**
     * Reserves a range that the caller chose, and tells whether it may be used without a look. Entities first: one that exists counts more than a doubt.
     *
     * @param incomplete says kind and parent
     * @param start the first id, at least 1
     * @param end the last id, at least {@code start}
     * @return what is known of the ids
     */
    public synchronized RangeOutcome range(Key incomplete, long start, long end) {
        Scope scope = new Scope(incomplete);
        AtomicReference<RangeOutcome> outcome = new AtomicReference<>(new RangeOutcome.Free());
        StoredNames.commitUntilDone(engine, transaction -> {
            SystemChanges changes = new SystemChanges();
            boolean handedOut = scope.reserve(start, end, transaction, changes);
            if (automaticIds(start, end) > 0) {
                long scatteredFrom = Math.max(start, FIRST_SCATTERED);
                long scatteredTo = Math.min(end, LAST_SCATTERED);
                ReservedIds reserved = new ReservedIds(transaction);
                reserved.add(scatteredFrom, scatteredTo);
                reserved.writeTo(changes);
                moveIfAny(changes, transaction);
                long given = SystemRows.number(transaction.get(SystemRows.counter(SCATTERED_COUNTER)), 0);
                handedOut |= smallestCount(scatteredFrom, scatteredTo) < given;
            }
            Long existing = scope.firstEntity(transaction, start, end);
            RangeOutcome found = existing != null
                    ? new RangeOutcome.Collision(existing)
                    : handedOut ? new RangeOutcome.Contention() : new RangeOutcome.Free();
            return changes.outcome(() -> outcome.set(found));
        });
        takeOut(start, end);
        return Objects.requireNonNull(outcome.get());
    }

    /**
     * Keeps the ids of keys away from all that assign ids. Names are ignored, and so is what is reserved already.
     *
     * @param keys complete keys
     */
    public void reserve(Collection<Key> keys) {
        List<Key> withIds = keys.stream()
                .filter(key -> key.id() > 0 && key.id() <= LAST_SCATTERED)
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .toList();
        for (int from = 0; from < withIds.size(); from += RESERVED_AT_A_TIME) {
            reserveBatch(withIds.subList(from, Math.min(withIds.size(), from + RESERVED_AT_A_TIME)));
        }
    }

    private synchronized void reserveBatch(List<Key> keys) {
        Map<ByteBuffer, Scope> scopes = new LinkedHashMap<>();
        Map<ByteBuffer, Long> greatest = new LinkedHashMap<>();
        List<Long> scattered = new ArrayList<>();
        for (Key key : keys) {
            if (key.id() >= FIRST_SCATTERED) {
                scattered.add(key.id());
            } else {
                Scope scope = new Scope(key);
                scopes.putIfAbsent(ByteBuffer.wrap(scope.counter), scope);
                greatest.put(ByteBuffer.wrap(scope.counter), key.id());
            }
        }
        StoredNames.commitUntilDone(engine, transaction -> {
            SystemChanges changes = new SystemChanges();
            scopes.forEach((counter, scope) -> {
                long last = greatest.getOrDefault(counter, 0L);
                scope.reserve(last, last, transaction, changes);
            });
            ReservedIds reserved = new ReservedIds(transaction);
            scattered.forEach(id -> reserved.add(id, id));
            reserved.writeTo(changes);
            if (!scattered.isEmpty()) {
                moveIfAny(changes, transaction);
            }
            return changes.outcome(() -> {});
        });
        scattered.forEach(id -> takeOut(id, id));
    }

    private static void moveIfAny(SystemChanges changes, StorageTransaction transaction) {
        if (!changes.puts.isEmpty()) {
            transaction.move(Mark.RESERVED_IDS);
        }
    }

    /** After the reservation is stored: the block was taken before. */
    private void takeOut(long start, long end) {
        if (end >= FIRST_SCATTERED) {
            block = Arrays.stream(block, next, block.length)
                    .filter(id -> id < start || id > end)
                    .toArray();
            next = 0;
        }
    }

    /** The smallest count whose id lies in a range: bit by bit from the lowest bit of the id, which is the highest of the count. */
    private static long smallestCount(long from, long to) {
        long low = from - FIRST_SCATTERED;
        long high = to - FIRST_SCATTERED;
        long residue = 0;
        for (int bit = 0; bit < SCATTERED_BITS; bit++) {
            long step = 1L << (bit + 1);
            long first = low + Math.floorMod(residue - low, step);
            if (first > high) {
                residue |= 1L << bit;
            }
        }
        return Long.reverse(residue) >>> (Long.SIZE - SCATTERED_BITS);
    }

    /** The ids of one kind below one parent. */
    private final class Scope {

        private final Key any;
        private final int partition;
        /** What the encoded keys begin with, up to the id. */
        private final byte[] beginning;

        private final byte[] counter;

        Scope(Key key) {
            Key parent = key.parent();
            any = parent == null ? key.partition().incompleteKey(key.kind()) : parent.incompleteChild(key.kind());
            partition = names.ensure(key.partition());
            byte[] lowest = encoded(Long.MIN_VALUE);
            beginning = Arrays.copyOf(lowest, lowest.length - 1 - Long.BYTES);
            counter = SystemRows.counter(
                    new ByteWriter().put(SEQUENTIAL_COUNTER).put(beginning).toByteArray());
        }

        private byte[] encoded(long id) {
            // Zero is no id, and nothing is stored under it: 1 has the same place.
            return OrderedCodec.entityKey(any.complete(id == 0 ? 1 : id), partition);
        }

        /** The id of this kind and parent in a key that begins as ours do. */
        private long id(byte[] key) {
            long id = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                id = id << 8 | key[beginning.length + i] & 0xFF;
            }
            return id ^ Long.MIN_VALUE;
        }

        /** The greatest id below the scattered ones that an entity of this kind and parent, or a descendant of one, has; 0 if none. */
        long greatestStored(StorageTransaction transaction) {
            ByteRange range = new ByteRange(encoded(1), encoded(FIRST_SCATTERED));
            try (Scan<EntityRow> scan = transaction.scanEntities(range, ScanDirection.DESCENDING, 1)) {
                EntityRow last = scan.next();
                return last == null ? 0 : id(last.key());
            }
        }

        /** Moves the counter behind a range; returns whether it was past the start before. */
        boolean reserve(long start, long end, StorageTransaction transaction, SystemChanges changes) {
            if (start >= FIRST_SCATTERED) {
                return false;
            }
            long given = SystemRows.number(transaction.get(counter), 1);
            long behind = Math.min(end, FIRST_SCATTERED - 1) + 1;
            if (behind > given) {
                changes.puts.add(SystemRows.put(counter, behind));
            }
            return given > start;
        }

        /** The first id in a range that an entity has. Goes by the rows of the kind; descendants that are of the same kind are stepped over. */
        @Nullable
        Long firstEntity(StorageTransaction transaction, long start, long end) {
            int kind = names.within(transaction).find(any.kind());
            if (kind == StoredNames.UNKNOWN) {
                return null;
            }
            byte[] prefix = IndexRows.kindPrefix(partition, kind);
            byte[] behind = ByteRange.successor(Arrays.copyOf(encoded(end), beginning.length + Long.BYTES));
            long from = start;
            while (from <= end) {
                IndexRange rows = IndexRange.within(prefix, new ByteRange(encoded(from), behind));
                try (Scan<IndexRow> scan = transaction.scanIndex(rows, ScanDirection.ASCENDING, 1)) {
                    IndexRow row = scan.next();
                    if (row == null) {
                        return null;
                    }
                    long id = id(row.key());
                    if (row.key().length == beginning.length + Long.BYTES + 1) {
                        return id;
                    }
                    if (id == end) {
                        return null;
                    }
                    from = id + 1;
                }
            }
            return null;
        }
    }

    /** Rows to write, collected. */
    static final class SystemChanges {

        final List<EntityPut> puts = new ArrayList<>();
        final List<byte[]> deletes = new ArrayList<>();

        StoredNames.Outcome outcome(Runnable committed) {
            return new StoredNames.Outcome(puts, deletes, committed);
        }
    }
}
