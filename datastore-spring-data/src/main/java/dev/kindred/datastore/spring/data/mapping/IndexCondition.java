package dev.kindred.datastore.spring.data.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Decides which objects are indexed by a property, for {@link Indexed#when()}: only orders that are open, say. Called whenever an object is stored; must be safe for
 * all threads.
 *
 * @param <T> the type of the field
 */
@FunctionalInterface
public interface IndexCondition<T> {

    /**
     * Decides.
     *
     * @param value what the field holds
     * @param owner the object that has the field
     * @return false if queries need not find the object by this property
     */
    boolean isIndexed(@Nullable T value, Object owner);

    /** Indexes whatever the field holds. */
    final class Always implements IndexCondition<Object> {

        /** For {@link Indexed#when()}. */
        public Always() {}

        @Override
        public boolean isIndexed(@Nullable Object value, Object owner) {
            return true;
        }
    }

    /** Indexes what is not null: null is stored, but no query finds it. */
    final class NotNull implements IndexCondition<Object> {

        /** For {@link Indexed#when()}. */
        public NotNull() {}

        @Override
        public boolean isIndexed(@Nullable Object value, Object owner) {
            return value != null;
        }
    }
}
