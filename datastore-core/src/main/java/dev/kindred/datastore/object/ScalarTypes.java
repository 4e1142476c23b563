package dev.kindred.datastore.object;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The Java types that the datastore knows, and which stored values each takes. Nothing is converted silently: a long does not become a double, nor a timestamp a
 * number, except in a projection, where an index knows only their common rank.
 */
final class ScalarTypes {

    private static final Map<Class<?>, ValueType> TYPES = new HashMap<>();

    static {
        integer(byte.class, Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, number -> (byte) number);
        integer(short.class, Short.class, Short.MIN_VALUE, Short.MAX_VALUE, number -> (short) number);
        integer(int.class, Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, number -> (int) number);
        integer(long.class, Long.class, Long.MIN_VALUE, Long.MAX_VALUE, number -> number);
        for (Class<?> type : new Class<?>[] {boolean.class, Boolean.class}) {
            add(
                    type,
                    type.isPrimitive() ? false : null,
                    truth -> truth.equals(false),
                    truth -> Value.of((boolean) truth),
                    (value, reading) -> value instanceof Value.BooleanValue truth ? truth.value() : null);
        }
        for (Class<?> type : new Class<?>[] {double.class, Double.class}) {
            add(
                    type,
                    type.isPrimitive() ? 0.0 : null,
                    number -> (double) number == 0,
                    number -> Value.of((double) number),
                    (value, reading) -> value instanceof Value.DoubleValue number ? number.value() : null);
        }
        for (Class<?> type : new Class<?>[] {float.class, Float.class}) {
            add(
                    type,
                    type.isPrimitive() ? 0f : null,
                    number -> (float) number == 0,
                    number -> Value.of((double) (float) number),
                    (value, reading) -> value instanceof Value.DoubleValue number ? toFloat(number.value()) : null);
        }
        add(
                String.class,
                null,
                text -> ((String) text).isEmpty(),
                text -> Value.of((String) text),
                ScalarTypes::loadString);
        add(
                ByteString.class,
                null,
                bytes -> ((ByteString) bytes).size() == 0,
                bytes -> Value.of((ByteString) bytes),
                (value, reading) -> loadBytes(value, reading));
        TYPES.put(byte[].class, new Bytes());
        add(Instant.class, null, never(), time -> Value.of((Instant) time), ScalarTypes::loadInstant);
        add(
                Key.class,
                null,
                never(),
                key -> Value.of((Key) key),
                (value, reading) -> value instanceof Value.KeyValue key ? key.value() : null);
        add(
                GeoPoint.class,
                null,
                never(),
                place -> Value.of((GeoPoint) place),
                (value, reading) -> value instanceof Value.GeoPointValue place ? place.value() : null);
        add(
                Value.BlobKeyValue.class,
                null,
                blob -> ((Value.BlobKeyValue) blob).value().isEmpty(),
                blob -> (Value) blob,
                ScalarTypes::loadBlobKey);
        TYPES.put(Value.class, new Raw());
        TYPES.put(Property.class, new RawProperty());
    }

    private ScalarTypes() {}

    static @Nullable ValueType of(Class<?> type) {
        return type.isEnum() ? new Named(type) : TYPES.get(type);
    }

    /** Loads a value, or gives null if it is of the wrong type. */
    private interface Loading {
        @Nullable
        Object load(Value value, Reading reading) throws Mismatch;
    }

    private static Predicate<Object> never() {
        return object -> false;
    }

    private static void add(
            Class<?> type,
            @Nullable Object zero,
            Predicate<Object> empty,
            Function<Object, Value> saving,
            Loading loading) {
        TYPES.put(type, new ValueType(type.getSimpleName()) {
            @Override
            Value save(Object object) {
                return saving.apply(object);
            }

            @Override
            Object load(Value value, Reading reading) throws Mismatch {
                Object loaded = loading.load(value, reading);
                if (loaded == null) {
                    throw mismatch(value);
                }
                return loaded;
            }

            @Override
            @Nullable
            Object zero() {
                return zero;
            }

            @Override
            boolean isEmpty(Object object) {
                return empty.test(object);
            }
        });
    }

    private static void integer(Class<?> primitive, Class<?> box, long min, long max, LongFunction<Object> narrow) {
        for (Class<?> type : new Class<?>[] {primitive, box}) {
            add(
                    type,
                    type.isPrimitive() ? narrow.apply(0) : null,
                    number -> ((Number) number).longValue() == 0,
                    number -> Value.of(((Number) number).longValue()),
                    (value, reading) -> {
                        long number;
                        if (value instanceof Value.LongValue whole) {
                            number = whole.value();
                        } else if (reading.isProjected() && value instanceof Value.TimestampValue time) {
                            number = time.micros();
                        } else {
                            return null;
                        }
                        if (number < min || number > max) {
                            throw new Mismatch(
                                    "value " + number + " overflows a field of type " + type.getSimpleName());
                        }
                        return narrow.apply(number);
                    });
        }
    }

