package dev.kindred.datastore.store;

/**
 * A worker's right to finish a task: proof that it still owns the run it began.
 *
 * @param task the task as claimed, the run counted in its attempts
 * @param token fences off a worker that lost the task to another in the meantime
 */
public record TaskLease(TaskRow task, long token) {}
