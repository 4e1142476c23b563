package dev.kindred.datastore.object;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field and how it is stored: as one value, or as an object of a {@link Shape}; alone, or several in a {@link Container}.
 */
final class MappedField {

    /** How the objects of a shape are stored. */
    enum Form {
        FLATTENED,
        NESTED
    }

    final int index;
    final String javaName;

    /** The property's name; empty if its object's properties stand among the others. */
    final String name;

    final boolean indexed;
    final boolean omitEmpty;
    final @Nullable Container container;
    final Form form;

    private final Accessor accessor;
    private final boolean optional;
    private final @Nullable ValueType value;
    private final @Nullable Shape shape;

    /** Exactly one of value and shape is given. */
    MappedField(
            int index,
            String javaName,
            Accessor accessor,
            FieldOptions options,
            @Nullable Container container,
            boolean optional,
            @Nullable ValueType value,
            @Nullable Shape shape) {
        this.index = index;
        this.javaName = javaName;
        this.accessor = accessor;
        this.name = options.name();
        this.indexed = options.indexed();
        this.omitEmpty = options.omitEmpty();
        this.form = options.form();
        this.container = container;
        this.optional = optional;
        this.value = value;
        this.shape = shape;
    }

    boolean isObject() {
        return shape != null;
    }

    boolean isFlattened() {
        return shape != null && form == Form.FLATTENED;
    }

    Shape shape() {
        if (shape == null) {
            throw new IllegalStateException(name + " holds values.");
        }
        return shape;
    }

    ValueType value() {
        if (value == null) {
            throw new IllegalStateException(name + " holds objects.");
        }
        return value;
    }

    int component() {
        return accessor.component();
    }

    /** What is in it; null for an empty {@code Optional} that holds an object. */
    @Nullable
    Object get(Object target) {
        Object found = accessor.get(target);
        return optional && found != null ? ((Optional<?>) found).orElse(null) : found;
    }

    void set(Object target, @Nullable Object content) {
        accessor.set(target, wrap(content));
    }

    /** What the field itself is given for a content. */
    @Nullable
    Object wrap(@Nullable Object content) {
        if (optional) {
            return Optional.ofNullable(content);
        }
        return content == null ? zero() : content;
    }

    /** What stored nulls are loaded as, and what a record has where nothing was stored. */
    @Nullable
    Object zero() {
        if (optional) {
            return Optional.empty();
        }
        return container != null || value == null ? null : value.zero();
    }

    /** Whether {@link OmitEmpty} leaves it out. */
    boolean isEmpty(@Nullable Object content) {
        if (content == null) {
            return true;
        }
        if (container != null) {
            return container.elements(content).isEmpty();
        }
        return !optional && value != null && value.isEmpty(content);
    }

    @Override
    public String toString() {
        return javaName;
    }
}
