package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Entity;

/**
 * An entity was read and is to become an object.
 *
 * @param <T> the type of the object
 */
public final class AfterLoadEvent<T> extends DatastoreEvent<T> {

    private final transient Entity entity;

    /**
     * An event.
     *
     * @param entity what was read
     * @param type what is going to be made of it
     */
    public AfterLoadEvent(Entity entity, Class<? extends T> type) {
        super(entity, type);
        this.entity = entity;
    }

    /**
     * The entity.
     *
     * @return what was read
     */
    public Entity entity() {
        return entity;
    }
}
