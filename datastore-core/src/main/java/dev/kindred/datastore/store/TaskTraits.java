package dev.kindred.datastore.store;

import org.jspecify.annotations.Nullable;

/**
 * What sets a task apart from others of its queue. Most have nothing of it: {@link #NONE}.
 *
 * @param concurrencyKey tasks of the queue with the same key run in the order in which they were added, no more than {@code perKey} at a time; null for a task that
 *     runs without regard to others
 * @param perKey how many tasks with the concurrency key are let into the queue at a time, at least 1; 0 without a key
 * @param tag what a pull queue's tasks can be leased by, perhaps empty; null for tasks that are not leased
 * @param uniqueKey what no other task of the queue has while this one waits or runs; free at once when it ends; null if there is nothing of the kind
 */
public record TaskTraits(
        @Nullable String concurrencyKey,
        int perKey,
        @Nullable String tag,
        @Nullable String uniqueKey) {

    /** Nothing special. */
    public static final TaskTraits NONE = new TaskTraits(null, 0, null, null);

    /**
     * Checks the number.
     *
     * @param concurrencyKey see the record
     * @param perKey see the record
     * @param tag see the record
     * @param uniqueKey see the record
     * @throws IllegalArgumentException if there is a concurrency key and the number is less than 1
     */
    public TaskTraits {
        if (concurrencyKey != null && perKey < 1) {
            throw new IllegalArgumentException("At least 1 task with the concurrency key \"" + concurrencyKey
                    + "\" must be allowed at a time, not " + perKey);
        }
    }

    /**
     * The same without a unique key.
     *
     * @return traits
     */
    public TaskTraits withoutUniqueKey() {
        return uniqueKey == null ? this : new TaskTraits(concurrencyKey, perKey, tag, null);
    }
}
