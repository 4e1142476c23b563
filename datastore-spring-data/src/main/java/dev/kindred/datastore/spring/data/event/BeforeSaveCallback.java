package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Entity;
import org.springframework.data.mapping.callback.EntityCallback;

/**
 * Sees an object and the entity it became, before anything of the batch is written: may change what is stored. Runs in the transaction that the call joins or
 * begins; if one that the call began itself conflicts, it runs again, so it must do nothing that cannot be repeated.
 *
 * <p>Declare it as a bean; several run in their {@code @Order}. To refuse the object, throw an exception, with a message: Spring Data takes an
 * {@code IllegalArgumentException} without one for a mismatch of types, and goes on.
 *
 * @param <T> the type it is called for, with its subclasses
 */
@FunctionalInterface
public interface BeforeSaveCallback<T> extends EntityCallback<T> {

    /**
     * Takes the object and its entity. The key may still be incomplete, and a {@code @Version} is not counted up yet.
     *
     * @param instance the object
     * @param entity what is going to be stored of it; what is set or removed here is stored so, and is not seen in the object
     * @return what the caller gets back, with its id and version: the same object or another; it is not converted again
     */
    T onBeforeSave(T instance, Entity.Builder entity);
}
