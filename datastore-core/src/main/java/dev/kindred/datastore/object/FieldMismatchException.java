package dev.kindred.datastore.object;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some properties of an entity do not fit the class it was loaded into; all others were loaded. Recoverable: {@link #object} has everything that could be
 * loaded, and it is for the caller to say whether that is enough. A field that could not be loaded holds what the constructor gave it, and null, 0 or false in a
 * record.
 */
public final class FieldMismatchException extends DatastoreException {

    private final transient @Nullable Key key;
    private final transient Object object;
    private final transient List<FieldMismatch> mismatches;

    FieldMismatchException(@Nullable Key key, Object object, List<FieldMismatch> mismatches) {
        super(text(key, mismatches));
        this.key = key;
        this.object = object;
        this.mismatches = List.copyOf(mismatches);
    }

    private static String text(@Nullable Key key, List<FieldMismatch> mismatches) {
        StringBuilder text = new StringBuilder(last(mismatches).toString());
        if (key != null) {
            text.append(" (entity ").append(key).append(')');
        }
        if (mismatches.size() > 1) {
            text.append("; nor ");
            for (int i = 0; i < mismatches.size() - 1; i++) {
                FieldMismatch other = mismatches.get(i);
                text.append(i == 0 ? "\"" : ", \"")
                        .append(other.field())
                        .append("\": ")
                        .append(other.reason());
            }
        }
        return text.append('.').toString();
    }

    private static FieldMismatch last(List<FieldMismatch> mismatches) {
        return mismatches.get(mismatches.size() - 1);
    }

    /**
     * The key of the entity.
     *
     * @return null if properties were loaded without one, as a {@link PropertyMapped} class does
     */
    public @Nullable Key key() {
        return key;
    }

    /**
     * The object with all that could be loaded.
     *
     * @return an instance of {@link #type}
     */
    public Object object() {
        return object;
    }

    /**
     * The object with all that could be loaded.
     *
     * @param <T> the class
     * @param as the class that was asked for
     * @return the object
     * @throws ClassCastException if another class was asked for
     */
    public <T> T object(Class<T> as) {
        return as.cast(object);
    }

    /** The object, unless a class that loads itself failed at an object of another class, of which nobody else knows. */
    <T> @Nullable T objectOrNull(Class<T> as) {
        return as.isInstance(object) ? as.cast(object) : null;
    }

    /**
     * Every property that did not fit, in stored order. One that has several unfit elements appears once.
     *
     * @return one or more
     */
    public List<FieldMismatch> mismatches() {
        return mismatches;
    }

    /**
     * The class that was to be loaded.
     *
     * @return the class that was asked for
     */
    public Class<?> type() {
        return last(mismatches).type();
    }

    /**
     * The property that did not fit; the last, if there are several.
     *
     * @return the name of the property
     */
    public String field() {
        return last(mismatches).field();
    }

    /**
     * Why it did not fit.
     *
     * @return the reason for {@link #field}
     */
    public String reason() {
        return last(mismatches).reason();
    }
}
