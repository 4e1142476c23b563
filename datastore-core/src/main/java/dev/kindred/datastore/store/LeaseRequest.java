package dev.kindred.datastore.store;

import org.jspecify.annotations.Nullable;

/**
 * What to lease from a pull queue. Times are microseconds since 1970.
 *
 * @param queue the queue
 * @param tag only tasks with this tag, perhaps the empty one, by eta; null for all, by priority and eta
 * @param max the most tasks, at least 1
 * @param now tasks with a later eta stay, leased ones among them
 * @param until when the leases end
 * @param maxLeases a task that was leased so often before is buried instead; {@link Integer#MAX_VALUE} for no limit
 */
public record LeaseRequest(String queue, @Nullable String tag, int max, long now, long until, int maxLeases) {

    /**
     * Checks the numbers.
     *
     * @param queue see the record
     * @param tag see the record
     * @param max see the record
     * @param now see the record
     * @param until see the record
     * @param maxLeases see the record
     * @throws IllegalArgumentException if no task is asked for, or the lease ends before it begins
     */
    public LeaseRequest {
        if (max < 1) {
            throw new IllegalArgumentException("At least 1 task must be asked for, not " + max);
        }
        if (until <= now) {
            throw new IllegalArgumentException("A lease must last longer than zero, not " + (until - now) + " us");
        }
    }
}
