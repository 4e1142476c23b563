package dev.kindred.datastore.store;

/**
 * A name whose task is over, and which stays taken for a while so that the task is not added twice.
 *
 * @param queue the queue
 * @param name the task's name
 * @param until when it can be given again, in microseconds since 1970
 */
public record HeldName(String queue, String name, long until) {}
