package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.data.convert.PropertyValueConverter;
import org.springframework.data.convert.ValueConversionContext;

/** A field with a converter of its own, to and from a type with a stored form. The converter is asked what null is, too. */
final class PropertyConverterCodec extends Codec {

    private final PropertyValueConverter<Object, Object, ValueConversionContext<DatastorePersistentProperty>> converter;
    private final ValueConversionContext<DatastorePersistentProperty> context;
    private final Codec stored;

    PropertyConverterCodec(
            Class<?> type,
            DatastorePersistentProperty property,
            PropertyValueConverter<Object, Object, ValueConversionContext<DatastorePersistentProperty>> converter,
            Codec stored) {
        super(type);
        this.converter = converter;
        this.context = () -> property;
        this.stored = stored;
    }

    @Override
    Value write(Object value, Partition home) {
        return stored.writeNullable(converter.write(value, context), home);
    }

    @Override
    @Nullable
    Object read(Value value, References references) {
        Object intermediate = stored.readNullable(value, references);
        return intermediate == null ? absent() : converter.read(intermediate, context);
    }

    @Override
    Value writeNullable(@Nullable Object value, Partition home) {
        return value == null ? stored.writeNullable(converter.writeNull(context), home) : write(value, home);
    }

    @Override
    @Nullable
    Object absent() {
        return converter.readNull(context);
    }
}
