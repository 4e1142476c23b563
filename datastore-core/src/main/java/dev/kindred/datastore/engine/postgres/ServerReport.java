package dev.kindred.datastore.engine.postgres;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the server tells about itself and the store on it. Some of it only some roles may read, and some servers do not know it: then it is missing.
 *
 * @param server the server's product and version, such as {@code PostgreSQL 18.6}
 * @param standby whether the server follows another one and takes no writes
 * @param nodes how many processes have said of late that they use the store
 * @param standbys how many servers follow this one
 * @param replicationLagBytes how far the last of them is behind
 * @param oldestTransaction how long the oldest transaction in the database has been open; while it is, nothing that was deleted since is cleared away
 * @param waitingForLocks how many sessions in the database wait for a lock now
 * @param deadlocks how many deadlocks the server has ended in the database since its statistics were reset
 */
public record ServerReport(
        String server,
        boolean standby,
        long nodes,
        @Nullable Long standbys,
        @Nullable Long replicationLagBytes,
        @Nullable Duration oldestTransaction,
        @Nullable Long waitingForLocks,
        @Nullable Long deadlocks) {}
