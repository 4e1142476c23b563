package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import org.jspecify.annotations.Nullable;

/** What is stored under a dotted path, indexed or not. */
final class StoredPath {

    private StoredPath() {}

    /** The value; null if it is missing, or lies within a list. */
    static @Nullable Value of(Entity entity, String path) {
        Value whole = entity.value(path);
        if (whole != null) {
            return whole;
        }
        Value value = null;
        for (String part : path.split("\\.", -1)) {
            if (value == null) {
                value = entity.value(part);
            } else {
                Property inner = value instanceof Value.EntityValue nested
                        ? nested.properties().get(part)
                        : null;
                value = inner == null ? null : inner.value();
            }
            if (value == null) {
                return null;
            }
        }
        return value;
    }
}
