package dev.kindred.delay.event;

import dev.kindred.datastore.store.DeadTask;

/**
 * Somebody has thrown a dead letter away.
 *
 * @param letter what it was
 */
public record TaskDiscarded(DeadTask letter) implements QueueEvent {

    @Override
    public String queue() {
        return letter.task().queue();
    }
}
