package dev.kindred.delay.event;

/**
 * Somebody has paused a queue; perhaps it was paused already.
 *
 * @param queue the queue
 */
public record QueuePaused(String queue) implements QueueEvent {}
