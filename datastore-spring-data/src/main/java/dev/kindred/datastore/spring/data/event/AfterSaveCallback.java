package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Entity;
import org.springframework.data.mapping.callback.EntityCallback;

/**
 * Sees an object that was written, with its id and version: may change what the caller gets back. Within a transaction it runs at the call, before the commit,
 * so that the write can still be undone; for work that has to wait for the commit use a {@code @TransactionalEventListener} of {@link AfterSaveEvent}.
 *
 * <p>Declare it as a bean; several run in their {@code @Order}.
 *
 * @param <T> the type it is called for, with its subclasses
 */
@FunctionalInterface
public interface AfterSaveCallback<T> extends EntityCallback<T> {

    /**
     * Takes the object that was written.
     *
     * @param instance the object
     * @param entity what was written of it, with its complete key
     * @return what the caller gets: the same object or another
     */
    T onAfterSave(T instance, Entity entity);
}
