package dev.kindred.datastore;

import java.time.Duration;

/**
 * How a transaction runs. Immutable; every method returns a changed copy.
 *
 * @param access whether it may write
 * @param attempts how often {@link Datastore#runInTransaction} runs the work at most, at least 1
 * @param timeout the longest it may be active, counted from its beginning
 * @param ownWrites whether its reads see its own writes
 */
public record TransactionOptions(Access access, int attempts, Duration timeout, OwnWrites ownWrites) {

    /** Whether a transaction may write. */
    public enum Access {
        /** Reads and writes. */
        READ_WRITE,
        /** Reads only; never conflicts. */
        READ_ONLY
    }

    /** Whether reads see the transaction's own writes. */
    public enum OwnWrites {
        /** They do, by key and in queries. */
        VISIBLE,
        /** They see the snapshot alone: App Engine's rule. */
        HIDDEN
    }

    /** Read-write, three attempts, 60 seconds, own writes visible. */
    public static final TransactionOptions DEFAULT =
            new TransactionOptions(Access.READ_WRITE, 3, Duration.ofSeconds(60), OwnWrites.VISIBLE);

    /** As {@link #DEFAULT}, but read-only. */
    public static final TransactionOptions READ_ONLY = DEFAULT.withAccess(Access.READ_ONLY);

    /**
     * Checks the numbers.
     *
     * @param access see the record
     * @param attempts see the record
     * @param timeout see the record
     * @param ownWrites see the record
     * @throws IllegalArgumentException if attempts is less than 1 or the timeout is not positive
     */
    public TransactionOptions {
        if (attempts < 1) {
            throw new IllegalArgumentException("A transaction needs at least 1 attempt, not " + attempts + ".");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("The timeout of a transaction must be positive, not " + timeout + ".");
        }
    }

    /**
     * Changes what it may do.
     *
     * @param changed the access
     * @return a changed copy
     */
    public TransactionOptions withAccess(Access changed) {
        return new TransactionOptions(changed, attempts, timeout, ownWrites);
    }

    /**
     * Changes the number of attempts.
     *
     * @param changed at least 1
     * @return a changed copy
     */
    public TransactionOptions withAttempts(int changed) {
        return new TransactionOptions(access, changed, timeout, ownWrites);
    }

    /**
     * Changes the timeout.
     *
     * @param changed a positive duration
     * @return a changed copy
     */
    public TransactionOptions withTimeout(Duration changed) {
        return new TransactionOptions(access, attempts, changed, ownWrites);
    }

    /**
     * Changes whether reads see own writes.
     *
     * @param changed visible or hidden
     * @return a changed copy
     */
    public TransactionOptions withOwnWrites(OwnWrites changed) {
        return new TransactionOptions(access, attempts, timeout, changed);
    }
}
