package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What classes are made of: which can be taken apart, their stored fields, their constructors. */
final class Structures {

    private Structures() {}

    /** Why a class is not one whose fields are stored, or null if it is. */
    static @Nullable String objection(Class<?> type) {
        String what = null;
        if (type.isPrimitive() || type.isArray() || type.isEnum() || type.isAnnotation()) {
            what = "it is a value, not an object with fields";
        } else if (isForeign(type) || ValueConverter.class.isAssignableFrom(type)) {
            what = "its fields are its own concern";
        } else if (type.isInterface()) {
            what = "it is an interface; name a record or a class";
        } else if (Modifier.isAbstract(type.getModifiers())) {
            what = "it is abstract; name a class that can be made";
        }
        return what;
    }

    private static boolean isForeign(Class<?> type) {
        String name = type.getName();
        return name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.startsWith(Entity.class.getPackageName() + ".")
                || type == NamedProperty.class
                || type == PropertyList.class
                || type == Keyed.class;
    }

    /** The fields of a class that are stored, those of its superclasses first. */
    static List<Field> fields(Class<?> type, List<String> problems) {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            if (each != type && isForeign(each)) {
                problems.add("class " + type.getName() + " extends " + each.getName()
                        + ", whose fields cannot be stored. Hold one instead, and convert or ignore it.");
                break;
            }
            classes.add(each);
        }
        Collections.reverse(classes);
        List<Field> fields = new ArrayList<>();
        for (Class<?> each : classes) {
            for (Field field : each.getDeclaredFields()) {
                if (isStored(field)) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    static boolean isStored(Field field) {
        return !Modifier.isStatic(field.getModifiers())
                && !Modifier.isTransient(field.getModifiers())
                && !field.isSynthetic()
                && !field.isAnnotationPresent(Ignore.class);
    }

    /** The constructor without parameters. */
    static @Nullable MethodHandle constructor(Class<?> type, List<String> problems) {
        try {
            Constructor<?> found = type.getDeclaredConstructor();
            return Accessor.constructor(found);
        } catch (NoSuchMethodException e) {
            boolean inner = type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers());
            problems.add(
                    "class " + type.getName()
                            + (inner
                                    ? " is an inner class, which needs an object of the outer one. Make it static."
                                    : " has no constructor without parameters. Add one, of any visibility, or make it a record."));
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            problems.add(closed(type.getName()));
        }
        return null;
    }

    static String closed(String what) {
        return what + " is in a module that keeps it to itself. Open the package to dev.kindred.datastore.core.";
    }

    /** The field annotated with {@link EntityKey}, of a class whose other fields are not looked at. */
    static @Nullable Accessor key(Class<?> type, List<String> problems) {
        Accessor key = null;
        // What such a class extends is its own business.
        for (Field field : fields(type, new ArrayList<>())) {
            if (field.isAnnotationPresent(EntityKey.class)) {
                key = key(field, key, problems);
            }
        }
        return key;
    }

    private static @Nullable Accessor key(Field field, @Nullable Accessor before, List<String> problems) {
        String objection = keyObjection(field, before);
        if (objection == null && Modifier.isFinal(field.getModifiers())) {
            objection = "is final and cannot be loaded";
        }
        if (objection != null) {
            problems.add("field " + field.getName() + " " + objection + ".");
            return before;
        }
        try {
            return Accessor.of(field);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            problems.add(closed("field " + field.getName()));
            return before;
        }
    }

    /** Why a field annotated with {@link EntityKey} cannot be the key, or null if it can. */
    static @Nullable String keyObjection(Field field, @Nullable Accessor before) {
        if (before != null) {
            return "is a second @EntityKey; an entity has one key";
        }
        if (field.getType() != Key.class) {
            return "is an @EntityKey and must have the type Key";
        }
        List<Class<? extends Annotation>> others = List.of(
                PropertyName.class, Unindexed.class, OmitEmpty.class, Embedded.class, Nested.class, ConvertedBy.class);
        for (Class<? extends Annotation> other : others) {
            if (field.isAnnotationPresent(other)) {
                return "is an @EntityKey, which is no property, and cannot be @" + other.getSimpleName();
            }
        }
        return null;
    }
}
