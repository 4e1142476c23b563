package dev.kindred.datastore.engine.memory;

import dev.kindred.datastore.engine.ordered.Batch;
import dev.kindred.datastore.engine.ordered.OrderedStore;
import dev.kindred.datastore.store.ScanDirection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that keeps, for each key, the values that some view may still see, newest first. Batches are numbered; a view sees values up to the number
 * that was complete when it was taken, so that a batch appears as a whole. One writer at a time, readers without locks.
 */
final class MemoryStore implements OrderedStore {

    /** A value, or a deletion, as of a batch. */
    private static final class Version {
        private final long batch;
        private final byte @Nullable [] value;
        private volatile @Nullable Version older;

        Version(long batch, byte @Nullable [] value, @Nullable Version older) {
            this.batch = batch;
            this.value = value;
            this.older = older;
        }

        byte @Nullable [] at(long seen) {
            Version version = this;
            while (version != null && version.batch > seen) {
                version = version.older;
            }
            return version == null ? null : version.value;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Grave(byte[] key, Version deletion) {}

    private final ConcurrentSkipListMap<byte[], Version> rows = new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    /** Batch numbers that views pin, with the number of views; guarded by itself. */
    private final TreeMap<Long, Integer> pins = new TreeMap<>();

    private final ArrayDeque<Grave> graves = new ArrayDeque<>();
    private volatile long complete;
    private volatile long rowsWritten;

    @Override
    public View view() {
        synchronized (pins) {
            long seen = complete;
            pins.merge(seen, 1, Integer::sum);
            return new MemoryView(seen);
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Version newest = rows.get(key);
        return newest == null ? null : newest.at(complete);
    }

    @Override
    public void write(Batch batch, Sync sync) {
        long number = complete + 1;
        long oldest = oldestPin();
        batch.forEach(new Batch.Visitor() {
            @Override
            public void put(byte[] key, byte[] value) {
                add(key, value, number, oldest);
            }

            @Override
            public void delete(byte[] key) {
                Version deletion = add(key, null, number, oldest);
                graves.add(new Grave(key, deletion));
            }
        });
        complete = number;
        bury();
    }

    @Override
    public long versionFloor() {
        return rowsWritten;
    }

    @Override
    public Map<String, Object> details() {
        return Map.of("rows", rows.size());
    }

    /** Keeps the data: it lives as long as the engine. */
    @Override
    public void close() {}

    private Version add(byte[] key, byte @Nullable [] value, long number, long oldest) {
        rowsWritten++;
        Version before = rows.get(key);
        Version version = new Version(number, value, before);
        rows.put(key, version);
        Version seenByOldest = before;
        while (seenByOldest != null && seenByOldest.batch > oldest) {
            seenByOldest = seenByOldest.older;
        }
        if (seenByOldest != null) {
            seenByOldest.older = null;
        }
        return version;
    }

    /** Removes keys whose deletion every view sees. */
    private void bury() {
        long oldest = oldestPin();
        Grave grave = graves.peek();
        while (grave != null && grave.deletion().batch <= oldest) {
            rows.remove(grave.key(), grave.deletion());
            graves.remove();
            grave = graves.peek();
        }
    }

    private long oldestPin() {
        synchronized (pins) {
            return pins.isEmpty() ? complete : pins.firstKey();
        }
    }

    private final class MemoryView implements View {

        private final long seen;

        MemoryView(long seen) {
            this.seen = seen;
        }

        @Override
        public View copy() {
            synchronized (pins) {
                pins.merge(seen, 1, Integer::sum);
                return new MemoryView(seen);
            }
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            Version newest = rows.get(key);
            return newest == null ? null : newest.at(seen);
        }

        @Override
        public List<byte @Nullable []> getAll(List<byte[]> keys) {
            List<byte @Nullable []> values = new ArrayList<>(keys.size());
            for (byte[] key : keys) {
                values.add(get(key));
            }
            return values;
        }

        @Override
        public Rows rows(byte[] from, byte[] to, ScanDirection direction) {
            if (Arrays.compareUnsigned(from, to) >= 0) {
                return new MemoryRows(seen, Collections.emptyIterator());
            }
            NavigableMap<byte[], Version> range = rows.subMap(from, true, to, false);
            return new MemoryRows(
                    seen,
                    (direction == ScanDirection.ASCENDING ? range : range.descendingMap())
                            .entrySet()
                            .iterator());
        }

        @Override
        public void close() {
            synchronized (pins) {
                pins.computeIfPresent(seen, (pin, views) -> views == 1 ? null : views - 1);
            }
        }
    }

    private static final class MemoryRows implements Rows {

        private static final byte[] NOTHING = {};

        private final long seen;
        private final Iterator<Map.Entry<byte[], Version>> entries;
        private byte[] key = NOTHING;
        private byte[] value = NOTHING;

        MemoryRows(long seen, Iterator<Map.Entry<byte[], Version>> entries) {
            this.seen = seen;
            this.entries = entries;
        }

        @Override
        public boolean next() {
            while (entries.hasNext()) {
                Map.Entry<byte[], Version> entry = entries.next();
                byte[] found = entry.getValue().at(seen);
                if (found != null) {
                    key = entry.getKey();
                    value = found;
                    return true;
                }
            }
            return false;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public int keyLength() {
            return key.length;
        }

        @Override
        public byte[] value() {
            return value;
        }

        @Override
        public void close() {}
    }
}
