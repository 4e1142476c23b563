package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.EntityValue;
import java.util.function.Supplier;
import org.springframework.util.ClassUtils;

/** An object within an entity: a nested value. The mapping is looked up late, since types may contain themselves. */
final class NestedCodec extends Codec {

    private final Supplier<EntityMapping<?>> mapping;

    NestedCodec(Class<?> type, Supplier<EntityMapping<?>> mapping) {
        super(type);
        this.mapping = mapping;
    }

    @Override
    Value write(Object value) {
        Class<?> actual = ClassUtils.getUserClass(value);
        if (actual != type()) {
            // What the subclass adds could not be given back.
            throw new ConversionProblem(
                    "the value is a " + actual.getTypeName()
                            + ", and a nested value is read back as the declared type; declare that class, or register converters");
        }
        return new EntityValue(null, mapping.get().writeAll(value));
    }

    @Override
    Object read(Value value) {
        if (!(value instanceof EntityValue nested)) {
            throw ConversionProblem.cannotTake(value, type());
        }
        return mapping.get().read(nested.properties(), null);
    }
}
