package dev.kindred.datastore.spring.data.template;

import org.jspecify.annotations.Nullable;

/**
 * What became of one object of {@link DatastoreOperations#saveEach}.
 *
 * @param <T> the type
 * @param given the object that was to be saved
 * @param saved the saved object; null if it was not saved
 * @param failure why it was not saved; null if it was
 */
public record SaveOutcome<T>(
        T given, @Nullable T saved, @Nullable RuntimeException failure) {

    /**
     * Whether the object is stored.
     *
     * @return true if it was saved
     */
    public boolean isSaved() {
        return failure == null;
    }

    /**
     * The saved object.
     *
     * @return the object
     * @throws RuntimeException the failure, if it was not saved
     */
    public T orThrow() {
        if (failure != null || saved == null) {
            throw failure == null ? new IllegalStateException("Nothing was saved of " + given + ".") : failure;
        }
        return saved;
    }
}
