package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.store.StoreException;
import java.nio.file.Path;

/** The data was written by a newer version of this library. Nothing was changed. */
public final class NewerFormatException extends StoreException {

    private final Path path;
    private final int found;
    private final int supported;

    /**
     * Refuses to open a directory.
     *
     * @param path the data directory
     * @param found the format of the data
     * @param supported the newest format this code knows
     */
    public NewerFormatException(Path path, int found, int supported) {
        super("The data directory \"" + path + "\" has storage format " + found
                + "; this version of the library knows formats up to " + supported
                + ". Use the version that wrote it, or a newer one, or another directory. Nothing was changed.");
        this.path = path;
        this.found = found;
        this.supported = supported;
    }

    /**
     * The directory.
     *
     * @return its path
     */
    public Path path() {
        return path;
    }

    /**
     * The format of the data.
     *
     * @return a number greater than {@link #supported()}
     */
    public int found() {
        return found;
    }

    /**
     * The newest format this code knows.
     *
     * @return at least 1
     */
    public int supported() {
        return supported;
    }
}
