package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import org.springframework.data.mapping.PersistentPropertyPath;

/**
 * A Java property as queries see it.
 *
 * @param entity the entity that is queried
 * @param properties the Java path
 * @param name the stored path, dotted, or {@link Query#KEY}
 */
record StoredProperty(
        DatastorePersistentEntity<?> entity,
        PersistentPropertyPath<DatastorePersistentProperty> properties,
        String name) {

    boolean isKey() {
        return name.equals(Query.KEY);
    }

    /** Whether an id alone does not say which entity is meant. */
    boolean isKeyWithParent() {
        return isKey() && entity.getParentProperty() != null;
    }

    /** The Java path, dotted, for messages. */
    String path() {
        return properties.toDotPath();
    }

    DatastorePersistentProperty leaf() {
        return properties.getLeafProperty();
    }

    /** The type of one value: of an element, where the property holds several, and of what is in an {@code Optional}. */
    Class<?> type() {
        Class<?> referred = leaf().getReferredType();
        return referred == null ? leaf().getActualType() : referred;
    }
}