    private static Float toFloat(double number) throws Mismatch {
        if (Math.abs(number) > Float.MAX_VALUE && !Double.isInfinite(number)) {
            throw new Mismatch("value " + number + " overflows a field of type float");
        }
        return (float) number;
    }

    private static @Nullable Object loadString(Value value, Reading reading) throws Mismatch {
        if (value instanceof Value.StringValue text) {
            return text.value();
        } else if (value instanceof Value.BlobKeyValue blob) {
            return blob.value();
        } else if (value instanceof Value.BytesValue bytes) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes.value().toByteArray()))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new Mismatch("the " + bytes.value().size() + " bytes stored are no text in UTF-8");
            }
        }
        return null;
    }

    private static @Nullable ByteString loadBytes(Value value, Reading reading) {
        if (value instanceof Value.BytesValue bytes) {
            return bytes.value();
        }
        return reading.isProjected() && value instanceof Value.StringValue text
                ? ByteString.copyOf(text.value().getBytes(StandardCharsets.UTF_8))
                : null;
    }

    private static @Nullable Instant loadInstant(Value value, Reading reading) {
        if (value instanceof Value.TimestampValue time) {
            return time.toInstant();
        }
        return reading.isProjected() && value instanceof Value.LongValue micros
                ? new Value.TimestampValue(micros.value()).toInstant()
                : null;
    }

    private static @Nullable Object loadBlobKey(Value value, Reading reading) throws Mismatch {
        if (value instanceof Value.BlobKeyValue) {
            return value;
        }
        Object text = reading.isProjected() ? loadString(value, reading) : null;
        return text == null ? null : new Value.BlobKeyValue((String) text);
    }

    /** Go's {@code []byte}: up to a megabyte, and never indexed. */
    private static final class Bytes extends ValueType {

        Bytes() {
            super("byte[]");
        }

        @Override
        Value save(Object object) {
            return Value.of(ByteString.copyOf((byte[]) object));
        }

        @Override
        Object load(Value value, Reading reading) throws Mismatch {
            ByteString bytes = loadBytes(value, reading);
            if (bytes == null) {
                throw mismatch(value);
            }
            return bytes.toByteArray();
        }

        @Override
        boolean isEmpty(Object object) {
            return ((byte[]) object).length == 0;
        }

        @Override
        boolean isIndexable() {
            return false;
        }
    }

    /** An enum, stored as the names of its constants. */
    private static final class Named extends ValueType {

        private final Map<String, Object> constants = new HashMap<>();

        Named(Class<?> type) {
            super(type.getSimpleName());
            for (Object constant : type.getEnumConstants()) {
                constants.put(((Enum<?>) constant).name(), constant);
            }
        }

        @Override
        Value save(Object object) {
            return Value.of(((Enum<?>) object).name());
        }

        @Override
        Object load(Value value, Reading reading) throws Mismatch {
            Object text = loadString(value, reading);
            if (text == null) {
                throw mismatch(value);
            }
            Object constant = constants.get(text);
            if (constant == null) {
                throw new Mismatch("\"" + text + "\" is no constant of " + name());
            }
            return constant;
        }
    }

    /** A value as it is stored. */
    private static final class Raw extends ValueType {

        Raw() {
            super("Value");
        }

        @Override
        Value save(Object object) {
            return (Value) object;
        }

        @Override
        Object load(Value value, Reading reading) {
            return value;
        }

        @Override
        boolean isEmpty(Object object) {
            return object == Value.NULL
                    || object instanceof Value.ListValue list && list.values().isEmpty();
        }

        @Override
        boolean isRaw() {
            return true;
        }
    }

    /** A value and whether it is indexed, as it is stored. */
    static final class RawProperty extends ValueType {

        RawProperty() {
            super("Property");
        }

        @Override
        Value save(Object object) {
            return ((Property) object).value();
        }

        @Override
        Object load(Value value, Reading reading) {
            return new Property(value, reading.indexed());
        }

        @Override
        boolean isEmpty(Object object) {
            Value value = ((Property) object).value();
            return value == Value.NULL
                    || value instanceof Value.ListValue list && list.values().isEmpty();
        }

        @Override
        boolean isRaw() {
            return true;
        }
    }
}
