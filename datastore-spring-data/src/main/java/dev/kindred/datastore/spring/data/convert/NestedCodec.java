package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.EntityValue;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.Unmapped;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** An object within an entity: a nested value, of a subtype where a discriminator says so. The mapping is looked up late, since types may contain themselves. */
final class NestedCodec extends Codec {

    private final Subtypes subtypes;
    private final Supplier<EntityMapping<?>> mapping;

    NestedCodec(Class<?> type, Subtypes subtypes, Supplier<EntityMapping<?>> mapping) {
        super(type);
        this.subtypes = subtypes;
        this.mapping = mapping;
    }

    @Override
    Value write(Object value, Partition home) {
        Class<?> actual = ClassUtils.getUserClass(value);
        EntityMapping<?> written = actual == type() ? mapping.get() : subtypes.mapping(mapping.get(), actual);
        if (written == null) {
            // What the subclass adds could not be given back.
            throw new ConversionProblem(
                    "the value is a " + actual.getTypeName()
                            + ", and a nested value is read back as the declared type; declare that class, mark the declared one with @Discriminator, or register converters");
        }
        return new EntityValue(null, written.writeAll(value, home));
    }

    @Override
    Object read(Value value, References references) {
        if (!(value instanceof EntityValue nested)) {
            throw ConversionProblem.cannotTake(value, type());
        }
        return subtypes.stored(mapping.get(), nested.properties()).read(nested.properties(), null, references);
    }

    @Override
    EntityMapping<?> nested() {
        return mapping.get();
    }

    @Override
    @Nullable
    EntityMapping<?> keeping() {
        EntityMapping<?> nested = mapping.get();
        DatastorePersistentEntity<?> entity = nested.entity();
        return entity.getHierarchy() == null && !nested.hasExtras() && entity.getUnmapped() == Unmapped.KEEP
                ? nested
                : null;
    }

    @Override
    boolean refers() {
        return subtypes.refers(mapping.get());
    }

    @Override
    void visit(Value value, String path, References.Visitor visitor) {
        if (value instanceof EntityValue nested) {
            subtypes.stored(mapping.get(), nested.properties()).visit(nested.properties(), null, path + ".", visitor);
        }
    }
}
