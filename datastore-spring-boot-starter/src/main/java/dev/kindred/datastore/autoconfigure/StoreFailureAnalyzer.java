package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.engine.rocksdb.CorruptStoreException;
import dev.kindred.datastore.engine.rocksdb.DirectoryInUseException;
import dev.kindred.datastore.engine.rocksdb.DirectoryNotUsableException;
import dev.kindred.datastore.engine.rocksdb.DiskFullException;
import dev.kindred.datastore.engine.rocksdb.NewerFormatException;
import dev.kindred.datastore.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what an operator does about a store that cannot be opened. */
final class StoreFailureAnalyzer extends AbstractFailureAnalyzer<StoreException> {

    private static final String PATH = "\"kindred.datastore.embedded.path\"";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, StoreException cause) {
        String action = action(cause);
        return action == null ? null : new FailureAnalysis(String.valueOf(cause.getMessage()), action, cause);
    }

    private static @Nullable String action(StoreException cause) {
        if (cause instanceof DirectoryInUseException inUse) {
            return inUse.ownerPid() == ProcessHandle.current().pid()
                    ? "Close the other engine or application context of this process, or set " + PATH
                            + " to a directory of its own for each."
                    : "Stop "
                            + (inUse.ownerPid() < 0
                                    ? "the process that has it open"
                                    : "the process with pid " + inUse.ownerPid())
                            + ", or set " + PATH + " to another directory.";
        }
        if (cause instanceof DirectoryNotUsableException) {
            return "Give the user of this process (" + System.getProperty("user.name")
                    + ") the right to read and write it, or set " + PATH + " to a directory that can be used.";
        }
        if (cause instanceof NewerFormatException) {
            return "Start the version of the application that wrote it, or a newer one; or set " + PATH
                    + " to another directory. Nothing was changed.";
        }
        if (cause instanceof CorruptStoreException) {
            return "Keep a copy of the directory as it is, then restore a backup, or set " + PATH
                    + " to another directory.";
        }
        if (cause instanceof DiskFullException) {
            return "Free some space there, or set " + PATH
                    + " to a directory on another disk, and start again. What was committed is safe.";
        }
        return null;
    }
}
