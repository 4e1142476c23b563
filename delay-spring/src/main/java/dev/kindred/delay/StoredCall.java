package dev.kindred.delay;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskRejectedException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a stored task calls, for who looks at queues. Needs no registry: the function may be one that nobody knows any more. Immutable.
 */
public final class StoredCall {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final String function;
    private final byte[] payload;

    private StoredCall(String function, byte[] payload) {
        this.function = function;
        this.payload = payload;
    }

    /**
     * Reads the call of a task.
     *
     * @param task any task
     * @return the call, or null if the task is none, such as one that the application added to a queue by itself, or one that a {@link PayloadCodec} has encrypted, which {@link DelayedRegistry#call} reads
     */
    public static @Nullable StoredCall find(TaskRow task) {
        return read(task.payload());
    }

    static @Nullable StoredCall read(byte[] payload) {
        try {
            return new StoredCall(ArgumentCodec.key(MAPPER, payload), payload);
        } catch (TaskRejectedException none) {
            return null;
        }
    }

    /**
     * Chooses the dead letters that call a function; none that is encrypted.
     *
     * @param function its key, or the alias it was stored under
     * @return a condition for {@link dev.kindred.delay.queue.DeadLetters#matching}
     */
    public static Predicate<DeadTask> of(String function) {
        return letter -> {
            StoredCall call = find(letter.task());
            return call != null && call.function.equals(function);
        };
    }

    /**
     * The function.
     *
     * @return the key it was stored under
     */
    public String function() {
        return function;
    }

    /**
     * The arguments, which may be confidential.
     *
     * @return a JSON array; null if it cannot be read
     */
    public @Nullable String arguments() {
        try {
            return MAPPER.readTree(payload).path("args").toString();
        } catch (JacksonException torn) {
            return null;
        }
    }

    byte[] payload() {
        return payload;
    }

    /** Without the arguments. */
    @Override
    public String toString() {
        return function;
    }
}
