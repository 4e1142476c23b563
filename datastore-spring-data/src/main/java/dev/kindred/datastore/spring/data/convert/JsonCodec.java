package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.text.JsonText;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Any value as JSON text. */
final class JsonCodec extends Codec {

    private final Type declared;
    private final JsonText json;

    JsonCodec(Class<?> type, Type declared, @Nullable JsonText json) {
        super(type);
        if (json == null) {
            throw new ConversionProblem(
                    "it is to be stored as JSON, and there is no Jackson 3; add tools.jackson.core:jackson-databind, or give the converter a JsonText");
        }
        this.declared = declared;
        this.json = json;
    }

    @Override
    Value write(Object value, Partition home) {
        return new Value.StringValue(json.write(value, declared));
    }

    @Override
    @Nullable
    Object read(Value value, References references) {
        if (value instanceof Value.StringValue text) {
            return json.read(text.value(), declared);
        }
        throw ConversionProblem.cannotTake(value, type());
    }
}
