package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Key;
import org.jspecify.annotations.Nullable;

/**
 * An entity is about to be deleted. Deleting by id, by query or by type, the event has the key alone.
 *
 * @param <T> the type of the object; {@code Object} where a query deletes what no type is known for
 */
public final class BeforeDeleteEvent<T> extends DatastoreEvent<T> {

    private final transient Key key;
    private final transient @Nullable T instance;

    /**
     * An event.
     *
     * @param key the key
     * @param type the type of its object
     * @param instance the object, or null if it is not at hand
     */
    public BeforeDeleteEvent(Key key, Class<? extends T> type, @Nullable T instance) {
        super(key, type);
        this.key = key;
        this.instance = instance;
    }

    /**
     * The key.
     *
     * @return the key, complete
     */
    public Key key() {
        return key;
    }

    /**
     * The object.
     *
     * @return the object, or null if it is not at hand
     */
    public @Nullable T instance() {
        return instance;
    }
}
