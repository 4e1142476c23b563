package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Entity;
import org.springframework.data.mapping.callback.EntityCallback;

/**
 * Sees an object that was made of a stored entity, by whatever read it was: may change it or give another one in its place. Objects of a stream are seen as they
 * are taken from it.
 *
 * <p>Declare it as a bean; several run in their {@code @Order}.
 *
 * @param <T> the type it is called for, with its subclasses
 */
@FunctionalInterface
public interface AfterConvertCallback<T> extends EntityCallback<T> {

    /**
     * Takes the object that was read.
     *
     * @param instance the object
     * @param entity what it was made of, with properties that have no field
     * @return what the reader gets: the same object or another
     */
    T onAfterConvert(T instance, Entity entity);
}
