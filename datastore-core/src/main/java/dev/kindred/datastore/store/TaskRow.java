package dev.kindred.datastore.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored task: what to do, when, and what became of it so far. Times are microseconds since 1970.
 *
 * @param id given by {@link TaskStorage#nextId()}; unique in the store, growing
 * @param queue the queue's name
 * @param name a name that is unique in the queue while the task waits, runs or lies dead, and for a while after it was finished or thrown away; or null
 * @param eta when it may run
 * @param priority higher runs first, 0 to 255; 100 by default
 * @param payload what to do; opaque to the store. Not to be changed
 * @param headers what travels with it, such as namespace and trace
 * @param attempts how many runs were begun
 * @param created when it was stored
 * @param firstAttempt when its first run began, 0 if none did
 * @param lastError why the last run failed, or null
 * @param traits what sets it apart from others
 */
@SuppressWarnings("ArrayRecordComponent")
public record TaskRow(
        long id,
        String queue,
        @Nullable String name,
        long eta,
        int priority,
        byte[] payload,
        Map<String, String> headers,
        int attempts,
        long created,
        long firstAttempt,
        @Nullable String lastError,
        TaskTraits traits) {

    /** The priority of a task that asks for none. */
    public static final int DEFAULT_PRIORITY = 100;

    /**
     * Copies the headers.
     *
     * @param id see the record
     * @param queue see the record
     * @param name see the record
     * @param eta see the record
     * @param priority see the record
     * @param payload see the record
     * @param headers see the record
     * @param attempts see the record
     * @param created see the record
     * @param firstAttempt see the record
     * @param lastError see the record
     * @param traits see the record
     */
    public TaskRow {
        headers = Map.copyOf(headers);
    }

    /**
     * A task with nothing special.
     *
     * @param id see the record
     * @param queue see the record
     * @param name see the record
     * @param eta see the record
     * @param priority see the record
     * @param payload see the record
     * @param headers see the record
     * @param attempts see the record
     * @param created see the record
     * @param firstAttempt see the record
     * @param lastError see the record
     */
    public TaskRow(
            long id,
            String queue,
            @Nullable String name,
            long eta,
            int priority,
            byte[] payload,
            Map<String, String> headers,
            int attempts,
            long created,
            long firstAttempt,
            @Nullable String lastError) {
        this(
                id,
                queue,
                name,
                eta,
                priority,
                payload,
                headers,
                attempts,
                created,
                firstAttempt,
                lastError,
                TaskTraits.NONE);
    }

    /**
     * The same task with other traits.
     *
     * @param changed what sets it apart
     * @return a changed copy
     */
    public TaskRow withTraits(TaskTraits changed) {
        return new TaskRow(
                id, queue, name, eta, priority, payload, headers, attempts, created, firstAttempt, lastError, changed);
    }

    /**
     * The same task with another id.
     *
     * @param changed given by {@link TaskStorage#nextId()}
     * @return a changed copy
     */
    public TaskRow withId(long changed) {
        return new TaskRow(
                changed,
                queue,
                name,
                eta,
                priority,
                payload,
                headers,
                attempts,
                created,
                firstAttempt,
                lastError,
                traits);
    }

    /**
     * The same task, with what its runs change.
     *
     * @param nextEta see the record
     * @param begun how often it has begun
     * @param first see {@link #firstAttempt}
     * @param error see {@link #lastError}
     * @return a changed copy
     */
    public TaskRow withProgress(long nextEta, int begun, long first, @Nullable String error) {
        return new TaskRow(id, queue, name, nextEta, priority, payload, headers, begun, created, first, error, traits);
    }

    /**
     * A task that has not run yet.
     *
     * @param id given by {@link TaskStorage#nextId()}
     * @param queue the queue's name
     * @param name a unique name, or null
     * @param eta when it may run, in microseconds since 1970
     * @param priority higher runs first, 0 to 255
     * @param payload what to do
     * @param headers what travels with it
     * @param created the time now, in microseconds since 1970
     * @return the task
     */
    public static TaskRow waiting(
            long id,
            String queue,
            @Nullable String name,
            long eta,
            int priority,
            byte[] payload,
            Map<String, String> headers,
            long created) {
        return new TaskRow(id, queue, name, eta, priority, payload, headers, 0, created, 0, null);
    }
}
