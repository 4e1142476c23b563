package dev.kindred.delay.observation;

import dev.kindred.delay.TaskHandle;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is known of the storing of deferred calls. What a handler puts into the carrier becomes headers of the tasks. Complete when the observation stops; for one thread. */
public final class DelayEnqueueObservationContext extends SenderContext<Map<String, String>> {

    /** How it ended. */
    public enum Outcome {
        /** It has not ended. */
        UNKNOWN,
        /** The calls were stored; those in a transaction will be when it commits. */
        SUCCESS,
        /** Nothing was stored, because a name or a unique key is taken. */
        DUPLICATE,
        /** Nothing was stored. */
        ERROR
    }

    private List<TaskHandle> tasks;
    private Outcome outcome = Outcome.UNKNOWN;

    /**
     * Describes the storing of calls.
     *
     * @param tasks what is stored in one step; at least one
     */
    public DelayEnqueueObservationContext(List<TaskHandle> tasks) {
        super(
                (carrier, name, value) -> {
                    if (carrier != null) {
                        carrier.put(name, value);
                    }
                },
                Kind.PRODUCER);
        this.tasks = List.copyOf(tasks);
        setCarrier(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    }

    /**
     * The calls.
     *
     * @return as they are to be stored; as they are stored, with their ids, when that succeeded
     */
    public List<TaskHandle> tasks() {
        return tasks;
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
     * Says that the calls were stored.
     *
     * @param stored the calls with their ids
     */
    public void succeeded(List<TaskHandle> stored) {
        this.tasks = List.copyOf(stored);
        this.outcome = Outcome.SUCCESS;
    }

    /**
     * Says that nothing was stored.
     *
     * @param how why not
     */
    public void failed(Outcome how) {
        this.outcome = how;
    }
}
