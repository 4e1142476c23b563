package dev.kindred.delay;

import dev.kindred.delay.queue.TaskDispatcher;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the workers when the application goes down: after the web server's graceful shutdown, whose last requests may add tasks, and before executors and the store. Waits for tasks
 * that run, interrupts them after the grace period, and hands back what does not end.
 */
public final class WorkersLifecycle implements SmartLifecycle {

    /** Below the web server and its graceful shutdown, above executors and the store. */
    public static final int PHASE = Integer.MAX_VALUE - 4096;

    private final TaskDispatcher dispatcher;
    private final Duration grace;
    private volatile boolean running;

    /**
     * The lifecycle of a dispatcher's workers.
     *
     * @param dispatcher to be stopped
     * @param grace how long to wait for tasks that run; shorter than the time Spring allows a phase, 30 s by default
     */
    public WorkersLifecycle(TaskDispatcher dispatcher, Duration grace) {
        this.dispatcher = dispatcher;
        this.grace = grace;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        dispatcher.stop(grace);
        running = false;
    }

    /**
     * Stops on a thread of its own, so that Spring's time limit for the phase holds.
     *
     * @param callback is told when everything has ended
     */
    @Override
    public void stop(Runnable callback) {
        new Thread(
                        () -> {
                            try {
                                stop();
                            } finally {
                                callback.run();
                            }
                        },
                        "delay-shutdown")
                .start();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
