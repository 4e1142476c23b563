package dev.kindred.datastore.spring.data.event;

import org.springframework.data.mapping.callback.EntityCallback;

/**
 * Sees an object that is to be saved, inserted or updated, before anything else is done with it: may change it or give another one in its place. Runs once for
 * a call, before the call's own transaction if it begins one. Auditing comes later, so that what it fills in is not there yet.
 *
 * <p>Declare it as a bean; several run in their {@code @Order}. To refuse the object, throw an exception, with a message: Spring Data takes an
 * {@code IllegalArgumentException} without one for a mismatch of types, and goes on.
 *
 * @param <T> the type it is called for, with its subclasses
 */
@FunctionalInterface
public interface BeforeConvertCallback<T> extends EntityCallback<T> {

    /**
     * Takes the object that is to be written.
     *
     * @param instance the object, as the caller gave it or an earlier callback left it
     * @return what to go on with: the same object or another
     */
    T onBeforeConvert(T instance);
}
