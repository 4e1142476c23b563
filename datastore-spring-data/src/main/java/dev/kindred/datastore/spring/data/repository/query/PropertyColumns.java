package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.IndexedValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** Makes maps, from names of fields to Java values, of rows that carry some properties only. The id and the parent are in each. */
final class PropertyColumns {

    private final DatastoreConverter converter;
    private final DatastorePersistentEntity<?> entity;
    private final List<StoredProperty> columns;

    PropertyColumns(DatastoreOperations operations, DatastorePersistentEntity<?> entity, List<StoredProperty> columns) {
        this.converter = operations.getConverter();
        this.entity = entity;
        this.columns = columns;
    }

    /** A field within another is named after both: {@code addressCity}. */
    static String name(StoredProperty column) {
        StringBuilder name = new StringBuilder();
        for (DatastorePersistentProperty each : column.properties()) {
            name.append(name.isEmpty() ? each.getName() : StringUtils.capitalize(each.getName()));
        }
        return name.toString();
    }

    /** The names that a row has. */
    List<String> names() {
        List<String> names =
                new ArrayList<>(columns.stream().map(PropertyColumns::name).toList());
        if (entity.getIdProperty() != null) {
            names.add(entity.getIdProperty().getName());
        }
        if (entity.getParentProperty() != null) {
            names.add(entity.getParentProperty().getName());
        }
        return names;
    }

    List<Map<String, @Nullable Object>> read(List<Entity> rows) {
        return rows.stream().map(this::read).toList();
    }

    private Map<String, @Nullable Object> read(Entity row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (StoredProperty column : columns) {
            values.put(name(column), value(row, column));
        }
        Key key = row.key();
        DatastorePersistentProperty id = entity.getIdProperty();
        if (id != null) {
            values.put(id.getName(), id.getType() == Key.class ? key : converter.toId(key, entity.getType()));
        }
        DatastorePersistentProperty parent = entity.getParentProperty();
        if (parent != null) {
            values.put(parent.getName(), key.parent());
        }
        return values;
    }

    @Nullable
    Object value(Entity row, StoredProperty column) {
        Value value = row.value(column.name());
        if (value == null) {
            List<Value> values = FilterMatch.values(row, column.name());
            value = values.isEmpty() ? Value.NULL : values.get(0);
        }
        return IndexedValues.read(value, column.leaf(), converter);
    }
}
