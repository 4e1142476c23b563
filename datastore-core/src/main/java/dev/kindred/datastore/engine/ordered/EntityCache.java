package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest rows of entities on the heap, coherent with snapshots, bounded by bytes.
 *
 * <p><b>Invariant.</b> An entry with a version not above a reader's read version is what the reader's snapshot holds. The resolver's leader puts rows here
 * <em>before</em> it writes them to the store and publishes the version <em>after</em>; the reader reads the version, takes its snapshot, then looks here. Any
 * commit the snapshot holds has thus replaced its entries already. What is newer than the read version is ignored, and the snapshot is read.
 *
 * <p><b>Filling</b> from a snapshot could bring an older row back after a newer write, and the newer entry may have been evicted or have been a deletion. So each slot of
 * the table keeps the version of the last write to any key of the slot, which outlives the entries: a reader may fill only if that is not above its read
 * version. Collisions make this too strict at times, never too lax.
 *
 * <p>Reading takes no lock. Eviction is a clock: a hand goes round the slots and takes what was not read since it came by last.
 */
final class EntityCache {

    /** An entry, its row, two array headers, and its share of the table. */
    private static final int OVERHEAD_BYTES = 144;

    private static final int BYTES_PER_SLOT = 512;
    private static final int STRIPES = 64;

    private static final class Entry {
        private final int hash;
        private final EntityRow row;
        private volatile @Nullable Entry next;
        /** Written without care: a lost mark costs a hit, no more. */
        private boolean used;

        Entry(int hash, EntityRow row, @Nullable Entry next) {
            this.hash = hash;
            this.row = row;
            this.next = next;
        }
    }

    private final long maxBytes;
    private final int mask;
    private final AtomicReferenceArray<@Nullable Entry> slots;
    /** The version of the last write to any key of a slot; guarded by the slot's stripe. */
    private final long[] lastWrites;

    private final Object[] stripes = new Object[STRIPES];
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final ReentrantLock evicting = new ReentrantLock();
    private int hand;

    EntityCache(long maxBytes) {
        this.maxBytes = maxBytes;
        long wanted = Math.max(STRIPES, Math.min(1L << 24, maxBytes / BYTES_PER_SLOT));
        int size = Integer.highestOneBit((int) (wanted * 2 - 1));
        mask = size - 1;
        slots = new AtomicReferenceArray<>(size);
        lastWrites = new long[size];
        Arrays.setAll(stripes, stripe -> new Object());
    }

    /** The row of a key as of a snapshot with this read version, or null if that is not known here. */
    @Nullable
    EntityRow get(byte[] key, long readVersion) {
        int hash = hash(key);
        for (Entry entry = slots.get(hash & mask); entry != null; entry = entry.next) {
            if (entry.hash == hash && Arrays.equals(entry.row.key(), key)) {
                if (entry.row.version() > readVersion) {
                    break;
                }
                if (!entry.used) {
                    entry.used = true;
                }
                hits.increment();
                return entry.row;
            }
        }
        misses.increment();
        return null;
    }

    /** Offers a row that was read from a snapshot with this read version. */
    void fill(EntityRow row, long readVersion) {
        if (isTooLarge(row)) {
            return;
        }
        int hash = hash(row.key());
        int slot = hash & mask;
        synchronized (stripe(slot)) {
            if (lastWrites[slot] > readVersion) {
                return;
            }
            for (Entry entry = slots.get(slot); entry != null; entry = entry.next) {
                if (entry.hash == hash && Arrays.equals(entry.row.key(), row.key())) {
                    return;
                }
            }
            add(slot, hash, row);
        }
        evict();
    }

    /** By the leader, for all commits of a group, before the store is written. */
    void install(List<CommitRequest> passed) {
        for (CommitRequest request : passed) {
            Changes changes = request.changes;
            if (changes != null) {
                for (EntityPut put : changes.puts()) {
                    install(put.key(), new EntityRow(put.key(), put.record(), request.version()), request.version());
                }
                for (byte[] key : changes.deletes()) {
                    install(key, null, request.version());
                }
            }
        }
        evict();
    }

    long bytes() {
        return bytes.get();
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    /** A deletion leaves no entry: that the slot was written keeps older rows out, and the snapshot knows that there is none. */
    private void install(byte[] key, @Nullable EntityRow row, long version) {
        int hash = hash(key);
        int slot = hash & mask;
        synchronized (stripe(slot)) {
            lastWrites[slot] = version;
            Entry previous = null;
            for (Entry entry = slots.get(slot); entry != null; entry = entry.next) {
                if (entry.hash == hash && Arrays.equals(entry.row.key(), key)) {
                    unlink(slot, previous, entry);
                    break;
                }
                previous = entry;
            }
            if (row != null && !isTooLarge(row)) {
                add(slot, hash, row);
            }
        }
    }

    private void add(int slot, int hash, EntityRow row) {
        slots.set(slot, new Entry(hash, row, slots.get(slot)));
        bytes.addAndGet(size(row));
    }

    private void unlink(int slot, @Nullable Entry previous, Entry entry) {
        if (previous == null) {
            slots.set(slot, entry.next);
        } else {
            previous.next = entry.next;
        }
        bytes.addAndGet(-size(entry.row));
    }

    private void evict() {
        if (bytes.get() <= maxBytes || !evicting.tryLock()) {
            return;
        }
        try {
            // Twice round takes everything, used or not.
            for (int steps = 0; steps <= 2 * mask && bytes.get() > maxBytes; steps++) {
                int slot = hand++ & mask;
                synchronized (stripe(slot)) {
                    Entry previous = null;
                    for (Entry entry = slots.get(slot); entry != null; entry = entry.next) {
                        if (entry.used) {
                            entry.used = false;
                            previous = entry;
                        } else {
                            unlink(slot, previous, entry);
                        }
                    }
                }
            }
        } finally {
            evicting.unlock();
        }
    }

    private Object stripe(int slot) {
        return stripes[slot & (STRIPES - 1)];
    }

    private boolean isTooLarge(EntityRow row) {
        return size(row) > maxBytes / 16;
    }

    private static int size(EntityRow row) {
        return row.key().length + row.record().length + OVERHEAD_BYTES;
    }

    /** Eight bytes at a step: keys are long, and differ mostly in their last bytes. */
    private static int hash(byte[] key) {
        long hash = key.length;
        int at = 0;
        for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
            hash = (hash ^ Layout.readLong(key, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        for (; at < key.length; at++) {
            hash = (hash ^ key[at]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash ^ hash >>> 32);
    }
}
