package dev.kindred.datastore.spring.data.event;

import org.springframework.util.ClassUtils;

/**
 * An object is to be saved, inserted or updated, and nothing is done with it yet.
 *
 * @param <T> the type of the object
 */
public final class BeforeConvertEvent<T> extends DatastoreEvent<T> {

    private final transient T instance;

    /**
     * An event.
     *
     * @param instance the object
     */
    @SuppressWarnings("unchecked") // The class of an object is one of its type.
    public BeforeConvertEvent(T instance) {
        super(instance, (Class<? extends T>) ClassUtils.getUserClass(instance));
        this.instance = instance;
    }

    /**
     * The object.
     *
     * @return the object, before auditing and conversion
     */
    public T instance() {
        return instance;
    }
}
