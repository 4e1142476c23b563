package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Value;
import org.jspecify.annotations.Nullable;

/**
 * A value that cannot be converted, on its way up to whoever knows the entity: each level adds its part of the path. Never leaves the converter, which makes a
 * {@link PropertyMappingException} of it; so it carries no stack trace of its own.
 */
final class ConversionProblem extends RuntimeException {

    private static final int SHOWN_CHARACTERS = 80;

    private final StringBuilder path = new StringBuilder();
    private @Nullable Class<?> fieldType;
    private @Nullable String advice;

    ConversionProblem(String detail) {
        this(detail, null);
    }

    ConversionProblem(String detail, @Nullable Throwable cause) {
        super(detail, cause, false, false);
    }

    /** A stored value that is none of a type's. */
    static ConversionProblem cannotTake(Value value, Class<?> type) {
        return new ConversionProblem(describe(value) + " is stored, which " + type.getTypeName() + " cannot take");
    }

    /** Whatever a conversion threw, as a problem with the value. */
    static ConversionProblem of(RuntimeException failure, Object value) {
        return failure instanceof ConversionProblem problem
                ? problem
                : new ConversionProblem(
                        (value instanceof Value stored ? describe(stored) + " is stored" : "\"" + shorten(value) + "\"")
                                + ": " + failure.getMessage(),
                        failure);
    }

    /** Adds the property the value is in; the innermost decides what the field's type is. */
    ConversionProblem in(String name, Class<?> type) {
        if (path.length() > 0 && path.charAt(0) != '[') {
            path.insert(0, '.');
        }
        path.insert(0, name);
        if (fieldType == null) {
            fieldType = type;
        }
        return this;
    }

    /** Adds the place in a list. */
    ConversionProblem at(int index) {
        if (path.length() > 0 && path.charAt(0) != '[') {
            path.insert(0, '.');
        }
        path.insert(0, "[" + index + "]");
        return this;
    }

    /** What to do, where it is not what helps with most problems. */
    ConversionProblem advise(String wayOut) {
        advice = wayOut;
        return this;
    }

    PropertyMappingException toException(String action, String usualAdvice) {
        Class<?> type = fieldType == null ? Object.class : fieldType;
        Throwable cause = getCause();
        return new PropertyMappingException(
                action + ": property \"" + path + "\", a field of type " + type.getTypeName() + ": " + getMessage()
                        + ". " + (advice == null ? usualAdvice : advice),
                path.toString(),
                type,
                cause == null ? this : cause);
    }

    /** Type and value for people: {@code string "many"}. */
    static String describe(Value value) {
        if (value instanceof Value.StringValue string) {
            return "string \"" + shorten(string.value()) + "\"";
        }
        if (value instanceof Value.LongValue number) {
            return "integer " + number.value();
        }
        if (value instanceof Value.DoubleValue number) {
            return "floating point number " + number.value();
        }
        if (value instanceof Value.BooleanValue truth) {
            return "boolean " + truth.value();
        }
        if (value instanceof Value.TimestampValue time) {
            return "timestamp " + time.toInstant();
        }
        if (value instanceof Value.BytesValue bytes) {
            return "bytes " + bytes.value();
        }
        if (value instanceof Value.KeyValue key) {
            return "key " + key.value();
        }
        if (value instanceof Value.ListValue list) {
            return "list of " + list.values().size();
        }
        if (value instanceof Value.EntityValue entity) {
            return "nested value with " + entity.properties().keySet();
        }
        return value == Value.NULL ? "null" : shorten(value);
    }

    static String shorten(Object value) {
        String text = String.valueOf(value);
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
