package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.store.StoreException;
import java.nio.file.Path;

/** Another engine, in this process or another, has the data directory open. Nothing was changed. */
public final class DirectoryInUseException extends StoreException {

    private final Path path;
    private final long ownerPid;

    /**
     * Refuses to open a directory.
     *
     * @param path the data directory
     * @param ownerPid the process that has it open, or -1 if that is not known
     */
    public DirectoryInUseException(Path path, long ownerPid) {
        super("The data directory \"" + path + "\" is in use by "
                + (ownerPid == ProcessHandle.current().pid()
                        ? "another engine in this process (pid " + ownerPid
                                + "). Share one engine, or close the other first."
                        : (ownerPid < 0 ? "another process." : "the process with pid " + ownerPid + ".")
                                + " Stop that process, or give this one another directory."));
        this.path = path;
        this.ownerPid = ownerPid;
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
     * Who has it open.
     *
     * @return a process id, or -1 if it is not known
     */
    public long ownerPid() {
        return ownerPid;
    }
}
