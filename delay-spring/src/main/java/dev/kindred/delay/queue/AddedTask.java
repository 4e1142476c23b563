package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskRow;
import org.jspecify.annotations.Nullable;

/**
 * What became of one task of {@link TaskQueues#addEach}.
 *
 * @param task the task as it was given
 * @param outcome what became of it
 * @param stored the task as stored, if it was added
 * @param problem what is wrong with it, if it is invalid
 */
public record AddedTask(
        Task task,
        Outcome outcome,
        @Nullable TaskRow stored,
        @Nullable InvalidTaskException problem) {

    /** What became of a task. */
    public enum Outcome {
        /** It is stored. */
        ADDED,
        /** Its name or its unique key is taken, perhaps by an earlier one of the same call. The others are stored in spite of it. */
        DUPLICATE,
        /** It breaks a rule. Nothing of the call is stored. */
        INVALID,
        /** It is all right, but another one is invalid. */
        SKIPPED
    }
}
