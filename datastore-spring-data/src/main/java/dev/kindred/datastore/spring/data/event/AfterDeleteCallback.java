package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Key;
import org.springframework.data.mapping.callback.EntityCallback;

/**
 * Sees an object that was deleted. Called where the object is at hand: not when entities are deleted by id, by query or by type, of which
 * {@link AfterDeleteEvent} tells. Within a transaction it runs at the call, before the commit.
 *
 * <p>Declare it as a bean; several run in their {@code @Order}.
 *
 * @param <T> the type it is called for, with its subclasses
 */
@FunctionalInterface
public interface AfterDeleteCallback<T> extends EntityCallback<T> {

    /**
     * Takes the object that was deleted.
     *
     * @param instance the object
     * @param key the key it had
     * @return the object for the next callback and the event
     */
    T onAfterDelete(T instance, Key key);
}
