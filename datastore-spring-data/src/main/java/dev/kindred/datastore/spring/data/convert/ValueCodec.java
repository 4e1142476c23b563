package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Value;

/** A stored value as it is. */
final class ValueCodec extends Codec {

    ValueCodec(Class<?> type) {
        super(type);
    }

    @Override
    Value write(Object value) {
        return (Value) value;
    }

    @Override
    Object read(Value value) {
        if (!type().isInstance(value)) {
            throw ConversionProblem.cannotTake(value, type());
        }
        return value;
    }
}
