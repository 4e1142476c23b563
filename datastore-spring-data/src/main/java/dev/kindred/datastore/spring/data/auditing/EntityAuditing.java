package dev.kindred.datastore.spring.data.auditing;

import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mapping.PersistentPropertyPath;

/**
 * Fills in who created and changed what, when. A template uses the bean of this type that {@link EnableDatastoreAuditing} makes. Its presence says that auditing is
 * switched on. For all threads.
 */
public interface EntityAuditing {

    /** What a type asks of auditing. */
    enum Scope {
        /** It has no audited field. */
        NONE,
        /** It has audited fields, and none of them says created. */
        MODIFICATION,
        /** It has a field that says created, which has to be kept. */
        CREATION
    }

    /**
     * What a type asks for.
     *
     * @param type the class of an object
     * @return what is to be done for its objects
     */
    Scope scope(Class<?> type);

    /**
     * Marks an object as created.
     *
     * @param <T> the type
     * @param instance the object
     * @return the object, or a copy of it if its fields are final
     */
    <T> T created(T instance);

    /**
     * Marks an object as modified.
     *
     * @param <T> the type
     * @param instance the object
     * @param stored how it is stored, or null if that is not known
     * @return the object, or a copy of it if its fields are final, with what {@code stored} says of its creation
     */
    <T> T modified(T instance, @Nullable T stored);

    /**
     * What is to be stored along with a change of some fields of an object.
     *
     * @param instance the object
     * @return the fields that say by whom and when it was modified, with their new values; empty if the type asks for nothing
     */
    Map<PersistentPropertyPath<DatastorePersistentProperty>, Object> modification(Object instance);
}
