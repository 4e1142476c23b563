package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;

/** A number or text that is also read where the other is stored, if that loses nothing. Written as ever. */
final class LenientCodec extends Codec {

    private final Codec strict;
    private final ConversionService conversions;

    LenientCodec(Codec strict, ConversionService conversions) {
        super(strict.type());
        this.strict = strict;
        this.conversions = conversions;
    }

    @Override
    Value write(Object value, Partition home) {
        return strict.write(value, home);
    }

    @Override
    @Nullable
    Object read(Value value, References references) {
        try {
            return strict.read(value, references);
        } catch (ConversionProblem problem) {
            String text = text(value);
            Object read = text == null ? null : converted(text, problem);
            if (read == null) {
                throw problem;
            }
            return read;
        }
    }

    private static @Nullable String text(Value value) {
        if (value instanceof Value.StringValue string) {
            return string.value().strip();
        }
        if (value instanceof Value.LongValue number) {
            return Long.toString(number.value());
        }
        return value instanceof Value.DoubleValue number ? Double.toString(number.value()) : null;
    }

    private @Nullable Object converted(String text, ConversionProblem problem) {
        try {
            return conversions.convert(text, type());
        } catch (RuntimeException noNumber) {
            throw problem;
        }
    }

    @Override
    ValueRange range(Object value) {
        return strict.range(value);
    }
}
