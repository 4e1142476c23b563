package dev.kindred.datastore.engine.ordered;

/**
 * How a commit changes the number of tasks of a queue.
 *
 * @param queue the queue
 * @param stored tasks waiting or running
 * @param dead tasks given up
 */
record QueueDelta(QueueState queue, long stored, long dead) {}
