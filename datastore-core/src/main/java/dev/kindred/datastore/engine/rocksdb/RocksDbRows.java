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
 * A walk of a RocksDB iterator. RocksDB is told where the range ends, although it costs native memory for each walk: behind the end may lie thousands of deleted
 * rows, which it would otherwise skip one by one in search of a row that is none of ours. Keys are read into one buffer.
 */
final class RocksDbRows implements OrderedStore.Rows {

    private final RocksIterator iterator;
    private final ReadOptions options;
    private final Slice bound;
    private final byte[] from;
    private final byte[] to;
    private final ScanDirection direction;
    private final Path path;
    private byte[] key = new byte[128];
    private int keyLength;
    private boolean started;
    private boolean ended;

    RocksDbRows(RocksDB db, Snapshot snapshot, byte[] from, byte[] to, ScanDirection direction, Path path) {
        this.from = from;
        this.to = to;
        this.direction = direction;
        this.path = path;
        bound = new Slice(direction == ScanDirection.ASCENDING ? to : from);
        options = new ReadOptions().setSnapshot(snapshot);
        iterator = db.newIterator(
                direction == ScanDirection.ASCENDING
                        ? options.setIterateUpperBound(bound)
                        : options.setIterateLowerBound(bound));
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
            if (readKey() && Arrays.equals(key, 0, keyLength, to, 0, to.length)) {
                iterator.prev();
            }
        }
        return readKey();
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
