package dev.kindred.delay;

import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.delay.queue.TaskRejectedException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The upcasters of an application, by the keys they are for. */
final class Upcasters {

    private final Map<String, ArgumentUpcaster> byKey = new HashMap<>();
    private final JsonMapper mapper;

    Upcasters(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** Takes them; tells those that cannot be used. */
    void add(Collection<ArgumentUpcaster> upcasters, Predicate<String> known, Consumer<String> problems) {
        for (ArgumentUpcaster upcaster : upcasters) {
            String key = upcaster.key();
            ArgumentUpcaster other = byKey.putIfAbsent(key, upcaster);
            if (other != null) {
                problems.accept("There are two upcasters for \"" + key + "\": "
                        + other.getClass().getName() + " and "
                        + upcaster.getClass().getName() + "; make them one");
            }
            if (!known.test(key)) {
                problems.accept("The upcaster " + upcaster.getClass().getName() + " is for \"" + key
                        + "\", which is neither the key nor an alias of a delayed function");
            }
        }
    }

    /**
     * The payload as its function takes it now.
     *
     * @throws TaskRejectedException if it is no call, or the upcaster refuses it
     */
    byte[] upcast(String key, byte[] payload) {
        ArgumentUpcaster upcaster = byKey.get(key);
        if (upcaster == null) {
            return payload;
        }
        try {
            ObjectNode call = (ObjectNode) mapper.readTree(payload);
            ArrayNode arguments = upcaster.upcast((ArrayNode) call.required("args"));
            return mapper.writeValueAsBytes(call.set("args", arguments));
        } catch (RuntimeException refused) { // Jackson's, too
            throw new TaskRejectedException(
                    Reason.UNDECODABLE,
                    "The stored call of \"" + key + "\" could not be upcast: " + refused.getMessage(),
                    refused);
        }
    }
}
