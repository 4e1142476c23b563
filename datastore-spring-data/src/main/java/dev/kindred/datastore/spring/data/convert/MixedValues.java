package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.BytesValue;
import dev.kindred.datastore.model.Value.EntityValue;
import dev.kindred.datastore.model.Value.ListValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.core.TypeInformation;
import org.springframework.util.ClassUtils;

/** Values that no field declares: each is stored as a field of its own class would store it. */
final class MixedValues {

    private final Codecs codecs;

    MixedValues(Codecs codecs) {
        this.codecs = codecs;
    }

    /** @throws ConversionProblem if its class has no stored form */
    Value write(@Nullable Object value, Partition home) {
        if (value == null) {
            return Value.NULL;
        }
        if (value instanceof Value stored) {
            return stored;
        }
        if (value instanceof Collection<?> collection) {
            List<Value> values = new ArrayList<>(collection.size());
            collection.forEach(each -> values.add(CollectionCodec.wrapped(write(each, home))));
            return new ListValue(values);
        }
        if (value instanceof Map<?, ?> map) {
            return new EntityValue(null, properties(map, home));
        }
        return codecs.codec(TypeInformation.of(ClassUtils.getUserClass(value))).write(value, home);
    }

    Map<String, Property> properties(Map<?, ?> map, Partition home) {
        Map<String, Property> properties = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            try {
                Value written = write(value, home);
                properties.put(String.valueOf(name), new Property(written, !(written instanceof BytesValue)));
            } catch (RuntimeException e) {
                throw ConversionProblem.of(e, String.valueOf(value))
                        .in(String.valueOf(name), value == null ? Object.class : value.getClass());
            }
        });
        return properties;
    }
}
