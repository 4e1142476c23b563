package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mapping.PersistentPropertyAccessor;

/**
 * The {@code @Version} of one object that is being saved: null or 0 while it is new, 1 after it was stored first, one more each time.
 *
 * @param type the object's type
 * @param property the field
 * @param expected the version the object has, and the store must have; 0 for a new one
 */
record Version(DatastorePersistentEntity<?> type, DatastorePersistentProperty property, long expected) {

    static Version of(DatastorePersistentEntity<?> type, DatastorePersistentProperty property, Object instance) {
        Object value = type.getPropertyAccessor(instance).getProperty(property);
        return new Version(type, property, value == null ? 0 : ((Number) value).longValue());
    }

    boolean isNew() {
        return expected == 0;
    }

    Version asNew() {
        return new Version(type, property, 0);
    }

    /** Refuses to go on if another version is stored. */
    void compare(Key key, @Nullable Entity stored) {
        Value value = stored == null ? null : stored.value(property.getStoredName());
        if (!Value.of(expected).equals(value)) {
            String found = stored == null
                    ? "it is gone"
                    : "the stored version is "
                            + (value instanceof Value.LongValue number ? Long.toString(number.value()) : "missing");
            throw new OptimisticLockingFailureException("Cannot write " + key + " with version " + expected + " (field "
                    + type.getType().getSimpleName() + "." + property.getName() + "): " + found
                    + ". Read it again, and repeat the change.");
        }
    }

    Entity advance(Entity entity) {
        return entity.toBuilder()
                .set(property.getStoredName(), new Property(Value.of(expected + 1), property.isIndexed()))
                .build();
    }

    /** The object with the version that was stored. */
    <T> T set(T instance) {
        PersistentPropertyAccessor<T> accessor = type.getPropertyAccessor(instance);
        Class<?> fieldType = property.getType();
        boolean narrow = fieldType == int.class || fieldType == Integer.class;
        Object next = narrow ? (Object) Math.toIntExact(expected + 1) : (Object) (expected + 1);
        accessor.setProperty(property, next);
        return accessor.getBean();
    }
}
