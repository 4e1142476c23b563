package dev.kindred.datastore.object;

import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Cursor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of a query as objects, read as they are taken. A result that does not fit the class is thrown as a {@link FieldMismatchException}, with its key and what could be
 * loaded, and the next call goes on behind it. Any other failure ends the results: it is thrown again by every later call. For one thread.
 *
 * @param <T> the class
 */
public final class ObjectResults<T> implements Iterator<Keyed<T>>, AutoCloseable {

    private final QueryResults results;
    private final Class<T> type;
    private final @Nullable Mapping mapping;
    private @Nullable Key last;
    private @Nullable RuntimeException failure;

    /** @param mapping null for a query that asks for keys only */
    ObjectResults(QueryResults results, Class<T> type, @Nullable Mapping mapping) {
        this.results = results;
        this.type = type;
        this.mapping = mapping;
    }

    @Override
    public boolean hasNext() {
        throwFailure();
        try {
            return results.hasNext();
        } catch (RuntimeException e) {
            throw ended(e);
        }
    }

    /**
     * Takes a result.
     *
     * @return the key, and the object unless the query asks for keys only
     * @throws FieldMismatchException if properties do not fit their fields; the result is taken
     * @throws java.util.NoSuchElementException if there are no more results
     */
    @Override
    public Keyed<T> next() {
        if (!hasNext()) {
            return fail();
        }
        try {
            Entity entity = results.next();
            last = entity.key();
            if (mapping == null) {
                return new Keyed<>(entity.key(), null);
            }
            @SuppressWarnings("unchecked") // what the mapping of the class makes
            T object = (T) mapping.load(entity);
            return new Keyed<>(entity.key(), object);
        } catch (FieldMismatchException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ended(e);
        }
    }

    private static <R> R fail() {
        throw new java.util.NoSuchElementException("The query has no more results.");
    }

    private RuntimeException ended(RuntimeException e) {
        failure = e;
        close();
        return e;
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * The place after the last result taken, as {@link QueryResults#cursor} has it. A result that did not fit is taken.
     *
     * @return the cursor
     */
    public Cursor cursor() {
        throwFailure();
        return results.cursor();
    }

    /** Frees the snapshot. Does nothing if it is free. */
    @Override
    public void close() {
        results.close();
    }

    /**
     * Takes all results that are left, and closes.
     *
     * @return the results in order; all of them in memory, so give the query a limit where there may be many
     * @throws MultiException if some do not fit the class; has all keys and objects, those that do not fit as far as they could be loaded
     */
    public List<Keyed<T>> toList() {
        List<Keyed<T>> all = new ArrayList<>();
        List<@Nullable RuntimeException> errors = new ArrayList<>();
        boolean failed = false;
        try (this) {
            while (hasNext()) {
                try {
                    all.add(next());
                    errors.add(null);
                } catch (FieldMismatchException e) {
                    all.add(new Keyed<>(keyOfLast(), e.objectOrNull(type)));
                    errors.add(e);
                    failed = true;
                }
            }
        }
        if (failed) {
            List<Key> keys = new ArrayList<>();
            List<@Nullable Object> objects = new ArrayList<>();
            all.forEach(each -> {
                keys.add(each.key());
                objects.add(each.object());
            });
            throw new MultiException(keys, objects, errors);
        }
        return all;
    }

    private Key keyOfLast() {
        Key key = last;
        if (key == null) {
            throw new IllegalStateException("Nothing was taken.");
        }
        return key;
    }
}
