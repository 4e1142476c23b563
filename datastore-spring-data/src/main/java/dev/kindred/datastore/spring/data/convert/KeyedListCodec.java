package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.CollectionFactory;

/** A map as the list of its values, which know their keys. */
final class KeyedListCodec extends Codec {

    private final Class<?> keyType;
    private final CollectionCodec values;
    private final Function<Object, @Nullable Object> keyOf;

    KeyedListCodec(Class<?> type, Class<?> keyType, CollectionCodec values, Function<Object, @Nullable Object> keyOf) {
        super(type);
        this.keyType = keyType;
        this.values = values;
        this.keyOf = keyOf;
    }

    private Object key(@Nullable Object value) {
        Object key = value == null ? null : keyOf.apply(value);
        if (key == null) {
            throw new ConversionProblem("an element is null, or its key is, so that the map could not hold it");
        }
        return key;
    }

    @Override
    Value write(Object value, Partition home) {
        Map<?, ?> map = (Map<?, ?>) value;
        map.forEach((key, element) -> {
            if (!Objects.equals(key, key(element))) {
                throw new ConversionProblem("the map has key \"" + ConversionProblem.shorten(String.valueOf(key))
                        + "\" for an element whose own key is \"" + ConversionProblem.shorten(key(element))
                        + "\", by which it would come back");
            }
        });
        return values.write(map.values(), home);
    }

    @Override
    Object read(Value value, References references) {
        Collection<?> elements = (Collection<?>) values.read(value, references);
        Map<Object, Object> map = CollectionFactory.createMap(type(), keyType, elements.size());
        for (Object element : elements) {
            Object key = key(element);
            if (map.putIfAbsent(key, Objects.requireNonNull(element)) != null) {
                throw new ConversionProblem("two elements have key \"" + ConversionProblem.shorten(key)
                        + "\", of which a map could hold only one");
            }
        }
        return map;
    }

    @Override
    Codec operand() {
        return values.operand();
    }

    @Override
    boolean refers() {
        return values.refers();
    }

    @Override
    void visit(Value value, String path, References.Visitor visitor) {
        values.visit(value, path, visitor);
    }
}
