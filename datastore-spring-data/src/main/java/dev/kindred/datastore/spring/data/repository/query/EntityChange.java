package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.Mutation;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Transform;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.GqlChange.Operation;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.ClassUtils;

/** What one call changes in each entity that it finds, as the mutation of a stored entity. */
final class EntityChange {

    private final Map<String, Property> properties = new LinkedHashMap<>();
    private final List<String> paths = new ArrayList<>();
    private final List<Transform> transforms = new ArrayList<>();

    /**
     * A new value.
     *
     * @param property where it goes
     * @param operation how
     * @param value the stored form of the new value, or the number to add or subtract
     */
    record NewValue(AssignedProperty property, Operation operation, Value value) {}

    /** @param values at least one */
    EntityChange(List<NewValue> values, DatastorePersistentEntity<?> entity) {
        for (NewValue each : values) {
            if (each.operation() == Operation.SET) {
                each.property().put(each.value(), properties);
                paths.add(each.property().path());
            } else {
                add(each);
            }
        }
        DatastorePersistentProperty version = entity.getVersionProperty();
        if (version != null) {
            transforms.add(Transform.increment(PropertyMask.escape(version.getStoredName()), 1));
        }
    }

    private void add(NewValue sum) {
        String path = sum.property().path();
        boolean lowers = sum.operation() == Operation.SUBTRACT;
        if (sum.value() instanceof Value.DoubleValue number) {
            transforms.add(Transform.increment(path, lowers ? -number.value() : number.value()));
            return;
        }
        long given = ((Value.LongValue) sum.value()).value();
        long by = lowers ? Math.negateExact(given) : given;
        transforms.add(Transform.increment(path, by));
        // The store knows longs alone; what is no int any more could not be read.
        Class<?> type =
                ClassUtils.resolvePrimitiveIfNecessary(sum.property().leaf().getType());
        if (type == Integer.class) {
            within(path, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type == Short.class) {
            within(path, Short.MIN_VALUE, Short.MAX_VALUE);
        } else if (type == Byte.class) {
            within(path, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
    }

    private void within(String path, long least, long most) {
        transforms.add(Transform.maximum(path, least));
        transforms.add(Transform.minimum(path, most));
    }

    Mutation of(Key key) {
        Entity.Builder entity = Entity.builder(key);
        properties.forEach(entity::set);
        return Mutation.update(entity.build())
                .mask(PropertyMask.of(paths))
                .transform(transforms.toArray(Transform[]::new));
    }
}
