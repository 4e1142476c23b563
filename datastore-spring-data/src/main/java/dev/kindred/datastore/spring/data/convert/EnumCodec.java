package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** An enum by the names of its constants; sorts by name. */
final class EnumCodec extends Codec {

    private final Map<String, Object> constants = new LinkedHashMap<>();

    EnumCodec(Class<?> type) {
        super(type);
        Arrays.stream(type.getEnumConstants())
                .forEach(constant -> constants.put(((Enum<?>) constant).name(), constant));
    }

    @Override
    Value write(Object value, Partition home) {
        return new Value.StringValue(((Enum<?>) value).name());
    }

    @Override
    Object read(Value value, References references) {
        if (!(value instanceof Value.StringValue name)) {
            throw ConversionProblem.cannotTake(value, type());
        }
        Object constant = constants.get(name.value());
        if (constant == null) {
            throw new ConversionProblem(ConversionProblem.cannotTake(value, type())
                            .getMessage() + "; its constants are " + constants.keySet());
        }
        return constant;
    }
}
