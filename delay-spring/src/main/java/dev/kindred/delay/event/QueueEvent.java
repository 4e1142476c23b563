package dev.kindred.delay.event;

/**
 * Something that an operator cares for has happened in a queue. It is committed: a listener can neither prevent it nor undo it. Published on the node and the thread where it happened, once each.
 */
public sealed interface QueueEvent
        permits TaskDeadLettered, TaskRedriven, TaskDiscarded, QueuePaused, QueueResumed, QueuePurged {

    /**
     * The queue.
     *
     * @return its name
     */
    String queue();
}
