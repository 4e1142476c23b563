package dev.kindred.delay.autoconfigure;

import dev.kindred.delay.ClaimingLifecycle;
import org.springframework.context.SmartLifecycle;

/** Begins the chain of runs that delete expired entities, when the context starts; one that goes on already is left as it is. Stores a task, so it comes after the engine is open. */
final class ExpiryLifecycle implements SmartLifecycle {

    private final ExpirySchedule schedule;
    private volatile boolean running;

    ExpiryLifecycle(ExpirySchedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public void start() {
        running = true;
        schedule.planNext();
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return ClaimingLifecycle.PHASE - 1;
    }
}
