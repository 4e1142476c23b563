package dev.kindred.delay;

import dev.kindred.delay.queue.TaskOutcome;
import dev.kindred.delay.queue.TaskOutcome.State;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.core.JacksonException;

/**
 * What had become of a task when it was asked for, see {@link DelayOperations#result(TaskHandle)}: it does not change afterwards. A task whose method gave no result is not remembered when it is done: it is {@code UNKNOWN} then.
 */
public final class TaskResult {

    private final TaskOutcome outcome;
    private final DelayedRegistry registry;

    TaskResult(TaskOutcome outcome, DelayedRegistry registry) {
        this.outcome = outcome;
        this.registry = registry;
    }

    /**
     * How far the task is.
     *
     * @return its state
     */
    public State state() {
        return outcome.state();
    }

    /**
     * Whether the task is done and there is its result.
     *
     * @return true if so, also if the result is null
     */
    public boolean isDone() {
        return outcome.state() == State.DONE;
    }

    /**
     * The result.
     *
     * @param <T> what it is read as
     * @param type its class
     * @return empty if the task is not done, or the result is null
     * @throws IllegalArgumentException if the JSON does not fit the type
     */
    public <T> Optional<T> value(Class<T> type) {
        return read(type);
    }

    /**
     * The result, if its type has parameters.
     *
     * @param <T> what it is read as
     * @param type such as {@code new ParameterizedTypeReference<List<String>>() {}}
     * @return empty if the task is not done, or the result is null
     * @throws IllegalArgumentException if the JSON does not fit the type
     */
    public <T> Optional<T> value(ParameterizedTypeReference<T> type) {
        return read(type.getType());
    }

    /**
     * The result as it was written.
     *
     * @return JSON; empty if the task is not done
     */
    public Optional<String> json() {
        byte[] stored = outcome.result();
        return stored == null
                ? Optional.empty()
                : Optional.of(new String(registry.decodeResult(stored), StandardCharsets.UTF_8));
    }

    /**
     * When the task was done or given up.
     *
     * @return the time, or null if it was not
     */
    public @Nullable Instant ended() {
        return outcome.ended();
    }

    /**
     * Why the task was given up.
     *
     * @return the last error with the top of its stack; null if it was not given up
     */
    public @Nullable String error() {
        return outcome.error();
    }

    private <T> Optional<T> read(Type type) {
        byte[] stored = outcome.result();
        if (stored == null) {
            return Optional.empty();
        }
        byte[] json = registry.decodeResult(stored);
        try {
            T value = registry.mapper()
                    .readValue(json, registry.mapper().getTypeFactory().constructType(type));
            return Optional.ofNullable(value);
        } catch (JacksonException unfit) {
            throw new IllegalArgumentException(
                    "The result of the task cannot be read as " + type.getTypeName() + ": "
                            + unfit.getOriginalMessage(),
                    unfit);
        }
    }

    /** Without the result, which may be confidential. */
    @Override
    public String toString() {
        return "TaskResult[" + outcome.state() + "]";
    }
}
