package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.store.StoreException;
import java.nio.file.Path;

/** Files of the store are damaged or missing. What is damaged is never skipped in silence. */
public final class CorruptStoreException extends StoreException {

    private final Path path;

    /**
     * Reports damage.
     *
     * @param path the data directory
     * @param what what is damaged, and what to do; whole sentences
     */
    public CorruptStoreException(Path path, String what) {
        super(text(path, what));
        this.path = path;
    }

    /**
     * Reports damage.
     *
     * @param path the data directory
     * @param what what is damaged, and what to do; whole sentences
     * @param cause the failure below
     */
    public CorruptStoreException(Path path, String what, Throwable cause) {
        super(text(path, what), cause);
        this.path = path;
    }

    private static String text(Path path, String what) {
        return "The store in \"" + path + "\" is damaged. " + what;
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
