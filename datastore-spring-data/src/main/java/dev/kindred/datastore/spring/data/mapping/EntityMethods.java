package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.data.mapping.MappingException;
import org.springframework.util.ReflectionUtils;

/** The {@link OnLoad} and {@link OnSave} methods of one class, found once. Safe for all threads. */
public final class EntityMethods {

    private static final ClassValue<EntityMethods> KNOWN = new ClassValue<>() {
        @Override
        protected EntityMethods computeValue(Class<?> type) {
            return new EntityMethods(type);
        }
    };

    private final List<Method> onLoad;
    private final List<Method> onSave;

    private EntityMethods(Class<?> type) {
        onLoad = find(type, OnLoad.class);
        onSave = find(type, OnSave.class);
    }

    /**
     * The methods of a class.
     *
     * @param type the class
     * @return its methods, perhaps none
     */
    public static EntityMethods of(Class<?> type) {
        return KNOWN.get(type);
    }

    /**
     * Calls the methods with {@link OnLoad}.
     *
     * @param <T> the type
     * @param instance an object of the class
     * @return the object, or what they put in its place
     * @throws MappingException if one returns null
     */
    public <T> T onLoad(T instance) {
        return call(onLoad, instance);
    }

    /**
     * Calls the methods with {@link OnSave}.
     *
     * @param <T> the type
     * @param instance an object of the class
     * @return the object, or what they put in its place
     * @throws MappingException if one returns null
     */
    public <T> T onSave(T instance) {
        return call(onSave, instance);
    }

    /** What keeps methods of the class from being called, a sentence each. */
    List<String> problems() {
        Set<Method> all = new LinkedHashSet<>(onLoad);
        all.addAll(onSave);
        List<String> problems = new ArrayList<>();
        for (Method method : all) {
            Class<?> result = method.getReturnType();
            if (Modifier.isStatic(method.getModifiers())
                    || method.getParameterCount() > 0
                    || !(result == void.class || isOfSameFamily(result, method.getDeclaringClass()))) {
                problems.add(
                        "Method " + method.getName() + " is marked @OnLoad or @OnSave and is not like \"void "
                                + method.getName() + "()\" or \""
                                + method.getDeclaringClass().getSimpleName() + " " + method.getName()
                                + "()\"; it must not be static, has no parameters, and returns nothing or what takes the object's place.");
            }
        }
        return problems;
    }

    private static boolean isOfSameFamily(Class<?> result, Class<?> declaring) {
        return declaring.isAssignableFrom(result) || (result.isAssignableFrom(declaring) && result != Object.class);
    }

    @SuppressWarnings("unchecked") // The class of what a method returns is compared.
    private static <T> T call(List<Method> methods, T instance) {
        T current = instance;
        for (Method method : methods) {
            Object returned = ReflectionUtils.invokeMethod(method, current);
            if (method.getReturnType() == void.class) {
                continue;
            }
            if (!instance.getClass().isInstance(returned)) {
                throw new MappingException(method + " returned "
                        + (returned == null
                                ? "null"
                                : "a " + returned.getClass().getName())
                        + "; it must return a " + instance.getClass().getName()
                        + ", the object itself if it is to stay.");
            }
            current = (T) returned;
        }
        return current;
    }

    private static List<Method> find(Class<?> type, Class<? extends Annotation> annotation) {
        Set<Class<?>> fromTheTop = new LinkedHashSet<>();
        collect(type, fromTheTop);
        Map<String, Method> found = new LinkedHashMap<>();
        for (Class<?> each : fromTheTop) {
            Method[] declared = each.getDeclaredMethods();
            Arrays.sort(declared, Comparator.comparing(Method::getName)); // Reflection gives them in any order.
            for (Method method : declared) {
                if (method.isAnnotationPresent(annotation) && !method.isBridge()) {
                    boolean own = Modifier.isPrivate(method.getModifiers());
                    ReflectionUtils.makeAccessible(method);
                    found.putIfAbsent(own ? each.getName() + "." + method.getName() : method.getName(), method);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static void collect(Class<?> type, Set<Class<?>> fromTheTop) {
        for (Class<?> parent : type.getInterfaces()) {
            collect(parent, fromTheTop);
        }
        Class<?> superclass = type.getSuperclass();
        if (superclass != null && superclass != Object.class && superclass != Record.class) {
            collect(superclass, fromTheTop);
        }
        fromTheTop.add(type);
    }
}
