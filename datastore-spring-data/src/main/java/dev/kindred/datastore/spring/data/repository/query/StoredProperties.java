package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.MapKey;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.PropertyFilters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.PropertyMatches;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.core.PropertyPath;
import org.springframework.data.domain.Sort;
import org.springframework.data.mapping.PersistentPropertyPath;

/** From the property paths of an entity class to the names that queries use, with everything refused that no index can answer. */
final class StoredProperties {

    /** Of fields within fields; types may hold themselves. */
    private static final int DEEPEST = 5;

    /** What a map may hold for its entries to be compared in texts. */
    private static final Set<Class<?>> PLAIN = Set.of(
            String.class, Boolean.class, Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class);

    private final DatastoreOperations operations;
    private final PropertyFilters filters;
    private final DatastorePersistentEntity<?> entity;
    private final DatastoreMappingContext context;

    StoredProperties(DatastoreOperations operations, Class<?> type) {
        this.operations = operations;
        this.filters = operations.filters();
        this.context = operations.getConverter().getMappingContext();
        this.entity = context.getRequiredPersistentEntity(type);
    }

    DatastorePersistentEntity<?> entity() {
        return entity;
    }

    StoredProperty find(PropertyPath path) {
        return find(path.toDotPath());
    }

    StoredProperty find(String path) {
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

    /** A field by its name, if queries can see it as one value or several. */
    @Nullable
    StoredProperty field(String name) {
        DatastorePersistentProperty property = entity.getPersistentProperty(name);
        if (property == null || property.isTransient() || storedName(name) == null) {
            return null;
        }
        PersistentPropertyPath<DatastorePersistentProperty> path = filters.path(entity.getType(), name);
        return new StoredProperty(entity, path, filters.name(path));
    }

    /**
     * The property behind a stored name.
     *
     * @param name the name in the store, dotted, or {@link Query#KEY}
     * @return null if the entity has no such property that a field speaks of
     * @throws InvalidDataAccessApiUsageException if there is one that no index can answer
     */
    @Nullable
    StoredProperty stored(String name) {
        DatastorePersistentProperty id = entity.getIdProperty();
        if (name.equals(Query.KEY)) {
            return id == null ? null : find(id.getName());
        }
        String path = path(entity, "", name, 0);
        return path == null ? null : find(path);
    }

    /**
     * A field to be set.
     *
     * @param path the path of fields, dotted
     * @throws InvalidDataAccessApiUsageException if it may not be set
     */
    AssignedProperty assigned(String path) {
        PersistentPropertyPath<DatastorePersistentProperty> fields = filters.path(entity.getType(), path);
        DatastorePersistentProperty base = fields.getBaseProperty();
        boolean inKey = base.isIdProperty() || base.isParentProperty() || base.isNamespaceProperty();
        String name = inKey ? Query.KEY : filters.name(fields);
        return new AssignedProperty(new StoredProperty(entity, fields, name), operations);
    }

    /**
     * The field to be set behind a stored name.
     *
     * @return null if no field is stored so
     * @throws InvalidDataAccessApiUsageException if it may not be set
     */
    @Nullable
    AssignedProperty assignedAs(String name) {
        String path = path(entity, "", name, 0);
        DatastorePersistentProperty field = entity.getPersistentProperty(name);
        boolean refused = field != null
                && (field.isIdProperty() || field.isParentProperty() || field.getFlattenedPrefix() != null);
        return path != null ? assigned(path) : refused ? assigned(name) : null;
    }

    /** Whether a stored name is that of an entry in a map of values that are stored as they are. */
    boolean isMapEntry(String name) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String path = path(entity, "", name.substring(0, dot), 0);
            DatastorePersistentProperty map =
                    path == null ? null : filters.path(entity.getType(), path).getLeafProperty();
            if (map != null && map.isMap() && map.isIndexed() && PLAIN.contains(map.getActualType())) {
                return true;
            }
        }
        return false;
    }

    /** The field path behind a stored name. A field within another may be stored under any name, so all are looked at. */
    private @Nullable String path(DatastorePersistentEntity<?> owner, String prefix, String name, int depth) {
        for (DatastorePersistentProperty property : owner) {
            boolean inKey = depth == 0 && (property.isIdProperty() || property.isParentProperty());
            if (property.isTransient() || inKey) {
                continue;
            }
            String path = prefix + property.getName();
            if (name.equals(storedName(path))) {
                return path;
            }
            boolean nested = property.getReferredType() == null && property.isEntity() && depth < DEEPEST;
            DatastorePersistentEntity<?> inner = nested ? context.getPersistentEntity(property.getActualType()) : null;
            String found = inner == null ? null : path(inner, path + ".", name, depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The stored name of a field; null if it is none of its own. */
    private @Nullable String storedName(String path) {
        try {
            return filters.name(filters.path(entity.getType(), path));
        } catch (InvalidQueryException e) {
            return null;
        }
    }

    /** Why there is no property with a stored name, and which it could be. */
    String unknown(String name) {
        String type = entity.getType().getSimpleName();
        DatastorePersistentProperty field = entity.getPersistentProperty(name);
        if (field != null && field.isIdProperty()) {
            return "\"" + name + "\" is the id of " + type + ", which is its key; write " + Query.KEY + ".";
        }
        if (field != null && field.isParentProperty()) {
            return "\"" + name + "\" is the parent of " + type + ", which is part of the key; write " + Query.KEY
                    + " HAS ANCESTOR @" + name + ".";
        }
        if (field != null && !field.isTransient()) {
            return "\"" + name + "\" of " + type + " is stored as \"" + field.getStoredName() + "\"; write that.";
        }
        List<String> names = new ArrayList<>();
        for (DatastorePersistentProperty each : entity) {
            if (!each.isTransient() && !each.isIdProperty() && !each.isParentProperty()) {
                names.add(each.getStoredName());
            }
        }
        String[] near = PropertyMatches.forField(name, entity.getType()).getPossibleMatches();
        return "There is no property \"" + name + "\" in " + type + "; "
                + (near.length > 0 ? "did you mean " + near[0] + "?" : "there are " + String.join(", ", names) + ".");
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
        if (property.isMap() && !property.isAnnotationPresent(MapKey.class)) {
            throw new InvalidDataAccessApiUsageException("property \"" + property.getName() + "\" of " + owner
                    + " is a map, whose entries a property path cannot name; write @Query(\"SELECT * WHERE "
                    + property.getStoredName() + ".key = @value\")");
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
