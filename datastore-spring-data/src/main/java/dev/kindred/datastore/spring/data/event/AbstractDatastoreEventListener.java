package dev.kindred.datastore.spring.data.event;

import org.springframework.context.ApplicationListener;
import org.springframework.core.GenericTypeResolver;

/**
 * A listener of what happens to the objects of one type: extend it, name the type, override what you want to hear of, and declare it as a bean. The rules of
 * {@link DatastoreEvent} hold. For work after the commit use methods with {@code @TransactionalEventListener} instead.
 *
 * @param <T> the type, with its subclasses
 */
public abstract class AbstractDatastoreEventListener<T> implements ApplicationListener<DatastoreEvent<?>> {

    private final Class<?> type;

    /** A listener of the type that the subclass names; of all objects if it names none. */
    protected AbstractDatastoreEventListener() {
        Class<?> named = GenericTypeResolver.resolveTypeArgument(getClass(), AbstractDatastoreEventListener.class);
        type = named == null ? Object.class : named;
    }

    @Override
    @SuppressWarnings("unchecked") // The type of the event's object was compared.
    public final void onApplicationEvent(DatastoreEvent<?> event) {
        if (!type.isAssignableFrom(event.type())) {
            return;
        }
        if (event instanceof BeforeConvertEvent<?> beforeConvert) {
            onBeforeConvert((BeforeConvertEvent<T>) beforeConvert);
        } else if (event instanceof BeforeSaveEvent<?> beforeSave) {
            onBeforeSave((BeforeSaveEvent<T>) beforeSave);
        } else if (event instanceof AfterSaveEvent<?> afterSave) {
            onAfterSave((AfterSaveEvent<T>) afterSave);
        } else if (event instanceof AfterLoadEvent<?> afterLoad) {
            onAfterLoad((AfterLoadEvent<T>) afterLoad);
        } else if (event instanceof AfterConvertEvent<?> afterConvert) {
            onAfterConvert((AfterConvertEvent<T>) afterConvert);
        } else if (event instanceof BeforeDeleteEvent<?> beforeDelete) {
            onBeforeDelete((BeforeDeleteEvent<T>) beforeDelete);
        } else if (event instanceof AfterDeleteEvent<?> afterDelete) {
            onAfterDelete((AfterDeleteEvent<T>) afterDelete);
        }
    }

    /**
     * An object is to be written.
     *
     * @param event what happened
     */
    protected void onBeforeConvert(BeforeConvertEvent<T> event) {}

    /**
     * An object is about to be written.
     *
     * @param event what happened
     */
    protected void onBeforeSave(BeforeSaveEvent<T> event) {}

    /**
     * An object was written.
     *
     * @param event what happened
     */
    protected void onAfterSave(AfterSaveEvent<T> event) {}

    /**
     * An entity was read.
     *
     * @param event what happened
     */
    protected void onAfterLoad(AfterLoadEvent<T> event) {}

    /**
     * An object was made of an entity.
     *
     * @param event what happened
     */
    protected void onAfterConvert(AfterConvertEvent<T> event) {}

    /**
     * An entity is about to be deleted.
     *
     * @param event what happened
     */
    protected void onBeforeDelete(BeforeDeleteEvent<T> event) {}

    /**
     * An entity was deleted.
     *
     * @param event what happened
     */
    protected void onAfterDelete(AfterDeleteEvent<T> event) {}
}
