package dev.kindred.delay.event;

/**
 * Somebody has deleted what waited in a queue.
 *
 * @param queue the queue
 * @param tasks how many tasks there were
 */
public record QueuePurged(String queue, long tasks) implements QueueEvent {}
