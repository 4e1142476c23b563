package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;

/** A stored value as it is. */
final class ValueCodec extends Codec {

    ValueCodec(Class<?> type) {
        super(type);
    }

    @Override
    Value write(Object value, Partition home) {
        return (Value) value;
    }

    @Override
    Object read(Value value, References references) {
        if (!type().isInstance(value)) {
            throw ConversionProblem.cannotTake(value, type());
        }
        return value;
    }
}
