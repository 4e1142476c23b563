package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.store.StoreException;
import java.nio.file.Path;

/** There is no space left for the store. What was committed is safe; reads go on. */
public final class DiskFullException extends StoreException {

    private final Path path;

    /**
     * Reports a full disk.
     *
     * @param path the data directory
     * @param cause the failure below
     */
    public DiskFullException(Path path, Throwable cause) {
        super(
                "No space is left on the device of the data directory \"" + path
                        + "\". Free some, then close the engine and open it again.",
                cause);
        this.path = path;
    }

    /**
     * The data directory.
     *
     * @return its path
     */
    public Path path() {
        return path;
    }
}
