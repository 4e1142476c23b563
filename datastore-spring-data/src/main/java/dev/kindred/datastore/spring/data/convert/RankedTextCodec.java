package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Text in two parts: a rank, which sorts as the values do and is the same for all that compare as equal, and what else it takes to give the value back exactly.
 * The rank ends in a character that {@link OrderedDecimals#endOf} knows, so no rank is the beginning of another.
 */
final class RankedTextCodec<T> extends Codec {

    /** Greater than all characters of the second part. */
    private static final char AFTER_ALL = '\u007f';

    private final Class<T> javaType;
    private final Function<T, String> rank;
    private final Function<T, String> text;
    private final BiFunction<String, String, T> reader;

    RankedTextCodec(
            Class<T> javaType,
            Function<T, String> rank,
            Function<T, String> text,
            BiFunction<String, String, T> reader) {
        super(javaType);
        this.javaType = javaType;
        this.rank = rank;
        this.text = text;
        this.reader = reader;
    }

    @Override
    Value write(Object value, Partition home) {
        T typed = javaType.cast(value);
        return new Value.StringValue(rank.apply(typed) + text.apply(typed));
    }

    @Override
    Object read(Value value, References references) {
        int end = value instanceof Value.StringValue stored ? OrderedDecimals.endOf(stored.value()) : -1;
        if (end < 0) {
            throw ConversionProblem.cannotTake(value, javaType);
        }
        String stored = ((Value.StringValue) value).value();
        try {
            return reader.apply(stored.substring(0, end - 1), stored.substring(end));
        } catch (RuntimeException e) {
            throw new ConversionProblem(
                    ConversionProblem.cannotTake(value, javaType).getMessage() + " (" + e.getMessage() + ")", e);
        }
    }

    @Override
    ValueRange range(Object value) {
        String from = rank.apply(javaType.cast(value));
        return new ValueRange(new Value.StringValue(from), new Value.StringValue(from + AFTER_ALL));
    }
}
