package dev.kindred.datastore.object;

import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds the values of a multi-valued property: a list, a set or an array. */
abstract class Container {

    private static final Container LIST = new Container() {
        @Override
        Collection<? extends @Nullable Object> elements(Object container) {
            return (Collection<?>) container;
        }

        @Override
        Object build(List<@Nullable Object> elements) {
            return elements;
        }
    };

    private static final Container SET = new Container() {
        @Override
        Collection<? extends @Nullable Object> elements(Object container) {
            return (Collection<?>) container;
        }

        @Override
        Object build(List<@Nullable Object> elements) {
            return new LinkedHashSet<>(elements);
        }
    };

    /** The container of fields of a type, or null if it is none. */
    static @Nullable Container of(Class<?> type) {
        if (type == List.class || type == Collection.class) {
            return LIST;
        }
        if (type == Set.class) {
            return SET;
        }
        return type.isArray() && type != byte[].class ? new OfArray(type.getComponentType()) : null;
    }

    /** The elements in order. */
    abstract Collection<? extends @Nullable Object> elements(Object container);

    /** @param elements a fresh list, which the container may become */
    abstract Object build(List<@Nullable Object> elements);

    private static final class OfArray extends Container {

        private final Class<?> element;

        OfArray(Class<?> element) {
            this.element = element;
        }

        @Override
        Collection<? extends @Nullable Object> elements(Object container) {
            if (!element.isPrimitive()) {
                return Arrays.asList((@Nullable Object[]) container);
            }
            return new AbstractList<@Nullable Object>() {
                @Override
                public @Nullable Object get(int index) {
                    return Array.get(container, index);
                }

                @Override
                public int size() {
                    return Array.getLength(container);
                }
            };
        }

        @Override
        Object build(List<@Nullable Object> elements) {
            Object array = Array.newInstance(element, elements.size());
            int index = 0;
            for (Object value : elements) {
                if (value != null) {
                    Array.set(array, index, value);
                }
                index++;
            }
            return array;
        }
    }
}
