package dev.kindred.datastore.engine.ordered;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the last commits wrote, as far back as the oldest open transaction may have to know. Versions are consecutive, so the commits lie in a ring
 * by version. A transaction that saw all but a few of them is checked against their keys one by one; the sorted map of keys, which costs far more than
 * most transactions need, is built only when somebody has much to compare. Used by the leader alone.
 */
final class RecentCommits {

    /** Comparisons that cost less than keeping the map. */
    private static final long CHEAP = 2_048;

    private @Nullable WrittenKeys[] ring = new @Nullable WrittenKeys[256];
    /** How many keys were written by commits up to this one, for each commit of the ring. */
    private long[] keysUpTo = new long[256];

    private final TreeMap<byte[], Long> newest = new TreeMap<>(Arrays::compareUnsigned);
    private long first;
    private long last;
    private long indexed;
    private long allKeys;
    private long forgottenKeys;
    private long bytes;

    RecentCommits(long version) {
        first = version + 1;
        last = version;
        indexed = version;
    }

    /** The version of the last commit recorded. */
    long last() {
        return last;
    }

    /** Commits up to this version are forgotten: who began before it can no longer be checked. */
    long horizon() {
        return first - 1;
    }

    int size() {
        return (int) (last - first + 1);
    }

    long bytes() {
        return bytes;
    }

    void record(long version, WrittenKeys keys) {
        if (size() == ring.length) {
            grow();
        }
        last = version;
        allKeys += keys.count();
        bytes += keys.bytes() + 64;
        ring[slot(version)] = keys;
        keysUpTo[slot(version)] = allKeys;
    }

    /**
     * Looks for a commit after a version that wrote something of a read set.
     *
     * @return the key of a row, or null if there is no such commit
     */
    byte @Nullable [] conflict(ReadSet reads, long since) {
        if (since >= last || reads.size() == 0) {
            return null;
        }
        if (keysAfter(since) * reads.size() <= CHEAP) {
            return compareOneByOne(reads, since);
        }
        index();
        for (byte[] row : reads.rows()) {
            Long version = newest.get(row);
            if (version != null && version > since) {
                return row;
            }
        }
        for (ReadSet.Range range : reads.ranges()) {
            if (Arrays.compareUnsigned(range.from(), range.to()) >= 0) {
                continue;
            }
            for (Map.Entry<byte[], Long> entry :
                    newest.subMap(range.from(), range.to()).entrySet()) {
                if (entry.getValue() > since) {
                    return entry.getKey();
                }
            }
        }
        return null;
    }

    /** What the last write of a row after a version made of it: null if there is none, 0 if it was deleted, else the version of the write. */
    @Nullable
    Long lastWrite(byte[] row, long since) {
        for (long version = last; version > since && version >= first; version--) {
            WrittenKeys keys = at(version);
            int key = keys.indexOf(row);
            if (key >= 0) {
                return keys.isDeleted(key) ? 0L : version;
            }
        }
        return null;
    }

    /** Forgets commits up to a version. */
    void forgetUpTo(long version) {
        while (first <= version && first <= last) {
            WrittenKeys keys = at(first);
            if (first <= indexed) {
                for (int key = 0; key < keys.count(); key++) {
                    newest.remove(keys.key(key), (Long) first);
                }
            }
            forgottenKeys = keysUpTo[slot(first)];
            bytes -= keys.bytes() + 64;
            ring[slot(first)] = null;
            first++;
        }
        indexed = Math.max(indexed, first - 1);
    }

    private byte @Nullable [] compareOneByOne(ReadSet reads, long since) {
        for (long version = last; version > since; version--) {
            WrittenKeys keys = at(version);
            for (byte[] row : reads.rows()) {
                if (keys.indexOf(row) >= 0) {
                    return row;
                }
            }
            for (ReadSet.Range range : reads.ranges()) {
                byte[] key = keys.anyIn(range);
                if (key != null) {
                    return key;
                }
            }
        }
        return null;
    }

    private void index() {
        while (indexed < last) {
            WrittenKeys keys = at(++indexed);
            for (int key = 0; key < keys.count(); key++) {
                newest.put(keys.key(key), indexed);
            }
        }
    }

    private long keysAfter(long version) {
        return allKeys - (version < first ? forgottenKeys : keysUpTo[slot(version)]);
    }

    private WrittenKeys at(long version) {
        WrittenKeys keys = ring[slot(version)];
        if (keys == null) {
            throw new IllegalStateException("Commit " + version + " is not in " + first + ".." + last);
        }
        return keys;
    }

    private int slot(long version) {
        return (int) (version & (ring.length - 1));
    }

    private void grow() {
        @Nullable WrittenKeys[] larger = new @Nullable WrittenKeys[ring.length * 2];
        long[] largerKeys = new long[larger.length];
        for (long version = first; version <= last; version++) {
            int to = (int) (version & (larger.length - 1));
            larger[to] = ring[slot(version)];
            largerKeys[to] = keysUpTo[slot(version)];
        }
        ring = larger;
        keysUpTo = largerKeys;
    }
}
