package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Entity;
import org.springframework.util.ClassUtils;

/**
 * An object was made of a stored entity.
 *
 * @param <T> the type of the object
 */
public final class AfterConvertEvent<T> extends DatastoreEvent<T> {

    private final transient T instance;
    private final transient Entity entity;

    /**
     * An event.
     *
     * @param instance the object
     * @param entity what it was made of
     */
    @SuppressWarnings("unchecked") // The class of an object is one of its type.
    public AfterConvertEvent(T instance, Entity entity) {
        super(instance, (Class<? extends T>) ClassUtils.getUserClass(instance));
        this.instance = instance;
        this.entity = entity;
    }

    /**
     * The object.
     *
     * @return the object
     */
    public T instance() {
        return instance;
    }

    /**
     * The entity.
     *
     * @return what it was made of
     */
    public Entity entity() {
        return entity;
    }
}
