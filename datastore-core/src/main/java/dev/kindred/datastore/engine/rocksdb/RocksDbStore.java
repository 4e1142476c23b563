package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.engine.ordered.Batch;
import dev.kindred.datastore.engine.ordered.OrderedStore;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.StoreException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** RocksDB as an ordered store: one column family, the first byte of a key says what kind of row it is. */
final class RocksDbStore implements OrderedStore {

    /** Reading so many rows from the log takes about as long as all else at an opening. */
    private static final long LONG_LOG_ROWS = 20_000;

    private final Path path;
    private final RocksDB db;
    private final RocksDbResources resources;
    private final Runnable whenClosed;
    /** Held to read while somebody who is not a transaction looks at the database, to write while it is closed. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    RocksDbStore(Path path, RocksDB db, RocksDbResources resources, Runnable whenClosed) {
        this.path = path;
        this.db = db;
        this.resources = resources;
        this.whenClosed = whenClosed;
    }

    @Override
    public View view() {
        return new RocksDbView(db, path);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        try {
            return db.get(key);
        } catch (RocksDBException e) {
            throw RocksDbFailures.translate(e, path, "reading a row");
        }
    }

    @Override
    public void write(Batch batch, Sync sync) {
        try (WriteBatch rows = new WriteBatch(batch.serialized())) {
            db.write(sync == Sync.DURABLE ? resources.durable() : resources.process(), rows);
        } catch (RocksDBException e) {
            throw RocksDbFailures.translate(e, path, "writing a commit");
        }
    }

    /**
     * RocksDB numbers rows: the sequence number grows by one with each, survives in its files with the rows, and is never smaller after opening than that of any
     * row that is there. Commits are numbered from it, one by one, and each writes at least one row; so by induction no commit's number is above the
     * sequence number after it, and none is issued twice.
     */
    @Override
    public long versionFloor() {
        return db.getLatestSequenceNumber();
    }

    @Override
    public Map<String, Object> details() {
        use.readLock().lock();
        try {
            Map<String, Object> facts = new LinkedHashMap<>();
            if (!closed) {
                facts.put("estimatedRows", db.getLongProperty("rocksdb.estimate-num-keys"));
                facts.put("storedBytes", db.getLongProperty("rocksdb.total-sst-files-size"));
                facts.put("blockCacheBytes", resources.blockBytes());
            }
            return facts;
        } catch (RocksDBException e) {
            return Map.of("detailsFailure", String.valueOf(e.getMessage()));
        } finally {
            use.readLock().unlock();
        }
    }

    /** Copies the store while it is in use, by hard links where that is possible. */
    void checkpoint(Path target) {
        use.readLock().lock();
        try (Checkpoint checkpoint = Checkpoint.create(requireOpen())) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw RocksDbFailures.translate(e, path, "writing a checkpoint to \"" + target + "\"");
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                if (resources.hasFiles()) {
                    makeNextOpeningFast();
                }
                db.closeE();
            } catch (RocksDBException e) {
                throw new StoreException(
                        "The store in \"" + path + "\" was not closed cleanly: " + e.getMessage()
                                + ". What was committed is recovered when it is opened.",
                        e);
            } finally {
                db.close();
                resources.close();
                whenClosed.run();
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    /** Syncs what was written without waiting for the disk, and spares the next opening a long log. */
    private void makeNextOpeningFast() throws RocksDBException {
        db.syncWal();
        if (db.getLongProperty("rocksdb.num-entries-active-mem-table") > LONG_LOG_ROWS) {
            try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
                db.flush(flush);
            }
        }
    }

    private RocksDB requireOpen() {
        if (closed) {
            throw new StoreClosedException("The store in \"" + path + "\" is closed; call open()");
        }
        return db;
    }
}
