package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Says again which properties of a changed entity are indexed, where a type has a condition for it, which may look at any field. Types without one cost a lookup. */
final class Reindexing {

    private final Datastore datastore;
    private final DatastoreConverter converter;
    private final Map<Class<?>, Boolean> conditional = new ConcurrentHashMap<>();

    Reindexing(Datastore datastore, DatastoreConverter converter) {
        this.datastore = datastore;
        this.converter = converter;
    }

    Entity of(Entity changed, DatastorePersistentEntity<?> type) {
        if (!conditional.computeIfAbsent(type.getType(), this::hasConditions)) {
            return changed;
        }
        Object instance = converter.read(type.getType(), changed);
        Entity written = converter.write(instance, datastore.partition());
        return Entity.stored(changed.key(), flagged(changed.properties(), written.properties()), 0, 0);
    }

    private boolean hasConditions(Class<?> type) {
        return !converter
                .getMappingContext()
                .findPersistentPropertyPaths(type, property -> property.getIndexCondition() != null)
                .toList()
                .isEmpty();
    }

    private static Map<String, Property> flagged(Map<String, Property> stored, Map<String, Property> written) {
        Map<String, Property> flagged = new LinkedHashMap<>();
        stored.forEach((name, property) -> flagged.put(name, flagged(property, written.get(name))));
        return flagged;
    }

    private static Property flagged(Property stored, @Nullable Property written) {
        if (written == null) {
            return stored;
        }
        Value value =
                stored.value() instanceof Value.EntityValue inner && written.value() instanceof Value.EntityValue other
                        ? new Value.EntityValue(inner.key(), flagged(inner.properties(), other.properties()))
                        : stored.value();
        return new Property(value, written.indexed());
    }
}
