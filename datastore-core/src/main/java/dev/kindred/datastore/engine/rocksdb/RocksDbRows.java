package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.engine.ordered.OrderedStore;
import dev.kindred.datastore.store.ScanDirection;
import java.nio.file.Path;
import java.util.Arrays;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * A walk of a RocksDB iterator. Keys are read into one buffer. RocksDB is told the bound in the direction of the walk: without it, a walk that has reached its end looks for the next row
 * that lives, over all that were deleted beyond the bound, which takes milliseconds behind a queue that was worked off.
 */
final class RocksDbRows implements OrderedStore.Rows {

    private final Slice bound;
    private final ReadOptions options;
    private final RocksIterator iterator;
    private final byte[] from;
    private final byte[] to;
    private final ScanDirection direction;
    private final Path path;
    private byte[] key = new byte[128];
    private int keyLength;
    private boolean started;
    private boolean ended;

    /** Begins a walk; nothing is read before the first {@link #next}. */
    RocksDbRows(RocksDB db, Snapshot snapshot, byte[] from, byte[] to, ScanDirection direction, Path path) {
        this.from = from;
        this.to = to;
        this.direction = direction;
        this.path = path;
        this.bound = new Slice(direction == ScanDirection.ASCENDING ? to : from);
        this.options = new ReadOptions().setSnapshot(snapshot);
        if (direction == ScanDirection.ASCENDING) {
            options.setIterateUpperBound(bound);
        } else {
            options.setIterateLowerBound(bound);
        }
        this.iterator = db.newIterator(options);
    }

    @Override
    public boolean next() {
        if (ended) {
            return false;
        }
        boolean there = direction == ScanDirection.ASCENDING ? ascend() : descend();
        ended = !there;
        return there;
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public int keyLength() {
        return keyLength;
    }

    @Override
    public byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        iterator.close();
        options.close();
        bound.close();
    }

    private boolean ascend() {
        if (started) {
            iterator.next();
        } else {
            iterator.seek(from);
            started = true;
        }
        return readKey();
    }

    private boolean descend() {
        if (started) {
            iterator.prev();
        } else {
            iterator.seekForPrev(to);
            started = true;
            if (readKey() && isAt(to)) {
                iterator.prev();
            }
        }
        return readKey();
    }

    private boolean isAt(byte[] end) {
        return Arrays.equals(key, 0, keyLength, end, 0, end.length);
    }

    private boolean readKey() {
        if (!iterator.isValid()) {
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw RocksDbFailures.translate(e, path, "scanning rows");
            }
            return false;
        }
        keyLength = iterator.key(key, 0, key.length);
        if (keyLength > key.length) {
            key = new byte[keyLength + keyLength / 2];
            keyLength = iterator.key(key, 0, key.length);
        }
        return true;
    }
}
