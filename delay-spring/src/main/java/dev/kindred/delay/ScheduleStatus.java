package dev.kindred.delay;

import java.time.Instant;

/**
 * A schedule as it stands in the store.
 *
 * @param key its key
 * @param times its times, such as {@code cron 0 0 3 * * * in Europe/Berlin on default}
 * @param next when its next run is due; a time that has passed if that waits for a worker, runs, or is tried again
 * @param taskId the task of that run
 */
public record ScheduleStatus(String key, String times, Instant next, long taskId) {}
