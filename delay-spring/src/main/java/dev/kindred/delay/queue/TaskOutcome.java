package dev.kindred.delay.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a task, see {@link TaskQueues#outcome(dev.kindred.datastore.store.TaskRow)}.
 *
 * @param state how far it is
 * @param result the bytes its last run gave as the result, not to be changed; null unless it is done
 * @param ended when it was done or given up; null if it was not
 * @param error why it was given up; null if it was not, or nobody said why
 */
@SuppressWarnings("ArrayRecordComponent")
public record TaskOutcome(
        State state,
        byte @Nullable [] result,
        @Nullable Instant ended,
        @Nullable String error) {

    /** How far a task is. */
    public enum State {
        /** It waits for its first or next run, or another process runs it. */
        WAITING,
        /** It runs in this process. */
        RUNNING,
        /** It is done, and there is its result. */
        DONE,
        /** It was given up and is a dead letter. */
        FAILED,
        /** There is nothing: it was not stored yet, ended without a result, was thrown away, or its result has expired. */
        UNKNOWN
    }

    static TaskOutcome of(State state) {
        return new TaskOutcome(state, null, null, null);
    }
}
