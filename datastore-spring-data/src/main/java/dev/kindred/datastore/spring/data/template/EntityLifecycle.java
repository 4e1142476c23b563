package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.auditing.EntityAuditing;
import dev.kindred.datastore.spring.data.event.AfterConvertCallback;
import dev.kindred.datastore.spring.data.event.AfterConvertEvent;
import dev.kindred.datastore.spring.data.event.AfterDeleteCallback;
import dev.kindred.datastore.spring.data.event.AfterDeleteEvent;
import dev.kindred.datastore.spring.data.event.AfterLoadEvent;
import dev.kindred.datastore.spring.data.event.AfterSaveCallback;
import dev.kindred.datastore.spring.data.event.AfterSaveEvent;
import dev.kindred.datastore.spring.data.event.BeforeConvertCallback;
import dev.kindred.datastore.spring.data.event.BeforeConvertEvent;
import dev.kindred.datastore.spring.data.event.BeforeDeleteCallback;
import dev.kindred.datastore.spring.data.event.BeforeDeleteEvent;
import dev.kindred.datastore.spring.data.event.BeforeSaveCallback;
import dev.kindred.datastore.spring.data.event.BeforeSaveEvent;
import dev.kindred.datastore.spring.data.event.EntityEvents;
import dev.kindred.datastore.spring.data.mapping.EntityMethods;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.data.mapping.callback.EntityCallback;
import org.springframework.data.mapping.callback.EntityCallbacks;
import org.springframework.util.ClassUtils;

/**
 * What happens around an entity: callbacks first, then the event of the same step. Who is to be called is found with the first use and not when the
 * template is made, so that callbacks may themselves use the template and repositories. A step for which there is nobody costs a look into a set.
 */
final class EntityLifecycle {

    private static final List<Class<? extends EntityCallback<?>>> STEPS = List.of(
            raw(BeforeConvertCallback.class),
            raw(BeforeSaveCallback.class),
            raw(AfterSaveCallback.class),
            raw(AfterConvertCallback.class),
            raw(BeforeDeleteCallback.class),
            raw(AfterDeleteCallback.class));

    private @Nullable ApplicationContext context;
    private @Nullable EntityCallbacks given;
    private EntityEvents events = EntityEvents.PUBLISHED;
    private volatile @Nullable Participants participants;

    /**
     * Those who are called.
     *
     * @param callbacks null if there are none
     * @param steps the callback interfaces that somebody implements
     * @param auditing null if it is not switched on
     * @param audience null if nobody is to be told
     */
    private record Participants(
            @Nullable EntityCallbacks callbacks,
            Set<Class<?>> steps,
            @Nullable EntityAuditing auditing,
            @Nullable Audience audience) {

        <T> T call(Class<? extends EntityCallback<?>> step, T instance, Object... arguments) {
            return callbacks != null && steps.contains(step) ? callbacks.callback(step, instance, arguments) : instance;
        }

        boolean hears(Class<?> event) {
            return audience != null && audience.hears(event);
        }

        void tell(Object event) {
            if (audience != null) {
                audience.tell(event);
            }
        }
    }

    /** An object on its way out, and what is stored of it. */
    record Outgoing<T>(T instance, Entity entity) {}

    @SuppressWarnings("unchecked") // Only a class literal of a generic interface lacks the wildcard.
    private static Class<? extends EntityCallback<?>> raw(Class<?> step) {
        return (Class<? extends EntityCallback<?>>) step;
    }

    void setApplicationContext(ApplicationContext context) {
        this.context = context;
        participants = null;
    }

    void setEntityCallbacks(EntityCallbacks callbacks) {
        given = callbacks;
        participants = null;
    }

    void setEntityEvents(EntityEvents events) {
        this.events = events;
        participants = null;
    }

    /** Two threads may both look; they find the same. A lock here could meet that of the bean factory. */
    private Participants participants() {
        Participants found = participants;
        if (found == null) {
            found = find();
            participants = found;
        }
        return found;
    }

