package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.BytesValue;
import dev.kindred.datastore.model.Value.EntityValue;
import dev.kindred.datastore.model.Value.LongValue;
import dev.kindred.datastore.model.Value.StringValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.CollectionFactory;

/**
 * A map: a nested value whose property names are the keys, in the order of iteration. Keys may be of any type whose stored form is text or a whole number;
 * dots in them are kept.
 */
final class MapCodec extends Codec {

    private final Class<?> keyType;
    private final Codec key;
    private final Codec content;

    MapCodec(Class<?> type, Class<?> keyType, Codec key, Codec content) {
        super(type);
        this.keyType = keyType;
        this.key = key;
        this.content = content;
    }

    @Override
    Value write(Object value, Partition home) {
        Map<String, Property> properties = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
            String name = writeKey(entry.getKey(), home);
            try {
                Value written = content.writeNullable(entry.getValue(), home);
                boolean blob = written instanceof BytesValue && content.type() != ByteString.class;
                properties.put(name, new Property(written, !blob));
            } catch (RuntimeException e) {
                throw ConversionProblem.of(e, String.valueOf(entry.getValue())).in(name, content.type());
            }
        }
        return new EntityValue(null, properties);
    }

    private String writeKey(@Nullable Object value, Partition home) {
        if (value == null) {
            throw new ConversionProblem("a key of the map is null, which cannot be a property's name");
        }
        Value written = key.write(value, home);
        if (written instanceof StringValue text) {
            return text.value();
        }
        if (written instanceof LongValue number) {
            return Long.toString(number.value());
        }
        throw new ConversionProblem("map key \"" + ConversionProblem.shorten(value) + "\" of type "
                + value.getClass().getTypeName() + " is stored as neither text nor whole number");
    }

    @Override
    Object read(Value value, References references) {
        if (!(value instanceof EntityValue nested)) {
            throw ConversionProblem.cannotTake(value, type());
        }
        Map<String, Property> properties = nested.properties();
        Map<@Nullable Object, @Nullable Object> map = CollectionFactory.createMap(type(), keyType, properties.size());
        for (Map.Entry<String, Property> entry : properties.entrySet()) {
            try {
                map.put(
                        readKey(entry.getKey()),
                        content.readNullable(entry.getValue().value(), references));
            } catch (RuntimeException e) {
                throw ConversionProblem.of(e, entry.getValue().value()).in(entry.getKey(), content.type());
            }
        }
        return map;
    }

    private @Nullable Object readKey(String name) {
        try {
            return key.read(new StringValue(name), References.NONE);
        } catch (ConversionProblem text) {
            try {
                return key.read(new LongValue(Long.parseLong(name)), References.NONE);
            } catch (NumberFormatException number) {
                throw text;
            }
        }
    }

    @Override
    Codec operand() {
        return content.operand();
    }

    @Override
    boolean refers() {
        return content.refers();
    }

    @Override
    void visit(Value value, String path, References.Visitor visitor) {
        if (value instanceof EntityValue map) {
            map.properties().values().forEach(each -> content.visit(each.value(), path, visitor));
        }
    }
}
