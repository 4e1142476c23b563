package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;

/**
 * A write would have given a value to two entities that {@link dev.kindred.datastore.spring.data.mapping.Unique} gives to one. Nothing of the write is stored; a transaction in which
 * it was tried can only be rolled back.
 */
public final class DuplicateValueException extends DuplicateKeyException {

    private static final int SHOWN_CHARACTERS = 80;

    private final Key key;
    private final List<String> properties;
    private final transient List<Value> values;
    private final Key holder;

    DuplicateValueException(Key key, List<String> properties, List<Value> values, Key holder) {
        super("Cannot store " + key + ": " + text(properties, values) + " is taken by " + holder
                + ", and must be unique in kind \"" + key.kind() + "\".");
        this.key = key;
        this.properties = List.copyOf(properties);
        this.values = List.copyOf(values);
        this.holder = holder;
    }

    private static String text(List<String> properties, List<Value> values) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < properties.size(); i++) {
            String shown = text(values.get(i));
            parts.add("property \"" + properties.get(i) + "\" = \""
                    + (shown.length() > SHOWN_CHARACTERS ? shown.substring(0, SHOWN_CHARACTERS) + "…" : shown)
                    + "\"");
        }
        return String.join(" with ", parts);
    }

    private static String text(Value value) {
        if (value instanceof Value.StringValue text) {
            return text.value();
        }
        if (value instanceof Value.LongValue number) {
            return Long.toString(number.value());
        }
        if (value instanceof Value.KeyValue other) {
            return other.value().toString();
        }
        return value instanceof Value.TimestampValue time ? time.toInstant().toString() : value.toString();
    }

    /**
     * Of the entity that was to be stored.
     *
     * @return its key
     */
    public Key key() {
        return key;
    }

    /**
     * What is unique.
     *
     * @return the property, or several that are unique together, by their stored names
     */
    public List<String> properties() {
        return properties;
    }

    /**
     * The values that are taken.
     *
     * @return one for each property
     */
    public List<Value> values() {
        return values;
    }

    /**
     * Who has them.
     *
     * @return the key of the other entity
     */
    public Key holder() {
        return holder;
    }
}
