package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.BlobKeyValue;
import dev.kindred.datastore.model.Value.BooleanValue;
import dev.kindred.datastore.model.Value.BytesValue;
import dev.kindred.datastore.model.Value.DoubleValue;
import dev.kindred.datastore.model.Value.EntityValue;
import dev.kindred.datastore.model.Value.GeoPointValue;
import dev.kindred.datastore.model.Value.KeyValue;
import dev.kindred.datastore.model.Value.ListValue;
import dev.kindred.datastore.model.Value.LongValue;
import dev.kindred.datastore.model.Value.StringValue;
import dev.kindred.datastore.model.Value.TimestampValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field declared as {@code Object} or {@code Number}: holds what tells its own type when it is read. Whole numbers come back as {@code Long},
 * {@code float} as {@code Double}, bytes as {@code ByteString}, collections as {@code List}, maps as {@code Map<String, Object>}. Anything else would come
 * back as something else, and is refused.
 */
final class AnyCodec extends Codec {

    private static final Set<Class<?>> KEPT = Set.of(
            Long.class,
            Integer.class,
            Short.class,
            Byte.class,
            Double.class,
            Float.class,
            Boolean.class,
            String.class,
            Instant.class,
            Key.class,
            GeoPoint.class,
            ByteString.class,
            byte[].class);

    AnyCodec(Class<?> type) {
        super(type);
    }

    @Override
    Value write(Object value, Partition home) {
        Codec scalar = KEPT.contains(value.getClass()) ? ScalarCodecs.find(value.getClass()) : null;
        if (scalar != null) {
            return scalar.write(value, home);
        }
        if (value instanceof Value stored) {
            return stored;
        }
        if (value instanceof Collection<?> collection) {
            List<Value> values = new ArrayList<>(collection.size());
            collection.forEach(each -> values.add(CollectionCodec.wrapped(writeNullable(each, home))));
            return new ListValue(values);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Property> properties = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                Value written = writeNullable(each, home);
                properties.put(String.valueOf(key), new Property(written, !(written instanceof BytesValue)));
            });
            return new EntityValue(null, properties);
        }
        throw new ConversionProblem("\"" + ConversionProblem.shorten(value) + "\" is a "
                + value.getClass().getTypeName()
                + ", which would be read back as another type; declare the field with this type");
    }

    @Override
    Object read(Value value, References references) {
        Object read = natural(value);
        if (!type().isInstance(read)) {
            throw ConversionProblem.cannotTake(value, type());
        }
        return read;
    }

    /** The Java value a stored value is on its own. */
    static Object natural(Value value) {
        if (value instanceof LongValue number) {
            return number.value();
        }
        if (value instanceof DoubleValue number) {
            return number.value();
        }
        if (value instanceof StringValue text) {
            return text.value();
        }
        if (value instanceof BooleanValue truth) {
            return truth.value();
        }
        if (value instanceof TimestampValue time) {
            return time.toInstant();
        }
        if (value instanceof KeyValue key) {
            return key.value();
        }
        if (value instanceof BytesValue bytes) {
            return bytes.value();
        }
        if (value instanceof GeoPointValue place) {
            return place.value();
        }
        if (value instanceof BlobKeyValue blobKey) {
            return blobKey.value();
        }
        ListValue list = value instanceof ListValue direct ? direct : CollectionCodec.unwrapped(value);
        if (list != null) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.values().forEach(each -> elements.add(naturalOrNull(each)));
            return elements;
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        ((EntityValue) value).properties().forEach((name, each) -> map.put(name, naturalOrNull(each.value())));
        return map;
    }

    private static @Nullable Object naturalOrNull(Value value) {
        return value == Value.NULL ? null : natural(value);
    }
}
