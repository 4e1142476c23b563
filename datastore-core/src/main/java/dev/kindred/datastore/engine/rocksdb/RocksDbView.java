package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.engine.ordered.OrderedStore;
import dev.kindred.datastore.store.ScanDirection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** A RocksDB snapshot. Holds native memory and keeps old rows alive until it and all its copies are closed. */
final class RocksDbView implements OrderedStore.View {

    private final RocksDB db;
    private final Path path;
    private final Snapshot snapshot;
    /** How many views use the snapshot. */
    private final AtomicInteger users;
    /** Made when first needed: a transaction that finds all it reads in the cache never does. */
    private @Nullable ReadOptions options;

    RocksDbView(RocksDB db, Path path) {
        this(db, path, db.getSnapshot(), new AtomicInteger());
    }

    private RocksDbView(RocksDB db, Path path, Snapshot snapshot, AtomicInteger users) {
        this.db = db;
        this.path = path;
        this.snapshot = snapshot;
        this.users = users;
        users.incrementAndGet();
    }

    @Override
    public OrderedStore.View copy() {
        return new RocksDbView(db, path, snapshot, users);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        try {
            return db.get(options(), key);
        } catch (RocksDBException e) {
            throw RocksDbFailures.translate(e, path, "reading a row");
        }
    }

    @Override
    public List<byte @Nullable []> getAll(List<byte[]> keys) {
        try {
            return keys.isEmpty() ? List.of() : db.multiGetAsList(options(), keys);
        } catch (RocksDBException e) {
            throw RocksDbFailures.translate(e, path, "reading " + keys.size() + " rows");
        }
    }

    @Override
    public OrderedStore.Rows rows(byte[] from, byte[] to, ScanDirection direction) {
        return new RocksDbRows(db, snapshot, from, to, direction, path);
    }

    @Override
    public void close() {
        ReadOptions used = options;
        if (used != null) {
            used.close();
        }
        if (users.decrementAndGet() == 0) {
            db.releaseSnapshot(snapshot);
        }
    }

    private ReadOptions options() {
        ReadOptions used = options;
        if (used == null) {
            used = new ReadOptions().setSnapshot(snapshot);
            options = used;
        }
        return used;
    }
}
