package dev.kindred.delay;

import dev.kindred.delay.queue.TaskDispatcher;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the dispatcher when the application is up, and stops its claiming first of all when it goes down: before the web server, so that nothing new begins while requests
 * end. The workers end later, see {@link WorkersLifecycle}. Can be paused and resumed.
 */
public final class ClaimingLifecycle implements SmartLifecycle {

    /** After the web server has started, and before its graceful shutdown. */
    public static final int PHASE = Integer.MAX_VALUE - 512;

    private final TaskDispatcher dispatcher;
    private volatile boolean byHand;

    /**
     * The lifecycle of a dispatcher.
     *
     * @param dispatcher to be started
     */
    public ClaimingLifecycle(TaskDispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** Leaves the start to whoever calls {@link TaskDispatcher#start}: the context does not start the dispatcher any more. */
    public void startByHand() {
        byHand = true;
    }

    @Override
    public boolean isAutoStartup() {
        return !byHand;
    }

    @Override
    public void start() {
        dispatcher.start();
    }

    @Override
    public void stop() {
        dispatcher.stopClaiming();
    }

    @Override
    public boolean isRunning() {
        return dispatcher.isRunning();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
