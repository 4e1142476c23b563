package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TaskTaker;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom to tell of queues in which there may be something to claim, and who may take it over before it has to be claimed. */
final class ReadyQueues {

    private static final Logger logger = LoggerFactory.getLogger(ReadyQueues.class);

    private final LowWater lowWater = new LowWater(System::nanoTime);
    private volatile Consumer<Set<String>> listener = queues -> {};
    private volatile TaskTaker taker = TaskTaker.NONE;
    private volatile boolean listenedTo;
    private volatile Runnable firstListener = () -> {};
    private volatile Consumer<Set<String>> others = queues -> {};

    /** What is known of where they begin. */
    LowWater lowWater() {
        return lowWater;
    }

    void onReady(Consumer<Set<String>> changed) {
        listener = changed;
        if (!listenedTo) {
            listenedTo = true;
            firstListener.run();
        }
    }

    void onAdded(TaskTaker changed) {
        taker = changed;
    }

    /** Who may take tasks over as they are added. */
    TaskTaker taker() {
        return taker;
    }

    /** Whether anybody here wants to know. */
    boolean isListenedTo() {
        return listenedTo;
    }

    /** What to do when somebody first wants to know. */
    void onFirstListener(Runnable action) {
        firstListener = action;
    }

    /** Who tells other processes. */
    void others(Consumer<Set<String>> changed) {
        others = changed;
    }

    /** Tells everybody of what this process has committed, which is there whatever they do. */
    void tell(Set<String> queues) {
        if (!queues.isEmpty()) {
            heard(queues);
            others.accept(queues);
        }
    }

    /** Tells everybody of tasks that this process has committed, each of which it has noted before. */
    void tellNoted(Set<String> queues) {
        if (!queues.isEmpty()) {
            listen(queues);
            others.accept(queues);
        }
    }

    /** Tells this process alone. */
    void heard(Set<String> queues) {
        if (!queues.isEmpty()) {
            lowWater.forget(queues);
            listen(queues);
        }
    }

    private void listen(Set<String> queues) {
        try {
            listener.accept(queues);
        } catch (RuntimeException e) {
            logger.warn("The listener for queues {} failed", queues, e);
        }
    }
}
