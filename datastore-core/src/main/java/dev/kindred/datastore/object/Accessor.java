package dev.kindred.datastore.object;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** One field of a class, or one component of a record: its handles, looked up once. */
final class Accessor {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType SETTER = MethodType.methodType(void.class, Object.class, Object.class);

    private final Class<?> type;
    private final MethodHandle getter;
    private final @Nullable MethodHandle setter;
    private final int component;

    private Accessor(Class<?> type, MethodHandle getter, @Nullable MethodHandle setter, int component) {
        this.type = type;
        this.getter = getter.asType(GETTER);
        this.setter = setter == null ? null : setter.asType(SETTER);
        this.component = component;
    }

    /** @throws IllegalAccessException and {@link RuntimeException} if a module keeps the field to itself */
    static Accessor of(Field field) throws IllegalAccessException {
        field.setAccessible(true);
        return new Accessor(field.getType(), LOOKUP.unreflectGetter(field), LOOKUP.unreflectSetter(field), -1);
    }

    static Accessor of(RecordComponent component, int index) throws IllegalAccessException {
        Method method = component.getAccessor();
        method.setAccessible(true);
        return new Accessor(component.getType(), LOOKUP.unreflect(method), null, index);
    }

    /** Makes objects from an array of arguments. */
    static MethodHandle constructor(Constructor<?> constructor) throws IllegalAccessException {
        constructor.setAccessible(true);
        return LOOKUP.unreflectConstructor(constructor)
                .asSpreader(Object[].class, constructor.getParameterCount())
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    /** The place of a record's component among all of the record. */
    int component() {
        return component;
    }

    /** What Java gives a field that nobody set: 0, false or null. */
    @Nullable
    Object zero() {
        return zero(type);
    }

    static @Nullable Object zero(Class<?> type) {
        return type.isPrimitive() ? java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(type, 1), 0) : null;
    }

    @Nullable
    Object get(Object target) {
        try {
            return (Object) getter.invokeExact(target);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "An accessor of " + target.getClass().getName() + " threw.", e);
        }
    }

    /** For fields of classes. */
    void set(Object target, @Nullable Object value) {
        MethodHandle handle = setter;
        if (handle == null) {
            throw new IllegalStateException("Record components cannot be set.");
        }
        try {
            handle.invokeExact(target, value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
