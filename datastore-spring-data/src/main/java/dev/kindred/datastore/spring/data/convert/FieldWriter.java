package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.util.ClassUtils;

/** Works out what setting a field changes: which properties at which place, and which others of the same field then have to go. */
final class FieldWriter {

    private final Codecs codecs;
    private final ConversionService conversions;

    FieldWriter(Codecs codecs, ConversionService conversions) {
        this.codecs = codecs;
        this.conversions = conversions;
    }

    /** @throws ConversionProblem if there is no such field, or the value is none of it */
    FieldWrite write(
            Class<?> type,
            PersistentPropertyPath<DatastorePersistentProperty> path,
            @Nullable Object value,
            Partition home) {
        EntityMapping<?> mapping = codecs.mapping(type);
        List<FieldWrite.Around> around = new ArrayList<>();
        StringBuilder above = new StringBuilder();
        int left = path.getLength();
        for (DatastorePersistentProperty property : path) {
            Slot slot = mapping.field(property);
            if (--left == 0) {
                return write(slot, around, above.toString(), value, home);
            }
            if (slot instanceof FlatSlot flat) {
                mapping = flat.mapping();
                continue;
            }
            EntityMapping<?> nested =
                    slot instanceof ValueSlot single ? single.codec().nested() : null;
            if (nested == null) {
                throw new ConversionProblem(
                                "it holds several values or none that has fields, so that no path leads on from it")
                        .in(property.getName(), property.getType())
                        .advise("Set the whole field \"" + property.getName() + "\".");
            }
            String name = ((ValueSlot) slot).name();
            around.add(new FieldWrite.Around(name, slot.is(Slot.Trait.INDEXED)));
            above.append(PropertyMask.escape(name)).append('.');
            mapping = nested;
        }
        throw new IllegalArgumentException("The path of a field names one at least.");
    }

    private FieldWrite write(
            Slot slot, List<FieldWrite.Around> around, String above, @Nullable Object value, Partition home) {
        DatastorePersistentProperty property = slot.property();
        Object converted;
        try {
            converted = converted(value, property);
        } catch (RuntimeException e) {
            throw ConversionProblem.of(e, String.valueOf(value)).in(property.getName(), property.getType());
        }
        Map<String, Property> properties = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        if (slot instanceof ValueSlot single) {
            // Without the condition of its index, which wants the whole object: who has that decides.
            if (converted != null || property.getNulls() != Field.Nulls.SKIP) {
                properties.put(single.name(), new Property(single.write(converted, home), slot.is(Slot.Trait.INDEXED)));
            }
            slot.addNames(names);
        } else {
            slot.write(converted, Objects.requireNonNullElse(converted, property), properties, home);
        }
        List<String> paths = new ArrayList<>();
        slot.addPaths(above, properties, paths);
        return new FieldWrite(around, names, properties, PropertyMask.of(paths));
    }

    private @Nullable Object converted(@Nullable Object value, DatastorePersistentProperty property) {
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(property.getType());
        if (value == null) {
            if (property.getType().isPrimitive()) {
                throw new ConversionProblem("null is no " + property.getType().getTypeName())
                        .advise("Give a value, or unset the field.");
            }
            return null;
        }
        boolean several = property.isCollectionLike()
                && (value instanceof Iterable || value.getClass().isArray());
        if (type.isInstance(value) || property.getReferredType() != null || several) {
            return value;
        }
        Object converted = conversions.convert(value, type);
        if (converted == null || MappingDatastoreConverter.isRounded(value, converted)) {
            throw new ConversionProblem(
                            "\"" + ConversionProblem.shorten(value) + "\" is not exactly a value of that type")
                    .advise("Give one of the field's type.");
        }
        return converted;
    }
}
