package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.EntityValue;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.IndexCondition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field with a property of its own. */
final class ValueSlot extends Slot {

    private final String name;
    private final String path;
    private final List<String> formerNames;
    private final Codec codec;
    private final @Nullable IndexCondition<Object> condition;

    ValueSlot(DatastorePersistentProperty property, String prefix, Codec codec, Set<Trait> traits) {
        super(property, traits);
        this.name = prefix + property.getStoredName();
        this.path = PropertyMask.escape(name);
        this.formerNames = property.getFormerNames().stream()
                .map(former -> prefix + former)
                .toList();
        this.codec = codec;
        this.condition = property.getIndexCondition();
    }

    String name() {
        return name;
    }

    Codec codec() {
        return codec;
    }

    @Override
    void write(@Nullable Object value, Object owner, Map<String, Property> properties, Partition home) {
        if (value != null || !is(Trait.SKIPS_NULL)) {
            boolean indexed = is(Trait.INDEXED) && (condition == null || condition.isIndexed(value, owner));
            properties.put(name, new Property(write(value, home), indexed));
        }
    }

    Value write(@Nullable Object value, Partition home) {
        try {
            return codec.writeNullable(value, home);
        } catch (RuntimeException e) {
            throw ConversionProblem.of(e, String.valueOf(value))
                    .in(name, property().getType());
        }
    }

    @Override
    @Nullable
    Object read(Map<String, Property> properties, References references) {
        String found = find(properties);
        Property stored = properties.get(found);
        return stored == null ? MISSING : read(found, stored.value(), references);
    }

    /** The name that something is stored under. */
    private String find(Map<String, Property> properties) {
        if (!formerNames.isEmpty() && !properties.containsKey(name)) {
            for (String former : formerNames) {
                if (properties.containsKey(former)) {
                    return former;
                }
            }
        }
        return name;
    }

    @Nullable
    Object read(Value value) {
        return read(name, value, References.NONE);
    }

    private @Nullable Object read(String stored, Value value, References references) {
        Class<?> type = property().getType();
        try {
            Object read = codec.readNullable(value, references);
            if (read == null && type.isPrimitive()) {
                throw new ConversionProblem(
                        "null is stored, which " + type.getTypeName() + " cannot take; declare the boxed type");
            }
            return read;
        } catch (RuntimeException e) {
            throw ConversionProblem.of(e, value).in(stored, type);
        }
    }

    @Override
    @Nullable
    Object absent() {
        Class<?> type = property().getType();
        return type.isPrimitive() ? Primitives.zero(type) : codec.absent();
    }

    @Override
    boolean refers() {
        return codec.refers();
    }

    @Override
    void visit(Map<String, Property> properties, String above, References.Visitor visitor) {
        Property stored = properties.get(find(properties));
        if (stored != null) {
            codec.visit(stored.value(), above + property().getName(), visitor);
        }
    }

    @Override
    void addNames(Collection<String> names) {
        names.add(name);
        names.addAll(formerNames);
    }

    @Override
    void addPaths(String above, Map<String, Property> written, List<String> paths) {
        EntityMapping<?> nested = codec.keeping();
        Property property = nested == null ? null : written.get(name);
        if (nested != null
                && property != null
                && property.value() instanceof EntityValue value
                && !value.properties().isEmpty()) {
            nested.addPaths(above + path + ".", value.properties(), paths);
        } else {
            paths.add(above + path);
        }
        for (String former : formerNames) {
            paths.add(above + PropertyMask.escape(former));
        }
    }
}
