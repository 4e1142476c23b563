package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A single value, by two functions. */
final class ScalarCodec<T, V extends Value> extends Codec {

    private final Class<T> javaType;
    private final Class<V> valueType;
    private final Function<T, ? extends Value> writer;
    private final Function<V, @Nullable T> reader;
    private final Function<Value, @Nullable T> otherReader;

    /**
     * A type with one stored form.
     *
     * @param reader gives null for a value it cannot take
     */
    ScalarCodec(
            Class<T> javaType,
            Class<V> valueType,
            Function<T, ? extends Value> writer,
            Function<V, @Nullable T> reader) {
        this(javaType, valueType, writer, reader, other -> null);
    }

    /**
     * A type that can be read of a second stored form.
     *
     * @param otherReader gives null for a value it cannot take
     */
    ScalarCodec(
            Class<T> javaType,
            Class<V> valueType,
            Function<T, ? extends Value> writer,
            Function<V, @Nullable T> reader,
            Function<Value, @Nullable T> otherReader) {
        super(javaType);
        this.javaType = javaType;
        this.valueType = valueType;
        this.writer = writer;
        this.reader = reader;
        this.otherReader = otherReader;
    }

    /** Text, exactly as one function makes it and the other takes it. */
    static <T> ScalarCodec<T, Value.StringValue> text(
            Class<T> javaType, Function<T, String> writer, Function<String, T> reader) {
        return new ScalarCodec<>(
                javaType,
                Value.StringValue.class,
                value -> new Value.StringValue(writer.apply(value)),
                text -> reader.apply(text.value()));
    }

    @Override
    Value write(Object value, Partition home) {
        return writer.apply(javaType.cast(value));
    }

    @Override
    Object read(Value value, References references) {
        T read;
        try {
            read = valueType.isInstance(value) ? reader.apply(valueType.cast(value)) : otherReader.apply(value);
        } catch (RuntimeException e) {
            throw new ConversionProblem(
                    ConversionProblem.cannotTake(value, javaType).getMessage() + " (" + e.getMessage() + ")", e);
        }
        if (read == null) {
            throw ConversionProblem.cannotTake(value, javaType);
        }
        return read;
    }
}
