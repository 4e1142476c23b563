package dev.kindred.delay.observation;

import dev.kindred.delay.DelayContext;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.Map;

/** What is known of one run of a deferred call. The carrier is the task's headers. Complete when the observation stops; for one thread. */
public final class DelayExecuteObservationContext extends ReceiverContext<Map<String, String>> {

    /** How it ended. */
    public enum Outcome {
        /** It has not ended. */
        UNKNOWN,
        /** The function has returned. */
        SUCCESS,
        /** It has failed. Whether it runs again, the retry policy decides. */
        ERROR,
        /** The task is given up at once: the function says so, or its arguments cannot be read. */
        REJECTED,
        /** The function has put the task off; nothing has failed. */
        SNOOZED
    }

    private final DelayContext task;
    private Outcome outcome = Outcome.UNKNOWN;

    /**
     * Describes a run.
     *
     * @param task the task that runs
     * @param headers its headers; names compare without case
     */
    public DelayExecuteObservationContext(DelayContext task, Map<String, String> headers) {
        super((carrier, name) -> carrier.get(name), Kind.CONSUMER);
        this.task = task;
        setCarrier(headers);
    }

    /**
     * The task that runs.
     *
     * @return its context
     */
    public DelayContext task() {
        return task;
    }

    /**
     * How it ended.
     *
     * @return {@link Outcome#UNKNOWN} until it has
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Says how it ended.
     *
     * @param end the outcome
     */
    public void outcome(Outcome end) {
        this.outcome = end;
    }
}
