package dev.kindred.datastore.object;

import dev.kindred.datastore.NoSuchEntityException;
import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some positions of a batch failed: {@link NoSuchEntityException} or {@link FieldMismatchException} where the others were read, {@link InvalidKeyException}
 * where nothing was done at all. Every list here has an element for each position of the batch. The first error is the cause, the others are suppressed.
 */
public final class MultiException extends DatastoreException {

    private final transient List<Key> keys;
    private final transient List<? extends @Nullable Object> objects;
    private final transient List<@Nullable RuntimeException> errors;

    /** Takes the lists over. At least one error is not null. */
    MultiException(List<Key> keys, List<? extends @Nullable Object> objects, List<@Nullable RuntimeException> errors) {
        super(text(errors), first(errors));
        this.keys = Collections.unmodifiableList(keys);
        this.objects = Collections.unmodifiableList(objects);
        this.errors = Collections.unmodifiableList(errors);
        errors.stream().filter(Objects::nonNull).skip(1).forEach(this::addSuppressed);
    }

    private static RuntimeException first(List<@Nullable RuntimeException> errors) {
        return errors.stream().filter(Objects::nonNull).findFirst().orElseThrow();
    }

    private static String text(List<@Nullable RuntimeException> errors) {
        long others = errors.stream().filter(Objects::nonNull).count() - 1;
        String first = String.valueOf(first(errors).getMessage());
        return others == 0 ? first : first + " (and " + others + (others == 1 ? " other error)" : " other errors)");
    }

    /**
     * The keys: those that were asked for, or those that a query found.
     *
     * @return by position
     */
    public List<Key> keys() {
        return keys;
    }

    /**
     * What was loaded: whole objects, and partly loaded ones where there is a {@link FieldMismatchException}.
     *
     * @param <T> the class
     * @param type the class that was asked for
     * @return by position; null where there is no entity, and everywhere if a key was invalid
     * @throws ClassCastException if another class was asked for
     */
    public <T> List<@Nullable T> objects(Class<T> type) {
        List<@Nullable T> checked = new ArrayList<>(objects.size());
        objects.forEach(object -> checked.add(type.cast(object)));
        return checked;
    }

    /**
     * What went wrong.
     *
     * @return by position; null where nothing did
     */
    public List<@Nullable RuntimeException> errors() {
        return errors;
    }
}
