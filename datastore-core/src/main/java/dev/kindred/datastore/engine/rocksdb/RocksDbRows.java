package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.engine.ordered.OrderedStore;
import dev.kindred.datastore.store.ScanDirection;
import java.nio.file.Path;
import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A walk of a RocksDB iterator. Keys are read into one buffer; the bounds are compared here, because handing them to RocksDB takes native memory for each.
 */
final class RocksDbRows implements OrderedStore.Rows {

    private final RocksIterator iterator;
    private final byte[] from;
    private final byte[] to;
    private final ScanDirection direction;
    private final Path path;
    private byte[] key = new byte[128];
    private int keyLength;
    private boolean started;
    private boolean ended;

    RocksDbRows(RocksIterator iterator, byte[] from, byte[] to, ScanDirection direction, Path path) {
        this.iterator = iterator;
        this.from = from;
        this.to = to;
        this.direction = direction;
        this.path = path;
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
    }

    private boolean ascend() {
        if (started) {
            iterator.next();
        } else {
            iterator.seek(from);
            started = true;
        }
        return readKey() && compareKey(to) < 0;
    }

    private boolean descend() {
        if (started) {
            iterator.prev();
        } else {
            iterator.seekForPrev(to);
            started = true;
            if (readKey() && compareKey(to) == 0) {
                iterator.prev();
            }
        }
        return readKey() && compareKey(from) >= 0;
    }

    private int compareKey(byte[] bound) {
        return Arrays.compareUnsigned(key, 0, keyLength, bound, 0, bound.length);
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
