package dev.kindred.datastore.spring.data.mapping;

import dev.kindred.datastore.model.Key;
import java.io.Serializable;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refers to another entity: holds its key, and its object once that is needed. The key is what is stored. A {@code Ref} that was read loads its object with the first
 * {@link #get}, in the transaction of the thread if there is one, and keeps it; within what one call has read, all that refer to one entity get one object. Nothing is
 * saved or deleted along with the entity that holds the reference, unless {@link Reference#cascade} says so.
 *
 * <p>Loading one by one in a loop costs a lookup each. {@code @Fetch} on a repository's method, or {@link Fetch} on the field, has all that a result refers to loaded by one.
 *
 * <p>It serves as the typed key of an entity, too: {@code Ref<Book>} cannot be taken for a {@code Ref<Author>}. It may be id, parent and field of an entity and parameter of a query method, it sorts by its
 * key, converts to text and back, and is serialized as its key alone.
 *
 * <p>Equal if the keys are. A {@code Ref} made of an object takes part in that once its key is known: when it has been stored, or asked for by
 * {@code DatastoreOperations.ref}. Safe for all threads; two that load at once may both look.
 *
 * @param <T> the type of the object
 */
public final class Ref<T> implements Comparable<Ref<?>>, Serializable {

    private static final long serialVersionUID = 1;

    /** Let go when it is done, for it may hold all that was read in the same call. */
    private transient volatile @Nullable Function<Key, @Nullable T> loader;

    private transient volatile @Nullable Key key;
    private transient volatile @Nullable T value;
    private transient volatile boolean loaded;

    private Ref(@Nullable Key key, @Nullable T value, @Nullable Function<Key, @Nullable T> loader) {
        this.key = key;
        this.value = value;
        this.loader = loader;
        this.loaded = value != null;
    }

    /**
     * Refers to an object, whose key is found when the reference is stored. The object must have an id by then.
     *
     * @param <T> the type
     * @param object the object
     * @return a loaded reference
     */
    public static <T> Ref<T> of(T object) {
        return new Ref<>(null, object, null);
    }

    /**
     * Refers to an object under its key.
     *
     * @param <T> the type
     * @param key its complete key
     * @param object the object
     * @return a loaded reference
     */
    public static <T> Ref<T> of(Key key, T object) {
        return new Ref<>(key, object, null);
    }

    /**
     * Refers to an entity that is not at hand. Such a reference cannot load it; one that was read can.
     *
     * @param <T> the type
     * @param key a complete key
     * @return a reference without an object
     */
    public static <T> Ref<T> to(Key key) {
        return new Ref<>(key, null, null);
    }

    /**
     * Refers to an entity that is loaded when it is asked for.
     *
     * @param <T> the type
     * @param key a complete key
     * @param loader gives the object, or null if there is none; called until it has returned once
     * @return a reference that is not loaded
     */
    public static <T> Ref<T> lazy(Key key, Function<Key, @Nullable T> loader) {
        return new Ref<>(key, null, loader);
    }

    /**
     * The key of what is referred to.
     *
     * @return a complete key
     * @throws IllegalStateException if this was made of an object, and was not stored yet
     */
    public Key key() {
        Key known = key;
        if (known == null) {
            throw new IllegalStateException(
                    "The key of " + value
                            + " is not known yet; it is when the reference has been stored. Make the reference with DatastoreOperations.ref(object) to know it at once.");
        }
        return known;
    }

    /**
     * The key of what is referred to; that of an object is found if it is not known, and kept if it is complete.
     *
     * @param keys finds the key of an object
     * @return the key
     */
    public Key key(Function<? super T, Key> keys) {
        Key known = key;
        T object = value;
        if (known == null && object != null) {
            known = keys.apply(object);
            if (!known.isIncomplete()) {
                key = known;
            }
        }
        return known == null ? key() : known;
    }

    /**
     * Whether the object is at hand, or is known not to be there.
     *
     * @return true if {@link #get} reads nothing
     */
    public boolean isLoaded() {
        return loaded;
    }

    /**
     * The object, loaded if it is not yet.
     *
     * @return the object, or null if there is none under the key
     * @throws IllegalStateException if this was made of a key alone, so that it does not know where to look
     */
    public @Nullable T get() {
        if (loaded) {
            return value;
        }
        Function<Key, @Nullable T> from = loader;
        if (from == null && !loaded) {
            throw new IllegalStateException(
                    "The reference to " + key
                            + " was made of the key alone, so that it cannot load the object; find it by the key, or read the entity that holds the reference.");
        }
        if (from != null) {
            value = from.apply(key());
            loaded = true;
            loader = null;
        }
        return value;
    }

    /**
     * The object, loaded if it is not yet.
     *
     * @return the object, or empty if there is none under the key
     * @throws IllegalStateException if this was made of a key alone
     */
    public Optional<T> find() {
        return Optional.ofNullable(get());
    }

    /**
     * The object, which must be there; loaded if it is not yet.
     *
     * @return the object
     * @throws NoSuchElementException if there is none under the key
     * @throws IllegalStateException if this was made of a key alone
     */
    public T orThrow() {
        T object = get();
        if (object == null) {
            throw new NoSuchElementException("There is no entity " + key + ", which is referred to.");
        }
        return object;
    }

    /**
     * Whether the object is there; loads it if it is not loaded yet.
     *
     * @return false if there is none under the key
     * @throws IllegalStateException if this was made of a key alone
     */
    public boolean isPresent() {
        return get() != null;
    }

    /**
     * Compares the keys.
     *
     * @param other a reference to an entity of any kind
     * @return as {@link Key#compareTo}
     * @throws IllegalStateException if one was made of an object, and was not stored yet
     */
    @Override
    public int compareTo(Ref<?> other) {
        return key().compareTo(other.key());
    }

    /** What it loads, and how, stays behind. */
    private Object writeReplace() {
        return new Serialized(key());
    }

    private record Serialized(Key key) implements Serializable {
        private Object readResolve() {
            return Ref.to(key);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Ref<?> that)) {
            return false;
        }
        Key own = key;
        Key others = that.key;
        return own == null || others == null ? own == others && value == that.value : own.equals(others);
    }

    @Override
    public int hashCode() {
        Key own = key;
        return own == null ? System.identityHashCode(value) : own.hashCode();
    }

    /** The key, for people and logs; loads nothing. */
    @Override
    public String toString() {
        Key own = key;
        return "Ref(" + (own == null ? value : own) + ")";
    }
}
