package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.PropertyFilters;
import java.util.ArrayList;
import java.util.List;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.core.PropertyPath;
import org.springframework.data.domain.Sort;
import org.springframework.data.mapping.PersistentPropertyPath;

/** From the property paths of an entity class to the names that queries use, with everything refused that no index can answer. */
final class StoredProperties {

    private final PropertyFilters filters;
    private final DatastorePersistentEntity<?> entity;

    StoredProperties(DatastoreOperations operations, Class<?> type) {
        this.filters = operations.filters();
        this.entity = operations.getConverter().getMappingContext().getRequiredPersistentEntity(type);
    }

    DatastorePersistentEntity<?> entity() {
        return entity;
    }

    StoredProperty find(PropertyPath path) {
        return find(path.toDotPath());
    }

    private StoredProperty find(String path) {
        PersistentPropertyPath<DatastorePersistentProperty> properties = filters.path(entity.getType(), path);
        DatastorePersistentProperty leaf = properties.getLeafProperty();
        if (properties.getLength() > 1 || !leaf.isIdProperty()) {
            properties.forEach(property -> check(property, path));
            if (leaf.getReferredType() == null && leaf.isEntity()) {
                throw new InvalidDataAccessApiUsageException("property \"" + path
                        + "\" is an embedded " + leaf.getActualType().getSimpleName()
                        + ", which has no order and no index of its own; use one of its properties");
            }
        }
        return new StoredProperty(entity, properties, filters.name(properties));
    }

    private void check(DatastorePersistentProperty property, String shown) {
        String owner = property.getOwner().getType().getSimpleName();
        if (property.isParentProperty()) {
            throw new InvalidDataAccessApiUsageException("property \"" + shown + "\" is the parent of " + owner
                    + ", which is part of the key; use …ByAncestor or an @Ancestor Key parameter");
        }
        if (property.isNamespaceProperty()) {
            throw new InvalidDataAccessApiUsageException("property \"" + shown + "\" is the namespace of " + owner
                    + ", which is part of the key; query with the template and Query.namespace");
        }
        if (!property.isIndexed()) {
            throw new InvalidDataAccessApiUsageException(
                    "property \"" + property.getName() + "\" of " + owner
                            + " is not indexed, so no query can find or sort by it; remove @Unindexed and save the stored entities again");
        }
        if (property.isMap()) {
            throw new InvalidDataAccessApiUsageException("property \"" + property.getName() + "\" of " + owner
                    + " is a map, whose entries a property path cannot name; query with the template");
        }
    }

    List<Order> orders(Sort sort) {
        List<Order> orders = new ArrayList<>();
        for (Sort.Order order : sort) {
            if (order.isIgnoreCase()) {
                throw new InvalidDataAccessApiUsageException(
                        "sorting by \"" + order.getProperty()
                                + "\" without regard to case needs an index that does not exist; store a lower case copy and sort by it");
            }
            checkNulls(order);
            String name = find(PropertyPath.from(order.getProperty(), entity.getType()))
                    .name();
            orders.add(order.isAscending() ? Order.ascending(name) : Order.descending(name));
        }
        return orders;
    }

    private static void checkNulls(Sort.Order order) {
        Sort.NullHandling natural = order.isAscending() ? Sort.NullHandling.NULLS_FIRST : Sort.NullHandling.NULLS_LAST;
        if (order.getNullHandling() != Sort.NullHandling.NATIVE && order.getNullHandling() != natural) {
            throw new InvalidDataAccessApiUsageException("sorting by \"" + order.getProperty() + "\" with "
                    + order.getNullHandling()
                    + " is not possible: null is the smallest value, first in ascending and last in descending order");
        }
    }
}
