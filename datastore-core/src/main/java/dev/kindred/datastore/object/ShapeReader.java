package dev.kindred.datastore.object;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Reads a class and all that it is made of, and collects everything that is wrong instead of stopping at the first. */
final class ShapeReader {

    private final Class<?> root;
    private final List<String> problems;
    private final Map<Class<?>, Shape> shapes = new LinkedHashMap<>();
    private final Map<Class<?>, ValueConverter<?>> services = new HashMap<>();

    private ShapeReader(Class<?> root, List<String> problems) {
        this.root = root;
        this.problems = problems;
        for (ValueConverter<?> converter : ServiceLoader.load(ValueConverter.class, root.getClassLoader())) {
            services.putIfAbsent(converter.type(), converter);
        }
    }

    /** Reads a class; the shape can be used if no problem was added. */
    static Shape read(Class<?> type, List<String> problems) {
        ShapeReader reader = new ShapeReader(type, problems);
        Shape shape = reader.shape(type);
        if (problems.isEmpty()) {
            for (Shape each : reader.shapes.values()) {
                // The root comes first; what is wrong in it is not told again for its parts.
                each.fill(Layout.of(each, problems));
                if (!problems.isEmpty()) {
                    break;
                }
            }
        }
        return shape;
    }

    private Shape shape(Class<?> type) {
        Shape known = shapes.get(type);
        if (known != null) {
            return known;
        }
        Shape shape = new Shape(type);
        shapes.put(type, shape);
        Fields fields = new Fields(type);
        MethodHandle constructor = type.isRecord() ? fields.ofRecord() : fields.ofClass();
        if (constructor != null) {
            shape.fill(fields.mapped, fields.components, fields.key, constructor);
        }
        return shape;
    }

    /** The fields of one class. */
    private final class Fields {

        private final Class<?> type;
        private final List<MappedField> mapped = new ArrayList<>();
        private final List<Accessor> components = new ArrayList<>();
        private @Nullable Accessor key;

        Fields(Class<?> type) {
            this.type = type;
        }

        private @Nullable MethodHandle ofRecord() {
            try {
                RecordComponent[] all = type.getRecordComponents();
                Class<?>[] types = new Class<?>[all.length];
                for (int i = 0; i < all.length; i++) {
                    types[i] = all[i].getType();
                    Accessor accessor = Accessor.of(all[i], i);
                    components.add(accessor);
                    Field field = type.getDeclaredField(all[i].getName());
                    if (Structures.isStored(field)) {
                        add(field, accessor);
                    }
                }
                Constructor<?> canonical = type.getDeclaredConstructor(types);
                return Accessor.constructor(canonical);
            } catch (IllegalAccessException | InaccessibleObjectException e) {
                problems.add(Structures.closed("record " + type.getName()));
                return null;
            } catch (NoSuchFieldException | NoSuchMethodException e) {
                throw new IllegalStateException("A record has a field for each component.", e);
            }
        }

        private @Nullable MethodHandle ofClass() {
            for (Field field : Structures.fields(type, problems)) {
                if (Modifier.isFinal(field.getModifiers())) {
                    problem(field, "is final and cannot be loaded. Make it not final, @Ignore it, or use a record");
                    continue;
                }
                try {
                    add(field, Accessor.of(field));
                } catch (IllegalAccessException | InaccessibleObjectException e) {
                    problems.add(Structures.closed("field " + name(field)));
                }
            }
            return Structures.constructor(type, problems);
        }

        private void add(Field field, Accessor accessor) {
            if (field.isAnnotationPresent(EntityKey.class)) {
                String objection = Structures.keyObjection(field, key);
                if (objection != null) {
                    problem(field, objection);
                } else {
                    key = accessor;
                }
                return;
            }
            MappedField read = read(field, accessor);
            if (read != null) {
                mapped.add(read);
            }
        }

        private @Nullable MappedField read(Field field, Accessor accessor) {
            ConvertedBy annotation = field.getAnnotation(ConvertedBy.class);
            ValueConverter<?> own = annotation == null ? null : make(field, annotation);
            boolean whole = own != null && box(own.type()) == box(field.getType());
            boolean optional = !whole && field.getType() == Optional.class;
            Container container = whole || optional ? null : Container.of(field.getType());
            Class<?> content = field.getType();
            boolean optionalElements = false;
            if (optional || container != null) {
                Type argument = argument(field.getGenericType());
                optionalElements = container != null && rawType(argument) == Optional.class;
                content = rawType(optionalElements ? argument(argument) : argument);
            }
            if (content == null) {
                problem(
                        field,
                        "has the type " + field.getGenericType().getTypeName()
                                + ", which does not say what is in it at run time");
                return null;
            }
            if (!whole && container(content) && (optional || container != null)) {
                problem(
                        field,
                        container == null
                                ? "is an Optional of " + content.getSimpleName()
                                        + "; a list that is absent is a null: leave the Optional out"
                                : "leads to a list of lists: wrap the inner one in a record, and annotate the field with @Nested");
                return null;
            }
            ValueType value = valueType(field, content, own);
            if (value == null && !isObject(field, content)) {
                return null;
            }
            if (optionalElements) {
                if (value == null) {
                    problem(
                            field,
                            "has elements that are an Optional of an object. Leave the Optional out, and annotate with @Nested");
                    return null;
                }
                value = new OptionalType(value);
            }
            FieldOptions options = options(field, content, container, value == null);
            return new MappedField(
                    mapped.size(),
                    field.getName(),
                    accessor,
                    options,
                    container,
                    optional,
                    value,
                    value == null ? shape(content) : null);
        }

