package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.EntityOperations;
import org.jspecify.annotations.Nullable;

/**
 * Work on stored entities, below the mapping.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface DatastoreCallback<T extends @Nullable Object> {

    /**
     * Does the work.
     *
     * @param entities the thread's transaction, or the datastore itself if there is none
     * @return the result
     */
    T doInDatastore(EntityOperations entities);
}
