package dev.kindred.datastore.object;

import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record or class whose fields are stored: its fields, and how to make one. A type may contain itself by way of nested entities, so shapes refer to each other,
 * and each is filled in after it is made. Immutable after that.
 */
final class Shape {

    final Class<?> type;

    private List<MappedField> fields = List.of();
    private List<Accessor> components = List.of();
    private @Nullable Accessor key;
    private @Nullable MethodHandle constructor;
    private @Nullable Layout layout;

    Shape(Class<?> type) {
        this.type = type;
    }

    /** @param allComponents of a record in order, mapped or not; none of a class */
    void fill(List<MappedField> mapped, List<Accessor> allComponents, @Nullable Accessor keyField, MethodHandle maker) {
        fields = List.copyOf(mapped);
        components = List.copyOf(allComponents);
        key = keyField;
        constructor = maker;
    }

    void fill(Layout itsLayout) {
        layout = itsLayout;
    }

    List<MappedField> fields() {
        return fields;
    }

    @Nullable
    Accessor key() {
        return key;
    }

    boolean isRecord() {
        return type.isRecord();
    }

    List<Accessor> components() {
        return components;
    }

    Layout layout() {
        if (layout == null) {
            throw new IllegalStateException(type + " is not read yet.");
        }
        return layout;
    }

    /** @param arguments one for each component of a record; none for a class */
    Object make(@Nullable Object... arguments) throws ConstructorFailure {
        MethodHandle handle = constructor;
        if (handle == null) {
            throw new IllegalStateException(type + " is not read yet.");
        }
        try {
            return (Object) handle.invokeExact(arguments);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ConstructorFailure(e);
        }
    }
}
