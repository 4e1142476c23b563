package dev.kindred.delay.event;

/**
 * Somebody has ended the pause of a queue, if there was one.
 *
 * @param queue the queue
 */
public record QueueResumed(String queue) implements QueueEvent {}
