package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Entity;
import org.springframework.util.ClassUtils;

/**
 * An object was written; in a transaction, it is going to be stored with the commit.
 *
 * @param <T> the type of the object
 */
public final class AfterSaveEvent<T> extends DatastoreEvent<T> {

    private final transient T instance;
    private final transient Entity entity;

    /**
     * An event.
     *
     * @param instance the object
     * @param entity what was written, with its complete key
     */
    @SuppressWarnings("unchecked") // The class of an object is one of its type.
    public AfterSaveEvent(T instance, Entity entity) {
        super(instance, (Class<? extends T>) ClassUtils.getUserClass(instance));
        this.instance = instance;
        this.entity = entity;
    }

    /**
     * The object.
     *
     * @return the object, with its id and version
     */
    public T instance() {
        return instance;
    }

    /**
     * The entity.
     *
     * @return what was written, with its complete key
     */
    public Entity entity() {
        return entity;
    }
}
