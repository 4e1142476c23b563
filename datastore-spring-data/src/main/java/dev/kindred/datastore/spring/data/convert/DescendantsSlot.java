package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field that stands for what lies below the owner's key. Nothing is stored for it. */
final class DescendantsSlot extends Slot {

    private final Class<?> type;

    DescendantsSlot(DatastorePersistentProperty property, Class<?> type, Set<Trait> traits) {
        super(property, traits);
        this.type = type;
    }

    List<?> of(Key owner, References references) {
        return references.descendants(property(), owner, type);
    }

    @Override
    void write(@Nullable Object value, Object owner, Map<String, Property> properties, Partition home) {}

    @Override
    Object read(Map<String, Property> properties, References references) {
        return MISSING;
    }

    @Override
    boolean refers() {
        return true;
    }

    @Override
    void addNames(Collection<String> names) {}

    @Override
    void addPaths(String above, Map<String, Property> written, List<String> paths) {}
}