        private boolean container(Class<?> content) {
            return content == Optional.class || Container.of(content) != null;
        }

        private @Nullable ValueType valueType(Field field, Class<?> content, @Nullable ValueConverter<?> own) {
            if (own != null) {
                if (box(own.type()) != box(content)) {
                    problem(
                            field,
                            "has the type " + content.getName() + ", but its converter "
                                    + own.getClass().getName() + " converts "
                                    + own.type().getName());
                }
                return new ConvertedType(own);
            }
            ValueType known = ScalarTypes.of(content);
            if (known != null) {
                return known;
            }
            ConvertedBy annotation = content.getAnnotation(ConvertedBy.class);
            ValueConverter<?> converter = annotation == null ? services.get(content) : make(field, annotation);
            if (converter != null) {
                return new ConvertedType(converter);
            }
            if (PropertyMapped.class.isAssignableFrom(content)) {
                SelfMapped mappedItself = SelfMapped.of(content, problems);
                return mappedItself == null ? null : new SelfMappedType(content, mappedItself);
            }
            return null;
        }

        private boolean isObject(Field field, Class<?> content) {
            if (PropertyMapped.class.isAssignableFrom(content)) {
                return false; // and it has been said why not
            }
            String objection = Structures.objection(content);
            if (objection != null) {
                problem(
                        field,
                        "has the type " + content.getName() + ", which cannot be stored: " + objection
                                + ". Convert it with @ConvertedBy, or @Ignore it");
            }
            return objection == null;
        }

        private FieldOptions options(Field field, Class<?> content, @Nullable Container container, boolean object) {
            PropertyName renamed = field.getAnnotation(PropertyName.class);
            Embedded embedded = field.getAnnotation(Embedded.class);
            boolean nested = field.isAnnotationPresent(Nested.class);
            if (embedded != null && (!object || container != null)) {
                problem(field, "is @Embedded, but does not hold one object whose fields could be");
            }
            if (nested && !object && !PropertyMapped.class.isAssignableFrom(content)) {
                problem(field, "is @Nested, but does not hold an object");
            }
            if (embedded != null && nested) {
                problem(field, "is both @Embedded and @Nested. Choose one");
            }
            if (embedded != null && renamed != null) {
                problem(field, "is both @Embedded and @PropertyName. Give the name as @Embedded's prefix");
            }
            String name = renamed != null ? renamed.value() : embedded != null ? embedded.prefix() : field.getName();
            if (!(embedded != null && name.isEmpty()) && !isName(name)) {
                problem(
                        field,
                        "has the property name \"" + name
                                + "\", which is not one or more identifiers joined by dots. Choose another with @PropertyName");
            }
            return new FieldOptions(
                    name,
                    !field.isAnnotationPresent(Unindexed.class),
                    field.isAnnotationPresent(OmitEmpty.class),
                    nested ? MappedField.Form.NESTED : MappedField.Form.FLATTENED);
        }

        private @Nullable ValueConverter<?> make(Field field, ConvertedBy annotation) {
            try {
                Constructor<? extends ValueConverter<?>> constructor =
                        annotation.value().getDeclaredConstructor();
                constructor.setAccessible(true);
                return constructor.newInstance();
            } catch (ReflectiveOperationException | InaccessibleObjectException e) {
                problem(
                        field,
                        "has the converter " + annotation.value().getName()
                                + ", which cannot be made. It needs a constructor without parameters that does not throw");
                return null;
            }
        }

        private String name(Field field) {
            return (type == root ? "" : type.getSimpleName() + ".") + field.getName();
        }

        private void problem(Field field, String what) {
            problems.add("field " + name(field) + " " + what + ".");
        }
    }

    /** One or more identifiers joined by dots. */
    private static boolean isName(String name) {
        return Arrays.stream(name.split("\\.", -1)).allMatch(ShapeReader::isIdentifier);
    }

    private static boolean isIdentifier(String part) {
        if (part.isEmpty()) {
            return false;
        }
        int first = part.codePointAt(0);
        return (first == '_' || Character.isLetter(first))
                && part.codePoints().allMatch(each -> each == '_' || Character.isLetterOrDigit(each));
    }

    private static Class<?> box(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }

    /** What is in a list, a set, an array or an Optional. */
    private static @Nullable Type argument(@Nullable Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getActualTypeArguments()[0];
        }
        if (type instanceof GenericArrayType array) {
            return array.getGenericComponentType();
        }
        return type instanceof Class<?> array ? array.getComponentType() : null;
    }

    private static @Nullable Class<?> rawType(@Nullable Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        return type instanceof Class<?> known ? known : null;
    }
}
