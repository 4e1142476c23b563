package dev.kindred.delay.autoconfigure.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.StoredCall;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of a task. What is null is left out.
 *
 * @param id its id
 * @param name its name, if it has one
 * @param state {@code waiting}, {@code running} or {@code dead}
 * @param function the function that it calls; null if it is no deferred call
 * @param namespace the namespace that it runs in, if it has one
 * @param reason why it was given up, of a dead letter
 * @param died when it was given up, of a dead letter
 * @param eta when it is due, or was
 * @param priority its priority
 * @param attempts how many runs were begun
 * @param created when it was stored
 * @param firstAttempt when its first run began
 * @param payloadBytes the size of its payload, in bytes
 * @param error its last error with the top of the stack; without the messages of the exceptions unless values are shown
 * @param headers its headers; null unless values are shown
 * @param arguments the arguments of the call, a JSON array; null unless values are shown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskDescriptor(
        long id,
        @Nullable String name,
        String state,
        @Nullable String function,
        @Nullable String namespace,
        @Nullable String reason,
        @Nullable Instant died,
        Instant eta,
        int priority,
        int attempts,
        Instant created,
        @Nullable Instant firstAttempt,
        int payloadBytes,
        @Nullable String error,
        @Nullable Map<String, String> headers,
        @Nullable String arguments)
        implements OperationResponseBody {

    /** As it is stored with tasks. */
    private static final String NAMESPACE = "X-AppEngine-Current-Namespace";

    static TaskDescriptor of(DeadTask letter, @Nullable StoredCall call, boolean values) {
        return of(
                letter.task(),
                call,
                "dead",
                letter.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                instant(letter.died()),
                values);
    }

    static TaskDescriptor of(TaskRow task, @Nullable StoredCall call, String state, boolean values) {
        return of(task, call, state, null, null, values);
    }

    private static TaskDescriptor of(
            TaskRow task,
            @Nullable StoredCall call,
            String state,
            @Nullable String reason,
            @Nullable Instant died,
            boolean values) {
        String error = task.lastError();
        return new TaskDescriptor(
                task.id(),
                task.name(),
                state,
                call == null ? null : call.function(),
                task.headers().get(NAMESPACE),
                reason,
                died,
                instant(task.eta()),
                task.priority(),
                task.attempts(),
                instant(task.created()),
                task.firstAttempt() == 0 ? null : instant(task.firstAttempt()),
                task.payload().length,
                error == null || values ? error : ErrorOutline.of(error),
                values ? new TreeMap<>(task.headers()) : null,
                call == null || !values ? null : call.arguments());
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
