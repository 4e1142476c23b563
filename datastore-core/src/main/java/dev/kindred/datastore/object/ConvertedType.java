package dev.kindred.datastore.object;

import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Value;

/** A type that an application's converter stores. */
final class ConvertedType extends ValueType {

    private final ValueConverter<Object> converter;

    @SuppressWarnings("unchecked") // only objects of its type get here: the field was compared with it
    ConvertedType(ValueConverter<?> converter) {
        super(converter.type().getSimpleName());
        this.converter = (ValueConverter<Object>) converter;
    }

    @Override
    Value save(Object object) {
        Value value = converter.write(object);
        if (value instanceof Value.ListValue) {
            throw new InvalidValueException(
                    converter.getClass().getName() + " wrote a list; a converter writes a single value.");
        }
        return value;
    }

    @Override
    Object load(Value value, Reading reading) throws Mismatch {
        try {
            return converter.read(value);
        } catch (RuntimeException e) {
            String message = e.getMessage();
            throw new Mismatch(
                    "its converter refuses " + describe(value) + ": " + (message == null ? e.toString() : message));
        }
    }
}
