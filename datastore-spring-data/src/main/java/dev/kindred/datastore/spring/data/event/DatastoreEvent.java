package dev.kindred.datastore.spring.data.event;

import org.springframework.context.ApplicationEvent;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * One step on the way of an object into the datastore or out of it. Published to the application's listeners on the thread that does the work, at the call, in
 * the transaction if there is one; an exception of a listener goes to the caller. An event shows how its step came out, after the callbacks of the same
 * step. The type argument counts: a listener of {@code AfterSaveEvent<Book>} hears of books.
 *
 * <p>{@code @TransactionalEventListener} waits for the commit, and hears nothing of an attempt that was rolled back or repeated. Outside a transaction it hears
 * nothing unless it says {@code fallbackExecution}; the writing methods of repositories always have one.
 *
 * @param <T> the type of the object
 */
public abstract sealed class DatastoreEvent<T> extends ApplicationEvent implements ResolvableTypeProvider
        permits AfterConvertEvent,
                AfterDeleteEvent,
                AfterLoadEvent,
                AfterSaveEvent,
                BeforeConvertEvent,
                BeforeDeleteEvent,
                BeforeSaveEvent {

    private final Class<? extends T> type;

    DatastoreEvent(Object source, Class<? extends T> type) {
        super(source);
        this.type = type;
    }

    /**
     * The type of the object.
     *
     * @return its class, or what it is read as
     */
    public Class<? extends T> type() {
        return type;
    }

    @Override
    public ResolvableType getResolvableType() {
        return ResolvableType.forClassWithGenerics(getClass(), type);
    }
}
