package dev.kindred.delay;

import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.delay.queue.TaskRejectedException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a stored call in one pass: which function it calls, then, once somebody knows what that one takes, its arguments. It takes a second pass only if the arguments come before the key, which is not how
 * {@link ArgumentCodec} writes them. For one thread; close it.
 */
final class CallReader implements AutoCloseable {

    static final String KEY = "key";
    static final String ARGUMENTS = "args";

    private final JsonMapper mapper;
    private final byte[] payload;
    private final String key;
    private JsonParser json;
    private boolean passedArguments;

    /**
     * Reads the key of a call.
     *
     * @throws TaskRejectedException if the payload is not a stored call
     */
    CallReader(JsonMapper mapper, byte[] payload) {
        this.mapper = mapper;
        this.payload = payload;
        try {
            this.json = mapper.createParser(payload);
            this.key = readKey();
        } catch (JacksonException broken) {
            throw new TaskRejectedException(
                    Reason.UNDECODABLE, "The task is not a stored call: " + broken.getOriginalMessage(), broken);
        }
    }

    private String readKey() {
        if (json.nextToken() == JsonToken.START_OBJECT && find(KEY) && json.nextToken() == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        json.close();
        throw new TaskRejectedException(
                Reason.UNDECODABLE, "The task is not a stored call: it has no text \"" + KEY + "\".", null);
    }

    /** Which function is called. */
    String key() {
        return key;
    }

    byte[] payload() {
        return payload;
    }

    /**
     * Moves to the arguments, once.
     *
     * @return a parser whose next token begins their value, closed with this reader; null if there are none
     * @throws JacksonException if it is no JSON up to there
     */
    @Nullable
    JsonParser arguments() {
        if (passedArguments) {
            json.close();
            json = mapper.createParser(payload);
            json.nextToken();
        }
        return find(ARGUMENTS) ? json : null;
    }

    /** Moves to the name of a property of the outermost object; others, in whatever order, are skipped. */
    private boolean find(String property) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            if (name.equals(property)) {
                return true;
            }
            passedArguments |= name.equals(ARGUMENTS);
            json.nextToken();
            json.skipChildren();
        }
        return false;
    }

    @Override
    public void close() {
        json.close();
    }
}
