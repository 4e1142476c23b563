package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.EntityValue;
import dev.kindred.datastore.model.Value.ListValue;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.core.CollectionFactory;

/**
 * Arrays, lists, sets and other collections: a list, in the order of iteration, null elements included. A single stored value reads as a list of one. A list within
 * a list, which the datastore does not have, is wrapped in a nested value with the one property {@value #WRAPPER}.
 */
final class CollectionCodec extends Codec {

    /** Written to disk. No field has such a name. */
    private static final String WRAPPER = "[]";

    private final Class<?> elementType;
    private final Codec element;

    CollectionCodec(Class<?> type, Class<?> elementType, Codec element) {
        super(type);
        this.elementType = elementType;
        this.element = element;
    }

    @Override
    Value write(Object value, Partition home) {
        List<Value> values = new ArrayList<>();
        if (value instanceof Iterable<?> iterable) {
            for (Object each : iterable) {
                values.add(writeElement(each, values.size(), home));
            }
        } else {
            int length = Array.getLength(value);
            for (int i = 0; i < length; i++) {
                values.add(writeElement(Array.get(value, i), i, home));
            }
        }
        return new ListValue(values);
    }

    private Value writeElement(@Nullable Object value, int index, Partition home) {
        try {
            return wrapped(element.writeNullable(value, home));
        } catch (ConversionProblem problem) {
            throw problem.at(index);
        } catch (RuntimeException e) {
            throw ConversionProblem.of(e, String.valueOf(value)).at(index);
        }
    }

    /** A list's element: itself, or a nested value around a list. */
    static Value wrapped(Value value) {
        return value instanceof ListValue ? new EntityValue(null, Map.of(WRAPPER, Property.of(value))) : value;
    }

    /** The list in a nested value that is only there to hold it, or null. */
    static @Nullable ListValue unwrapped(Value value) {
        if (!(value instanceof EntityValue nested) || nested.properties().size() != 1) {
            return null;
        }
        Property property = nested.properties().get(WRAPPER);
        return property != null && property.value() instanceof ListValue list ? list : null;
    }

    @Override
    Object read(Value value, References references) {
        ListValue list = value instanceof ListValue direct ? direct : unwrapped(value);
        List<Value> values = list == null ? List.of(value) : list.values();
        if (type().isArray()) {
            Object array = Array.newInstance(type().getComponentType(), values.size());
            for (int i = 0; i < values.size(); i++) {
                Array.set(array, i, readElement(values.get(i), i, references));
            }
            return array;
        }
        Collection<@Nullable Object> collection = create(values.size());
        for (int i = 0; i < values.size(); i++) {
            collection.add(readElement(values.get(i), i, references));
        }
        return collection;
    }

    private @Nullable Object readElement(Value value, int index, References references) {
        try {
            Object read = element.readNullable(value, references);
            if (read == null && elementType.isPrimitive()) {
                throw new ConversionProblem("null is stored, which " + elementType.getTypeName() + " cannot take");
            }
            return read;
        } catch (ConversionProblem problem) {
            throw problem.at(index);
        }
    }

    private Collection<@Nullable Object> create(int size) {
        // Spring would make a set of a Collection, and so lose doubles.
        if (type().isAssignableFrom(ArrayList.class)) {
            return new ArrayList<>(size);
        }
        if (type().isAssignableFrom(LinkedList.class) && Queue.class.isAssignableFrom(type())) {
            return new LinkedList<>();
        }
        return CollectionFactory.createCollection(type(), elementType, size);
    }

    @Override
    Codec operand() {
        return element.operand();
    }

    @Override
    boolean refers() {
        return element.refers();
    }

    @Override
    void visit(Value value, String path, References.Visitor visitor) {
        ListValue list = value instanceof ListValue direct ? direct : unwrapped(value);
        if (list == null) {
            element.visit(value, path, visitor);
        } else {
            list.values().forEach(each -> element.visit(each, path, visitor));
        }
    }
}
