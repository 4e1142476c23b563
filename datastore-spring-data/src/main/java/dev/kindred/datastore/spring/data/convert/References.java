package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Ref;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the objects come from that what is read refers to. */
public interface References {

    /** Nowhere: a {@link Ref} has its key alone, and what is referred to directly is null. */
    References NONE = new References() {
        @Override
        public <T> Ref<T> ref(DatastorePersistentProperty field, Key key, Class<T> type) {
            return Ref.to(key);
        }

        @Override
        public <T> @Nullable T object(DatastorePersistentProperty field, Key key, Class<T> type) {
            return null;
        }

        @Override
        public <T> List<T> descendants(DatastorePersistentProperty field, Key owner, Class<T> type) {
            return new ArrayList<>();
        }
    };

    /**
     * Makes a reference.
     *
     * @param <T> the type of the object
     * @param field the field that holds it
     * @param key the key
     * @param type the type of the object
     * @return a reference, loaded or not
     */
    <T> Ref<T> ref(DatastorePersistentProperty field, Key key, Class<T> type);

    /**
     * Gives what is referred to directly.
     *
     * @param <T> the type of the object
     * @param field the field that holds it
     * @param key the key
     * @param type the type of the object
     * @return the object, or null if there is none
     */
    <T> @Nullable T object(DatastorePersistentProperty field, Key key, Class<T> type);

    /**
     * Gives what lies below an entity.
     *
     * @param <T> the type of the objects
     * @param field the field that holds them
     * @param owner the key of the entity
     * @param type the type of the objects
     * @return a list, which may load itself when it is used
     */
    <T> List<T> descendants(DatastorePersistentProperty field, Key owner, Class<T> type);

    /** Is told what an entity refers to. */
    @FunctionalInterface
    interface Visitor {

        /**
         * A reference was found.
         *
         * @param path the fields from the entity to the reference, dots between the steps
         * @param field the last of them
         * @param key the key that is stored
         * @param type the type of the object
         */
        void visit(String path, DatastorePersistentProperty field, Key key, Class<?> type);
    }
}
