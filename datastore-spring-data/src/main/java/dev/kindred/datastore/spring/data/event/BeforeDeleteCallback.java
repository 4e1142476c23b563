package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Key;
import org.springframework.data.mapping.callback.EntityCallback;

/**
 * Sees an object that is to be deleted, before anything of the batch is. Called where the object is at hand: not when entities are deleted by id, by query or by
 * type, of which {@link BeforeDeleteEvent} tells. Runs once for a call, before the call's own transaction if it begins one.
 *
 * <p>Declare it as a bean; several run in their {@code @Order}. To refuse, throw an exception, with a message: Spring Data takes an
 * {@code IllegalArgumentException} without one for a mismatch of types, and goes on.
 *
 * @param <T> the type it is called for, with its subclasses
 */
@FunctionalInterface
public interface BeforeDeleteCallback<T> extends EntityCallback<T> {

    /**
     * Takes the object that is to be deleted.
     *
     * @param instance the object
     * @param key its key, which is what is deleted
     * @return the object to go on with, whose version is the one compared
     */
    T onBeforeDelete(T instance, Key key);
}
