package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Entity;
import org.springframework.util.ClassUtils;

/**
 * An object is about to be written.
 *
 * @param <T> the type of the object
 */
public final class BeforeSaveEvent<T> extends DatastoreEvent<T> {

    private final transient T instance;
    private final transient Entity entity;

    /**
     * An event.
     *
     * @param instance the object
     * @param entity what is going to be stored, before its key is completed and its version counted up
     */
    @SuppressWarnings("unchecked") // The class of an object is one of its type.
    public BeforeSaveEvent(T instance, Entity entity) {
        super(instance, (Class<? extends T>) ClassUtils.getUserClass(instance));
        this.instance = instance;
        this.entity = entity;
    }

    /**
     * The object.
     *
     * @return the object, without an id if it has none yet
     */
    public T instance() {
        return instance;
    }

    /**
     * The entity.
     *
     * @return what is going to be stored, before its key is completed and its version counted up
     */
    public Entity entity() {
        return entity;
    }
}
