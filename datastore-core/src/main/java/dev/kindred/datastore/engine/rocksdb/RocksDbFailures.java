package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.store.StoreException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Says what a failure of RocksDB means for whoever has to mend it. */
final class RocksDbFailures {

    private RocksDbFailures() {}

    static StoreException translate(RocksDBException failure, Path path, String doing) {
        Status status = failure.getStatus();
        if (status != null) {
            if (status.getSubCode() == Status.SubCode.NoSpace) {
                return new DiskFullException(path, failure);
            }
            if (status.getCode() == Status.Code.Corruption) {
                return new CorruptStoreException(
                        path,
                        "While " + doing + ": " + failure.getMessage()
                                + ". Keep the files, and restore a checkpoint. If only the log is damaged, opening once with durability \"os\" recovers the"
                                + " commits before the damage and drops those after it.",
                        failure);
            }
        }
        return new StoreException(
                "The store in \"" + path + "\" failed while " + doing + ": " + failure.getMessage() + ".", failure);
    }
}
