package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.PropertyMask;
import org.jspecify.annotations.Nullable;

/**
 * What a save of an entity that may be there already leaves as it is stored: properties without a field, where its type keeps them, and fields that are not written. Safe for all threads.
 */
public interface Retention {

    /**
     * Whether the stored entity must be read to know what to store.
     *
     * @return true if {@link #merge} has to be asked; otherwise {@link #mask} says all
     */
    boolean needsStored();

    /**
     * The properties that are the type's.
     *
     * @param written an entity as the converter made it
     * @return what to write of it, or null for the entity as a whole
     */
    @Nullable
    PropertyMask mask(Entity written);

    /**
     * Puts together what is to be stored.
     *
     * @param written an entity as the converter made it
     * @param stored the one under its key, or null if there is none
     * @return the whole entity to store
     * @throws PropertyMappingException if the type refuses properties that it has no field for, and there are some
     */
    Entity merge(Entity written, @Nullable Entity stored);
}
