package dev.kindred.datastore.store;

/**
 * A task that was given up. It stays until somebody runs it again or throws it away.
 *
 * @param task as it was at its last attempt, with its last error
 * @param reason why it was given up
 * @param died when, in microseconds since 1970
 */
public record DeadTask(TaskRow task, Reason reason, long died) {

    /** Why a task was given up. The names are written to disk. */
    public enum Reason {
        /** It failed as often, or for as long, as its queue allows. */
        RETRIES_EXHAUSTED,
        /** Its payload cannot be read. */
        UNDECODABLE,
        /** Nobody here knows what to run for it. */
        UNKNOWN_FUNCTION,
        /** Its handler said that trying again is useless. */
        REJECTED
    }
}
