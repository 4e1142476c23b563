package dev.kindred.datastore;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction runs. Immutable; every method returns a changed copy.
 *
 * @param access whether it may write
 * @param attempts how often {@link Datastore#runInTransaction} runs the work at most, at least 1
 * @param timeout the longest it may be active, counted from its beginning
 * @param ownWrites whether its reads see its own writes
 * @param idleTimeout the longest time between two uses of it
 * @param readTime the moment whose state it reads; null for that of its beginning
 */
public record TransactionOptions(
        Access access,
        int attempts,
        Duration timeout,
        OwnWrites ownWrites,
        Duration idleTimeout,
        @Nullable Instant readTime) {

    /** Whether a transaction may write. */
    public enum Access {
        /** Reads and writes. */
        READ_WRITE,
        /** Reads only; never conflicts. What it sees was committed at its beginning. */
        READ_ONLY,
        /**
         * As {@link #READ_ONLY}, and what it sees is a state that some order of all transactions explains, one after the other. The embedded engine's read-only transactions are so anyway. On a server the first
         * read may wait for transactions that write and were there before. For reports that must be right as a whole.
         */
        READ_SERIAL;

        /**
         * Whether it changes nothing.
         *
         * @return true if a transaction with this access cannot write
         */
        public boolean isReading() {
            return this != READ_WRITE;
        }
    }

    /** Whether reads see the transaction's own writes. */
    public enum OwnWrites {
        /** They do, by key and in queries. */
        VISIBLE,
        /** They see the snapshot alone: App Engine's rule. */
        HIDDEN
    }

    /** Read-write, three attempts, 60 seconds in all and without a use, own writes visible. */
    public static final TransactionOptions DEFAULT = new TransactionOptions(
            Access.READ_WRITE, 3, Duration.ofSeconds(60), OwnWrites.VISIBLE, Duration.ofSeconds(60), null);

    /** As {@link #DEFAULT}, but read-only. */
    public static final TransactionOptions READ_ONLY = DEFAULT.withAccess(Access.READ_ONLY);

    /** As {@link #DEFAULT}, but reading what is right as a whole. */
    public static final TransactionOptions READ_SERIAL = DEFAULT.withAccess(Access.READ_SERIAL);

    /**
     * Checks the numbers.
     *
     * @param access see the record
     * @param attempts see the record
     * @param timeout see the record
     * @param ownWrites see the record
     * @param idleTimeout see the record
     * @param readTime see the record
     * @throws IllegalArgumentException if attempts is less than 1, a timeout is not positive, or a read time is given for reading and writing
     */
    public TransactionOptions {
        if (attempts < 1) {
            throw new IllegalArgumentException("A transaction needs at least 1 attempt, not " + attempts + ".");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("The timeout of a transaction must be positive, not " + timeout + ".");
        }
        if (idleTimeout.isNegative() || idleTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "The idle timeout of a transaction must be positive, not " + idleTimeout + ".");
        }
        if (readTime != null && !access.isReading()) {
            throw new IllegalArgumentException("A transaction that reads the state of " + readTime
                    + " cannot write; start from TransactionOptions.READ_ONLY.");
        }
    }

    /**
     * Changes what it may do.
     *
     * @param changed the access
     * @return a changed copy
     */
    public TransactionOptions withAccess(Access changed) {
        return new TransactionOptions(changed, attempts, timeout, ownWrites, idleTimeout, readTime);
    }

    /**
     * Changes the number of attempts.
     *
     * @param changed at least 1
     * @return a changed copy
     */
    public TransactionOptions withAttempts(int changed) {
        return new TransactionOptions(access, changed, timeout, ownWrites, idleTimeout, readTime);
    }

    /**
     * Changes the timeout.
     *
     * @param changed a positive duration
     * @return a changed copy
     */
    public TransactionOptions withTimeout(Duration changed) {
        return new TransactionOptions(access, attempts, changed, ownWrites, idleTimeout, readTime);
    }

    /**
     * Changes whether reads see own writes.
     *
     * @param changed visible or hidden
     * @return a changed copy
     */
    public TransactionOptions withOwnWrites(OwnWrites changed) {
        return new TransactionOptions(access, attempts, timeout, changed, idleTimeout, readTime);
    }

    /**
     * Changes how long it may go unused. Calls on it and rows taken from its query results are uses.
     *
     * @param changed a positive duration
     * @return a changed copy
     */
    public TransactionOptions withIdleTimeout(Duration changed) {
        return new TransactionOptions(access, attempts, timeout, ownWrites, changed, readTime);
    }

    /**
     * Lets a read-only transaction read a past state: everything that was committed before a moment, and nothing that was begun after it. Engines keep past states
     * only if they are told to, for a while, and for whole multiples of some resolution; {@link Datastore#begin} refuses other moments.
     *
     * @param changed the moment
     * @return a changed copy
     * @throws IllegalArgumentException if the transaction may write
     */
    public TransactionOptions withReadTime(Instant changed) {
        return new TransactionOptions(access, attempts, timeout, ownWrites, idleTimeout, changed);
    }

    /**
     * App Engine's {@code XG} option, for code that comes from there. It changes nothing: every transaction may touch entities of any group.
     *
     * @return these options
     */
    public TransactionOptions crossGroup() {
        return this;
    }
}
