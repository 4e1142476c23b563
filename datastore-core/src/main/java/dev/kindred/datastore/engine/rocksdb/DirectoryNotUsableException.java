package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.store.StoreException;
import java.nio.file.Path;

/** The data directory cannot be made, read or written. */
public final class DirectoryNotUsableException extends StoreException {

    private final Path path;

    /**
     * Refuses to open a directory.
     *
     * @param path the data directory
     * @param reason what is wrong with it, and what to do; a whole sentence
     */
    public DirectoryNotUsableException(Path path, String reason) {
        super("The data directory \"" + path + "\" cannot be used. " + reason);
        this.path = path;
    }

    /**
     * Refuses to open a directory.
     *
     * @param path the data directory
     * @param reason what is wrong with it, and what to do; a whole sentence
     * @param cause the failure below
     */
    public DirectoryNotUsableException(Path path, String reason, Throwable cause) {
        super("The data directory \"" + path + "\" cannot be used. " + reason, cause);
        this.path = path;
    }

    /**
     * The directory.
     *
     * @return its path
     */
    public Path path() {
        return path;
    }
}
