package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Transform;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.ListValue;
import dev.kindred.datastore.spring.data.auditing.EntityAuditing;
import dev.kindred.datastore.spring.data.auditing.EntityAuditing.Scope;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.FieldWrite;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.core.TypedPropertyPath;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.util.ClassUtils;

/**
 * Makes partial updates. Reading, changing and writing are one serializable transaction, so that what a change makes of the stored value is of the value it
 * replaces; the transforms of the datastore say what that is.
 */
final class Updating {

    /** Counters collide more often than what asks its user to repeat it; as many as the datastore's own single writes. */
    private static final TransactionOptions OPTIONS = TransactionOptions.DEFAULT.withAttempts(20);

    private static final String SCRATCH = "value";

    private final Datastore datastore;
    private final DatastoreConverter converter;
    private final DatastoreTemplate operations;
    private final EntityLifecycle lifecycle;
    private final Reindexing reindexing;

    Updating(
            Datastore datastore,
            DatastoreConverter converter,
            DatastoreTemplate operations,
            EntityLifecycle lifecycle) {
        this.datastore = datastore;
        this.converter = converter;
        this.operations = operations;
        this.lifecycle = lifecycle;
        this.reindexing = new Reindexing(datastore, converter);
    }

    /** One change. */
    @FunctionalInterface
    interface Step {
        Entity of(Entity stored);
    }

    static String path(TypedPropertyPath<?, ?> property) {
        return TypedPropertyPath.of(property).toDotPath();
    }

    // Steps

    Step set(Class<?> type, String property, @Nullable Object value) {
        return write(type, path(type, property), value)::set;
    }

    Step unset(Class<?> type, String property) {
        PersistentPropertyPath<DatastorePersistentProperty> path = path(type, property);
        // Any value will do, since it is not stored; a primitive has no null.
        return write(type, path, path.getLeafProperty().getType().isPrimitive() ? zero(path) : null)::unset;
    }

    private static Object zero(PersistentPropertyPath<DatastorePersistentProperty> path) {
        Class<?> type = path.getLeafProperty().getType();
        return type == boolean.class ? (Object) false : type == char.class ? (Object) '0' : (Object) 0;
    }

    Step increment(Class<?> type, String property, Number by) {
        PersistentPropertyPath<DatastorePersistentProperty> path = path(type, property);
        Class<?> field =
                ClassUtils.resolvePrimitiveIfNecessary(path.getLeafProperty().getActualType());
        FieldWrite write = write(type, path, by);
        if (!Number.class.isAssignableFrom(field)
                || !(write.given() instanceof Value.LongValue || write.given() instanceof Value.DoubleValue)) {
            throw refused(
                    type,
                    path,
                    "is a " + field.getSimpleName()
                            + ", which is not stored as a number that can be added to; read the object, and save it within a transaction");
        }
        return changing(write, Transform.Increment::new);
    }

    Step maximum(Class<?> type, String property, Object least) {
        return extreme(type, property, least, Transform.Maximum::new, 1);
    }

    Step minimum(Class<?> type, String property, Object most) {
        return extreme(type, property, most, Transform.Minimum::new, -1);
    }

    private Step extreme(
            Class<?> type, String property, Object operand, BiFunction<String, Value, Transform> transform, int sign) {
        PersistentPropertyPath<DatastorePersistentProperty> path = path(type, property);
        FieldWrite write = write(type, path, operand);
        Value given = write.given();
        if (given == null || given instanceof ListValue || given.rank() == Value.Rank.UNORDERED) {
            throw refused(type, path, "holds no single value with an order; name a field within it");
        }
        if (given instanceof Value.LongValue || given instanceof Value.DoubleValue) {
            return changing(write, transform);
        }
        // Null is the smallest value of the order, and so no minimum that anybody wants.
        return entity -> write.change(
                entity,
                (stored, other) -> stored == null || stored == Value.NULL || stored instanceof ListValue
                        ? other
                        : Value.order(stored, other) * sign >= 0 ? stored : other);
    }

    Step append(Class<?> type, String property, List<?> elements) {
        PersistentPropertyPath<DatastorePersistentProperty> path = path(type, property);
        if (Set.class.isAssignableFrom(path.getLeafProperty().getType())) {
            return appendIfAbsent(type, property, elements);
        }
        FieldWrite write = elements(type, path, elements);
        return entity -> write.change(entity, (stored, added) -> {
            List<Value> all = new ArrayList<>(list(stored).values());
            all.addAll(((ListValue) added).values());
            return new ListValue(all);
        });
    }

    Step appendIfAbsent(Class<?> type, String property, List<?> elements) {
        return changingList(elements(type, path(type, property), elements), Transform.AppendMissing::new);
    }

    Step removeAll(Class<?> type, String property, List<?> elements) {
        return changingList(elements(type, path(type, property), elements), Transform.RemoveAll::new);
    }

    private FieldWrite elements(
            Class<?> type, PersistentPropertyPath<DatastorePersistentProperty> path, List<?> elements) {
        DatastorePersistentProperty leaf = path.getLeafProperty();
        FieldWrite write = leaf.isCollectionLike() ? write(type, path, elements) : null;
        if (write == null || !(write.given() instanceof ListValue)) {
            throw refused(type, path, "is a " + leaf.getType().getSimpleName() + ", which holds no elements; set it");
        }
        return write;
    }

    private static Step changingList(FieldWrite write, BiFunction<String, ListValue, Transform> transform) {
        return entity -> write.change(
                entity,
                (stored, elements) -> transformed(list(stored), transform.apply(SCRATCH, (ListValue) elements)));
    }

    private static Step changing(FieldWrite write, BiFunction<String, Value, Transform> transform) {
        return entity ->
                write.change(entity, (stored, operand) -> transformed(stored, transform.apply(SCRATCH, operand)));
    }

