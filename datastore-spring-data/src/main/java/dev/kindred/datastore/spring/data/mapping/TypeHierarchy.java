package dev.kindred.datastore.spring.data.mapping;

import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.mapping.MappingException;
import org.springframework.util.ClassUtils;

/**
 * The types that share a {@link Discriminator}. Those of a sealed base are known from the beginning; others join when the mapping context examines them. Safe for
 * all threads.
 */
public final class TypeHierarchy {

    private final Class<?> base;
    private final String property;
    private final Map<String, Class<?>> byValue = new ConcurrentSkipListMap<>();
    private final Map<String, Class<?>> byName = new ConcurrentSkipListMap<>();

    TypeHierarchy(Class<?> base, String property) {
        this.base = base;
        this.property = property;
        Deque<Class<?>> open = new ArrayDeque<>(List.of(base));
        while (!open.isEmpty()) {
            Class<?> type = open.removeFirst();
            add(type);
            if (type.isSealed()) {
                open.addAll(Arrays.asList(type.getPermittedSubclasses()));
            }
        }
    }

    /** The marked base of a type: itself, or the one among its superclasses and interfaces. */
    static @Nullable Class<?> baseOf(Class<?> type) {
        Set<Class<?>> candidates = new LinkedHashSet<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            candidates.add(each);
        }
        candidates.addAll(ClassUtils.getAllInterfacesForClassAsSet(type));
        List<Class<?>> marked = candidates.stream()
                .filter(candidate -> AnnotatedElementUtils.isAnnotated(candidate, Discriminator.class))
                .toList();
        if (marked.size() > 1) {
            throw new MappingException(type.getName() + " is below two types with @Discriminator, "
                    + marked.get(0).getName() + " and " + marked.get(1).getName()
                    + "; only the base of a hierarchy has one.");
        }
        return marked.isEmpty() ? null : marked.get(0);
    }

    void add(Class<?> type) {
        if (!isInstantiable(type) || byName.putIfAbsent(type.getName(), type) != null) {
            return;
        }
        String written = valueOf(type);
        Subtype subtype = AnnotatedElementUtils.getMergedAnnotation(type, Subtype.class);
        List<String> values = new ArrayList<>();
        if (written != null) {
            values.add(written);
        }
        if (subtype != null) {
            values.addAll(Arrays.asList(subtype.alsoKnownAs()));
        }
        for (String value : values) {
            Class<?> other = byValue.putIfAbsent(value, type);
            if (other != null && other != type) {
                throw new MappingException("Both " + other.getName() + " and " + type.getName() + " are stored with \""
                        + value + "\" in property \"" + property + "\", the @Discriminator of " + base.getName()
                        + "; give one of them another value with @Subtype.");
            }
        }
    }

    private static boolean isInstantiable(Class<?> type) {
        return !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
    }

    /**
     * The type that is marked with {@link Discriminator}.
     *
     * @return a class or an interface
     */
    public Class<?> base() {
        return base;
    }

    /**
     * Where the value is stored.
     *
     * @return the name of the property
     */
    public String property() {
        return property;
    }

    /**
     * What is written for objects of a type.
     *
     * @param type a type that can be instantiated
     * @return the value, or null for a base without {@link Subtype}
     */
    public @Nullable String valueOf(Class<?> type) {
        Subtype subtype = AnnotatedElementUtils.getMergedAnnotation(type, Subtype.class);
        if (subtype != null && !subtype.value().isEmpty()) {
            return subtype.value();
        }
        return subtype == null && type == base ? null : type.getSimpleName();
    }

    /**
     * What a stored value means.
     *
     * @param value the value
     * @return the type, or null if none is known by it
     */
    public @Nullable Class<?> typeOf(String value) {
        return byValue.get(value);
    }

    /**
     * Whether objects of the base itself can be made.
     *
     * @return false if it is abstract
     */
    public boolean isBaseInstantiable() {
        return isInstantiable(base);
    }

    /**
     * The known types that can be instantiated.
     *
     * @return by name
     */
    public Collection<Class<?>> types() {
        return List.copyOf(byName.values());
    }

    /**
     * All values that mean a type or one below it, old ones included.
     *
     * @param type a type of the hierarchy
     * @return the values in order
     */
    public List<String> valuesOf(Class<?> type) {
        List<String> values = new ArrayList<>();
        byValue.forEach((value, each) -> {
            if (type.isAssignableFrom(each)) {
                values.add(value);
            }
        });
        return values;
    }
}
