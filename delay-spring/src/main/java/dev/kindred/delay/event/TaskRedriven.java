package dev.kindred.delay.event;

import dev.kindred.datastore.store.DeadTask;

/**
 * Somebody has redriven a dead letter; its task waits again.
 *
 * @param letter what it was
 */
public record TaskRedriven(DeadTask letter) implements QueueEvent {

    @Override
    public String queue() {
        return letter.task().queue();
    }
}