    private Participants find() {
        if (context == null) {
            return new Participants(given, given == null ? Set.of() : Set.copyOf(STEPS), null, null);
        }
        ListableBeanFactory beans = (ListableBeanFactory) context.getAutowireCapableBeanFactory();
        Set<Class<?>> steps = new HashSet<>();
        for (Class<? extends EntityCallback<?>> step : STEPS) {
            if (given != null || beans.getBeanNamesForType(step).length > 0) {
                steps.add(step);
            }
        }
        EntityCallbacks callbacks = given != null || steps.isEmpty() ? given : EntityCallbacks.create(beans);
        return new Participants(
                callbacks,
                steps,
                beans.getBeanProvider(EntityAuditing.class).getIfAvailable(),
                events == EntityEvents.PUBLISHED ? new Audience(context) : null);
    }

    @Nullable
    EntityAuditing auditing() {
        return participants().auditing();
    }

    <T> T beforeConvert(T instance) {
        Participants all = participants();
        T converting = all.call(raw(BeforeConvertCallback.class), instance);
        if (all.hears(BeforeConvertEvent.class)) {
            all.tell(new BeforeConvertEvent<>(converting));
        }
        return converting;
    }

    static <T> T onSave(T instance) {
        return EntityMethods.of(ClassUtils.getUserClass(instance)).onSave(instance);
    }

    <T> Outgoing<T> beforeSave(T instance, Entity entity) {
        Participants all = participants();
        Outgoing<T> outgoing = new Outgoing<>(instance, entity);
        if (all.steps().contains(BeforeSaveCallback.class)) {
            Entity.Builder builder = entity.toBuilder();
            T saving = all.call(raw(BeforeSaveCallback.class), instance, builder);
            outgoing = new Outgoing<>(saving, builder.build());
        }
        if (all.hears(BeforeSaveEvent.class)) {
            all.tell(new BeforeSaveEvent<>(outgoing.instance(), outgoing.entity()));
        }
        return outgoing;
    }

    <T> T afterSave(T instance, Entity entity) {
        Participants all = participants();
        T saved = all.call(raw(AfterSaveCallback.class), instance, entity);
        if (all.hears(AfterSaveEvent.class)) {
            all.tell(new AfterSaveEvent<>(saved, entity));
        }
        return saved;
    }

    void afterLoad(Entity entity, Class<?> type) {
        Participants all = participants();
        if (all.hears(AfterLoadEvent.class)) {
            all.tell(new AfterLoadEvent<>(entity, type));
        }
    }

    <T> T afterConvert(T instance, Entity entity) {
        Participants all = participants();
        T loaded = EntityMethods.of(ClassUtils.getUserClass(instance)).onLoad(instance);
        T converted = all.call(raw(AfterConvertCallback.class), loaded, entity);
        if (all.hears(AfterConvertEvent.class)) {
            all.tell(new AfterConvertEvent<>(converted, entity));
        }
        return converted;
    }

    <T> T beforeDelete(T instance, Key key) {
        Participants all = participants();
        T deleting = all.call(raw(BeforeDeleteCallback.class), instance, key);
        if (all.hears(BeforeDeleteEvent.class)) {
            all.tell(new BeforeDeleteEvent<>(key, ClassUtils.getUserClass(deleting), deleting));
        }
        return deleting;
    }

    <T> void afterDelete(T instance, Key key) {
        Participants all = participants();
        T deleted = all.call(raw(AfterDeleteCallback.class), instance, key);
        if (all.hears(AfterDeleteEvent.class)) {
            all.tell(new AfterDeleteEvent<>(key, ClassUtils.getUserClass(deleted), deleted));
        }
    }

    /** Tells of entities that are deleted without their objects being at hand. */
    void beforeDelete(Collection<Key> keys, Function<Key, Class<?>> types) {
        Participants all = participants();
        if (all.hears(BeforeDeleteEvent.class)) {
            keys.forEach(key -> all.tell(new BeforeDeleteEvent<>(key, types.apply(key), null)));
        }
    }

    void afterDelete(Collection<Key> keys, Function<Key, Class<?>> types) {
        Participants all = participants();
        if (all.hears(AfterDeleteEvent.class)) {
            keys.forEach(key -> all.tell(new AfterDeleteEvent<>(key, types.apply(key), null)));
        }
    }
}