    /** What a list field holds; a single stored value is a list of one, as it is for reading. */
    private static ListValue list(@Nullable Value stored) {
        if (stored instanceof ListValue list) {
            return list;
        }
        return new ListValue(stored == null || stored == Value.NULL ? List.of() : List.of(stored));
    }

    private static Value transformed(@Nullable Value stored, Transform transform) {
        Entity.Builder scratch = Entity.builder(Key.of("Scratch", 1));
        if (stored != null) {
            scratch.set(SCRATCH, stored);
        }
        Entity changed = Transform.applyAll(scratch.build(), List.of(transform), Instant.EPOCH)
                .entity();
        Value value = changed.value(SCRATCH);
        return value == null ? Value.NULL : value;
    }

    // Fields

    private FieldWrite write(
            Class<?> type, PersistentPropertyPath<DatastorePersistentProperty> path, @Nullable Object value) {
        return converter.writeField(type, path, value, datastore.partition());
    }

    private PersistentPropertyPath<DatastorePersistentProperty> path(Class<?> type, String property) {
        PersistentPropertyPath<DatastorePersistentProperty> path =
                operations.execute(ignored -> operations.filters().path(type, property));
        DatastorePersistentProperty first = path.getBaseProperty();
        DatastorePersistentProperty leaf = path.getLeafProperty();
        if (first.isIdProperty() || first.isParentProperty() || first.isNamespaceProperty()) {
            throw refused(
                    type, path, "is part of the key, which cannot change; save another object, and delete this one");
        }
        if (path.getLength() == 1 && first.isVersionProperty()) {
            throw refused(type, path, "is the @Version, which each update raises by itself; compare it with ifVersion");
        }
        for (DatastorePersistentProperty step : path) {
            if (step.getDescendantType() != null) {
                throw refused(type, path, "leads to other entities; update those");
            }
            if (step != leaf && step.getReferredType() != null) {
                throw refused(type, path, "leads through a reference to another entity; update that");
            }
            if (step.isTransient() || !step.isWritable()) {
                throw refused(type, path, "is not written; take @Transient or @ReadOnlyProperty off");
            }
            if (step.isExtras()) {
                throw refused(type, path, "holds properties of all kinds of names; read the object, and save it");
            }
            if (step.isInsertOnly()) {
                throw refused(type, path, "is @InsertOnly, so that it keeps what it had first");
            }
        }
        return path;
    }

    private static InvalidDataAccessApiUsageException refused(
            Class<?> type, PersistentPropertyPath<DatastorePersistentProperty> path, String reason) {
        return new InvalidDataAccessApiUsageException(
                "Cannot update " + type.getName() + ": field \"" + path.toDotPath() + "\" " + reason + ".");
    }

    // The update

    List<Entity> run(List<Key> keys, Class<?> type, @Nullable Long version, List<Step> steps) {
        operations.checkWritable();
        if (DatastoreTransactions.current(datastore) != null) {
            return operations.execute(entities -> run(entities, keys, type, version, steps));
        }
        return operations.executeInOwnTransaction(OPTIONS, keys, entities -> run(entities, keys, type, version, steps));
    }

    private List<Entity> run(
            EntityOperations entities, List<Key> keys, Class<?> type, @Nullable Long version, List<Step> steps) {
        List<@Nullable Entity> found = entities.findAll(keys);
        List<Entity> changed = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            Entity stored = found.get(i);
            if (stored == null || !converter.isInstance(type, stored)) {
                throw new EmptyResultDataAccessException(
                        "Cannot update " + keys.get(i) + ": there is no such " + type.getName()
                                + ". Save an object first.",
                        1);
            }
            changed.add(changed(stored, type, version, steps));
        }
        entities.update(changed);
        return changed;
    }

    private Entity changed(Entity stored, Class<?> type, @Nullable Long version, List<Step> steps) {
        Entity changed = stored;
        for (Step step : steps) {
            changed = step.of(changed);
        }
        // Read before it is stored: what its type cannot hold is refused while nothing is lost.
        Object instance = converter.read(type, changed);
        DatastorePersistentEntity<?> actual =
                converter.getMappingContext().getRequiredPersistentEntity(ClassUtils.getUserClass(instance));
        changed = versioned(changed, stored, actual, version);
        changed = audited(changed, instance, actual);
        return reindexing.of(changed, actual);
    }

    private static Entity versioned(
            Entity changed, Entity stored, DatastorePersistentEntity<?> type, @Nullable Long expected) {
        DatastorePersistentProperty property = type.getVersionProperty();
        if (property == null) {
            if (expected != null) {
                throw new InvalidDataAccessApiUsageException("Cannot compare version " + expected + " of "
                        + stored.key() + ": " + type.getType().getName() + " has no @Version; add a field with one.");
            }
            return changed;
        }
        if (expected != null) {
            new Version(type, property, expected).compare(stored.key(), stored);
        }
        Property before = stored.property(property.getStoredName());
        long current = before != null && before.value() instanceof Value.LongValue number ? number.value() : 0;
        return new Version(type, property, current).advance(changed);
    }

    private Entity audited(Entity changed, Object instance, DatastorePersistentEntity<?> type) {
        EntityAuditing auditing = lifecycle.auditing();
        if (auditing == null || auditing.scope(type.getType()) == Scope.NONE) {
            return changed;
        }
        Entity audited = changed;
        for (var field : auditing.modification(instance).entrySet()) {
            audited = write(type.getType(), field.getKey(), field.getValue()).set(audited);
        }
        return audited;
    }

    <T> T read(Entity changed, Class<T> type) {
        return operations.fromEntity(changed, type);
    }
}
