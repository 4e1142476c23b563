package dev.kindred.delay;

import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskRejectedException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a stored task calls, with the arguments as the function gets them, for who looks at tasks and does not run them. Immutable. */
public final class DecodedCall {

    private final String key;
    private final byte[] payload;
    private final @Nullable DelayedMethod function;
    private final JsonMapper mapper;

    private DecodedCall(String key, byte[] payload, @Nullable DelayedMethod function, JsonMapper mapper) {
        this.key = key;
        this.payload = payload;
        this.function = function;
        this.mapper = mapper;
    }

    /**
     * Reads a task.
     *
     * @param registry the functions that are known here
     * @param task the task
     * @return the call, or null if the task is none, but has a payload of the application's own
     * @throws IllegalStateException if the application is still starting
     */
    public static @Nullable DecodedCall of(DelayedRegistry registry, TaskRow task) {
        StoredCall call = registry.call(task);
        return call == null
                ? null
                : new DecodedCall(call.function(), call.payload(), registry.find(call.function()), registry.mapper());
    }

    /**
     * The function that is called.
     *
     * @return the key under which the call was stored, perhaps an alias by now
     */
    public String key() {
        return key;
    }

    /**
     * The function that will run.
     *
     * @return null if none is known here by that key
     */
    public @Nullable DelayedMethod function() {
        return function;
    }

    /**
     * The arguments as the function would get them, the context not among them.
     *
     * @return values of the declared types, unmodifiable
     * @throws IllegalStateException if the function is not known here
     * @throws TaskRejectedException if the arguments do not fit the function
     */
    public List<@Nullable Object> arguments() {
        return codec().values(payload);
    }

    /**
     * Whether these are the arguments. They are, too, if they look the same when stored: a type needs no {@code equals}.
     *
     * @param expected as in {@link DelayOperations#call(String, Object...)}
     * @return true if so
     * @throws DelayArgumentException if the function could not be called with them
     * @throws IllegalStateException if the function is not known here
     * @throws TaskRejectedException if what is stored does not fit the function
     */
    public boolean hasArguments(@Nullable Object... expected) {
        byte[] same = codec().write(codec().arrange(expected));
        JsonNode wantedJson = json(same);
        JsonNode storedJson = json(payload);
        List<@Nullable Object> wanted = codec().values(same);
        List<@Nullable Object> stored = arguments();
        for (int i = 0; i < wanted.size(); i++) {
            // As objects too: the elements of a set may be stored in another order.
            if (!wantedJson.path(i).equals(storedJson.path(i)) && !Objects.deepEquals(wanted.get(i), stored.get(i))) {
                return false;
            }
        }
        return true;
    }

    private JsonNode json(byte[] call) {
        return mapper.readTree(call).path("args");
    }

    private ArgumentCodec codec() {
        if (function == null) {
            throw new IllegalStateException(
                    "There is no delayed function \"" + key + "\" here, so its arguments cannot be read.");
        }
        return function.codec();
    }

    @Override
    public String toString() {
        return "call of \"" + key + "\"";
    }
}
