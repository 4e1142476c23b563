package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * When a projection can be read from indexes without looking at entities. An index has a row for each value of a list, and none for a property that is missing, as it is in
 * entities older than the property; so this is done for single values of which the query's own conditions or orders say that they are there, and for no other.
 */
final class IndexOnly {

    /** What the index knows as it is stored, whatever converters there are for other types. */
    private static final Set<Class<?>> PLAIN = Set.of(
            String.class, Boolean.class, Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class);

    private final DatastorePersistentEntity<?> entity;
    private final Map<String, DatastorePersistentProperty> singles = new HashMap<>();

    IndexOnly(DatastorePersistentEntity<?> entity) {
        this.entity = entity;
        for (DatastorePersistentProperty property : entity) {
            if (!property.isTransient()
                    && property.isIndexed()
                    && !property.isIdProperty()
                    && !property.isParentProperty()
                    && isPlain(property.getType())) {
                singles.put(property.getStoredName(), property);
            }
        }
    }

    private static boolean isPlain(Class<?> type) {
        return type.isEnum() || PLAIN.contains(ClassUtils.resolvePrimitiveIfNecessary(type));
    }

    /**
     * The stored names to project.
     *
     * @param query for entities
     * @param fields what is wanted of them
     * @return null if the entities have to be read
     */
    @Nullable
    List<String> names(Query query, List<String> fields) {
        Set<String> present = new HashSet<>();
        query.filters().forEach(filter -> addPresent(filter, present));
        for (Order order : query.orders()) {
            if (!order.property().equals(Query.KEY) && !singles.containsKey(order.property())) {
                return null;
            }
            present.add(order.property());
        }
        List<String> names = new ArrayList<>();
        for (String field : fields) {
            DatastorePersistentProperty property = entity.getPersistentProperty(field);
            if (property == null) {
                return null;
            }
            if (!property.isIdProperty() && !property.isParentProperty()) {
                if (singles.get(property.getStoredName()) != property || !present.contains(property.getStoredName())) {
                    return null;
                }
                names.add(property.getStoredName());
            }
        }
        return names.isEmpty() ? null : names;
    }

    private static void addPresent(Filter filter, Set<String> present) {
        if (filter instanceof Filter.PropertyFilter property) {
            present.add(property.property());
        } else if (filter instanceof Filter.And and) {
            and.filters().forEach(each -> addPresent(each, present));
        }
    }
}
