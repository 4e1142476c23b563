package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;

/** A type of the application, by its converters to and from a type with a stored form. */
final class ConvertedCodec extends Codec {

    private final Codec stored;
    private final ConversionService conversions;

    ConvertedCodec(Class<?> type, Codec stored, ConversionService conversions) {
        super(type);
        this.stored = stored;
        this.conversions = conversions;
    }

    @Override
    Value write(Object value, Partition home) {
        return stored.writeNullable(conversions.convert(value, stored.type()), home);
    }

    @Override
    @Nullable
    Object read(Value value, References references) {
        Object intermediate = stored.readNullable(value, references);
        if (!conversions.canConvert(stored.type(), type())) {
            throw new ConversionProblem("there is a converter from it to "
                    + stored.type().getTypeName() + ", but none back; register a @ReadingConverter");
        }
        return conversions.convert(intermediate, type());
    }

    @Override
    ValueRange range(Object value) {
        Object intermediate = conversions.convert(value, stored.type());
        return intermediate == null ? ValueRange.of(Value.NULL) : stored.range(intermediate);
    }
}
