package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.repository.query.ReturnedType;
import org.springframework.util.ClassUtils;

/** What rows become that a text selects keys or properties for. */
final class RowShape {

    private RowShape() {}

    /**
     * How to read the rows.
     *
     * @param sample the query, with any operands
     * @param columns its properties
     * @throws InvalidDataAccessApiUsageException if what the method returns cannot be made of them
     */
    static Function<List<Entity>, ? extends List<?>> reader(
            DatastoreQueryMethod method,
            Query sample,
            List<StoredProperty> columns,
            DatastorePersistentEntity<?> entity,
            DatastoreOperations operations) {
        ReturnedType returned = method.getResultProcessor().getReturnedType();
        Class<?> type = returned.getReturnedType();
        PropertyColumns maps = new PropertyColumns(operations, entity, columns);
        if (method.getParameters().hasDynamicProjection()) {
            return maps::read;
        }
        if (sample.selection() == Query.Selection.KEYS) {
            Function<List<Entity>, List<?>> keys = keys(type, entity, operations);
            if (keys != null) {
                return keys;
            }
        } else if (columns.size() == 1 && isValue(type, columns.get(0), entity)) {
            return values(type, columns.get(0), maps, operations);
        }
        if (type.isAssignableFrom(Map.class) && type != Object.class) {
            return maps::read;
        }
        checkProjection(returned, maps.names(), entity);
        return maps::read;
    }

    private static @Nullable Function<List<Entity>, List<?>> keys(
            Class<?> type, DatastorePersistentEntity<?> entity, DatastoreOperations operations) {
        if (type == Key.class) {
            return rows -> rows.stream().map(Entity::key).toList();
        }
        DatastorePersistentProperty id = entity.getIdProperty();
        boolean isId = id != null
                && ClassUtils.resolvePrimitiveIfNecessary(type)
                        .isAssignableFrom(ClassUtils.resolvePrimitiveIfNecessary(id.getType()));
        return isId
                ? rows -> rows.stream()
                        .map(row -> operations.getConverter().toId(row.key(), entity.getType()))
                        .toList()
                : null;
    }

    private static boolean isValue(Class<?> type, StoredProperty column, DatastorePersistentEntity<?> entity) {
        Class<?> wanted = ClassUtils.resolvePrimitiveIfNecessary(type);
        return !type.isAssignableFrom(entity.getType())
                && (wanted.isAssignableFrom(ClassUtils.resolvePrimitiveIfNecessary(column.type()))
                        || wanted.isEnum()
                        || (wanted.getName().startsWith("java.") && !Map.class.isAssignableFrom(wanted)));
    }

    private static Function<List<Entity>, List<?>> values(
            Class<?> type, StoredProperty column, PropertyColumns maps, DatastoreOperations operations) {
        ConversionService conversions = operations.getConverter().getConversionService();
        if (!conversions.canConvert(column.type(), type)) {
            throw new InvalidDataAccessApiUsageException("the method returns " + type.getSimpleName()
                    + ", but property \"" + column.name() + "\" is "
                    + column.type().getSimpleName());
        }
        return rows -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (Entity row : rows) {
                Object value = maps.value(row, column);
                values.add(value == null || type.isInstance(value) ? value : conversions.convert(value, type));
            }
            return values;
        };
    }

    static void checkProjection(ReturnedType returned, List<String> names, DatastorePersistentEntity<?> entity) {
        Class<?> type = returned.getReturnedType();
        if (!returned.isProjecting() || type.isAssignableFrom(entity.getType())) {
            throw new InvalidDataAccessApiUsageException("the method returns " + type.getSimpleName()
                    + ", but the text selects " + String.join(", ", names)
                    + " alone; write SELECT *, or return a record, an interface or a Map with these");
        }
        for (String property : returned.getInputProperties()) {
            if (!names.contains(property)) {
                throw new InvalidDataAccessApiUsageException("the projection " + type.getSimpleName() + " has \""
                        + property + "\", but the text selects " + String.join(", ", names)
                        + "; select it, or write SELECT *");
            }
        }
    }
}
