package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The field that holds all properties which no other field stands for. */
final class ExtrasSlot extends Slot {

    private static final Codec ANYTHING = new AnyCodec(Object.class);

    private final Predicate<String> mapped;

    /** @param mapped whether a field stands for a name */
    ExtrasSlot(DatastorePersistentProperty property, Set<Trait> traits, Predicate<String> mapped) {
        super(property, traits);
        this.mapped = mapped;
    }

    /** The properties as they were read, so that what is not changed is stored as it was: indexed or not, and with types that Java does not tell apart. */
    private static final class Loaded extends LinkedHashMap<String, @Nullable Object> {

        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // A copy that was serialized does without.
        private final transient Map<String, Property> stored = new LinkedHashMap<>();

        void add(String name, Property property) {
            stored.put(name, property);
            put(name, natural(property));
        }

        @Nullable
        Property unchanged(String name, @Nullable Object value) {
            Property property = stored == null ? null : stored.get(name);
            return property != null && Objects.equals(natural(property), value) ? property : null;
        }

        private static @Nullable Object natural(Property property) {
            return property.value() == Value.NULL ? null : AnyCodec.natural(property.value());
        }
    }

    @Override
    void write(@Nullable Object value, Object owner, Map<String, Property> properties, Partition home) {
        if (value == null) {
            return;
        }
        ((Map<?, ?>) value).forEach((key, content) -> {
            String name = String.valueOf(key);
            if (mapped.test(name)) {
                throw new ConversionProblem("the map has \"" + name + "\", which another field stands for")
                        .in(name, property().getType())
                        .advise("Set that field, and take the name out of the map.");
            }
            Property unchanged = value instanceof Loaded loaded ? loaded.unchanged(name, content) : null;
            properties.put(name, unchanged == null ? written(name, content, home) : unchanged);
        });
    }

    private Property written(String name, @Nullable Object content, Partition home) {
        try {
            Value value = ANYTHING.writeNullable(content, home);
            return new Property(value, isShort(value));
        } catch (RuntimeException e) {
            throw ConversionProblem.of(e, String.valueOf(content)).in(name, Object.class);
        }
    }

    /** Whether all that is in a value may be indexed. */
    private static boolean isShort(Value value) {
        if (value instanceof Value.StringValue text) {
            return text.value().getBytes(StandardCharsets.UTF_8).length <= Limits.MAX_INDEXED_VALUE_BYTES;
        }
        if (value instanceof Value.ListValue list) {
            return list.values().stream().allMatch(ExtrasSlot::isShort);
        }
        if (value instanceof Value.EntityValue nested) {
            return nested.properties().values().stream().allMatch(each -> isShort(each.value()));
        }
        return !(value instanceof Value.BytesValue);
    }

    @Override
    Object read(Map<String, Property> properties, References references) {
        Loaded loaded = new Loaded();
        properties.forEach((name, property) -> {
            if (!mapped.test(name)) {
                loaded.add(name, property);
            }
        });
        return loaded;
    }

    @Override
    void addNames(Collection<String> names) {}

    @Override
    void addPaths(String above, Map<String, Property> written, List<String> paths) {}
}
