package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Ref;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/**
 * An object that is to be written, before it is converted.
 *
 * @param instance the object
 * @param type what is known of its class
 * @param version the version it has, or null if its type has none
 */
record Source<T>(
        T instance,
        DatastorePersistentEntity<?> type,
        @Nullable Version version) {

    /** Ids that are too narrow for those a put gives, which are spread over 53 bits. They are taken from a block that counts up from 1. */
    private static final Set<Class<?>> NARROW_IDS = Set.of(int.class, Integer.class);

    /** Whether an object is stored already, as far as it tells. */
    enum Newness {
        NEW,
        STORED,
        UNKNOWN
    }

    static <T> Source<T> of(T instance, DatastorePersistentEntity<?> type) {
        DatastorePersistentProperty property = type.getVersionProperty();
        return new Source<>(instance, type, property == null ? null : Version.of(type, property, instance));
    }

    Source<T> with(T changed) {
        return new Source<>(changed, type, version);
    }

    /** The order of {@code isNew} in all of Spring Data, but that an id which the application gave tells nothing. */
    Newness newness() {
        if (instance instanceof Persistable<?> persistable) {
            return persistable.isNew() ? Newness.NEW : Newness.STORED;
        }
        if (version != null) {
            return version.isNew() ? Newness.NEW : Newness.STORED;
        }
        return hasId() ? Newness.UNKNOWN : Newness.NEW;
    }

    /** Whoever has the key already must not be overwritten: new by its own account, or numbered, perhaps as somebody did by hand. */
    boolean mustBeNew() {
        return version != null || instance instanceof Persistable<?>
                ? newness() == Newness.NEW
                : isNarrow() && !hasId();
    }

    boolean isNarrow() {
        DatastorePersistentProperty id = type.getIdProperty();
        return id != null && NARROW_IDS.contains(id.getType());
    }

    /** Whether the object has an id of its own, and not one that is to be allocated. */
    boolean hasId() {
        DatastorePersistentProperty property = type.getIdProperty();
        if (property == null) {
            return false;
        }
        Object id = type.getPropertyAccessor(instance).getProperty(property);
        if (id instanceof Ref<?> ref) {
            return !ref.key().isIncomplete();
        }
        if (id instanceof Key key) {
            return !key.isIncomplete();
        }
        return id instanceof Number number ? number.doubleValue() != 0 : id != null;
    }
}
