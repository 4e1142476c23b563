package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.util.ClassUtils;

/** A field that a change sets, and its place in the stored entity. Immutable. */
final class AssignedProperty {

    private static final List<Class<?>> WHOLE = List.of(Byte.class, Short.class, Integer.class, Long.class);
    private static final List<Class<?>> FLOATING = List.of(Float.class, Double.class);

    private final StoredProperty property;
    private final DatastoreOperations operations;
    private final List<Step> steps = new ArrayList<>();

    /**
     * A part of the way into nested values.
     *
     * @param name a stored name, without dots but those of its own
     * @param indexed whether the property is indexed where it is made
     */
    private record Step(String name, boolean indexed) {}

    /**
     * A field that may be set.
     *
     * @throws InvalidDataAccessApiUsageException if it may not
     */
    AssignedProperty(StoredProperty property, DatastoreOperations operations) {
        this.property = property;
        this.operations = operations;
        String prefix = "";
        boolean indexed = true;
        for (DatastorePersistentProperty each : property.properties()) {
            checkWay(each);
            indexed &= each.isIndexed();
            String flattened = each.getFlattenedPrefix();
            if (flattened != null) {
                prefix += flattened;
            } else {
                steps.add(new Step(prefix + each.getStoredName(), indexed));
                prefix = "";
                indexed = true;
            }
        }
        checkLeaf();
    }

    private void checkWay(DatastorePersistentProperty each) {
        if (each != leaf() && (each.isCollectionLike() || each.isMap())) {
            throw refused("lies within \"" + each.getName() + "\", which holds several; set that as a whole");
        }
        if (!each.isWritable() || each.isInsertOnly()) {
            throw refused(
                    "is " + (each.isInsertOnly() ? "stored with a new entity only" : "read only") + "; leave it out");
        }
        if (each.isExtras() || each.getDescendantType() != null) {
            throw refused("is no property of its own; save the entity");
        }
    }

    private void checkLeaf() {
        DatastorePersistentProperty leaf = leaf();
        TypeHierarchy hierarchy = property.entity().getHierarchy();
        if (leaf.isVersionProperty()) {
            throw refused("is the version, which every change counts up; leave it out");
        }
        if (leaf.getFlattenedPrefix() != null) {
            throw refused("is flattened into the properties of its owner; set those");
        }
        if (leaf.getIndexCondition() != null) {
            throw refused("is indexed or not as the object says, which is not at hand; save the entity");
        }
        if (hierarchy != null && hierarchy.property().equals(property.name())) {
            throw refused("says of which type the entity is; leave it out");
        }
    }

    private InvalidDataAccessApiUsageException refused(String reason) {
        return new InvalidDataAccessApiUsageException("property \"" + property.path() + "\" of "
                + property.entity().getType().getSimpleName() + " cannot be set: it " + reason);
    }

    DatastorePersistentProperty leaf() {
        return property.leaf();
    }

    StoredProperty property() {
        return property;
    }

    /** The path in the stored entity, escaped. */
    String path() {
        return steps.stream().map(step -> PropertyMask.escape(step.name())).collect(Collectors.joining("."));
    }

    // What it takes

    private Class<?> boxed() {
        return ClassUtils.resolvePrimitiveIfNecessary(leaf().getType());
    }

    boolean isWhole() {
        return WHOLE.contains(boxed());
    }

    /**
     * Refuses parameters that cannot be set.
     *
     * @param shown what to call the parameter
     */
    void checkParameter(DatastoreParameters.DatastoreParameter parameter, Operands.Factory operands, String shown) {
        Class<?> type = parameter.getType();
        boolean fits;
        if (leaf().isMap()) {
            fits = Map.class.isAssignableFrom(type);
        } else if (leaf().isCollectionLike()) {
            fits = parameter.isMany() && operands.of(property).accept(parameter.elementType());
        } else {
            fits = operands.of(property).accept(type) || operands.canConvert(type, property);
        }
        if (!fits) {
            throw new InvalidDataAccessApiUsageException(shown + " is " + type.getSimpleName() + ", but property \""
                    + property.path() + "\" is " + leaf().getType().getSimpleName() + "; give the parameter that type");
        }
    }

    void checkElement(DatastoreParameters.DatastoreParameter parameter, Operands.Factory operands, String shown) {
        Class<?> type = parameter.getType();
        if (!operands.of(property).accept(type) && !operands.canConvert(type, property)) {
            throw new InvalidDataAccessApiUsageException(
                    shown + " is " + type.getSimpleName() + ", but property \"" + property.path() + "\" holds "
                            + property.type().getSimpleName() + "; give the parameter that type");
        }
    }

    /** Refuses to calculate with what is stored as something else than a number. */
    void checkNumber() {
        if (!WHOLE.contains(boxed()) && !FLOATING.contains(boxed()) || !isStoredAsNumber()) {
            throw new InvalidDataAccessApiUsageException(
                    "property \"" + property.path() + "\" is "
                            + leaf().getType().getSimpleName()
                            + ", and the datastore adds to byte, short, int, long, float and double; set it, or save the entity");
        }
    }

    private boolean isStoredAsNumber() {
        Value one = value(boxed() == Float.class || boxed() == Double.class ? (Object) 1.0 : (Object) 1L);
        return one instanceof Value.LongValue || one instanceof Value.DoubleValue;
    }

    void checkSummand(DatastoreParameters.DatastoreParameter parameter, String shown) {
        checkNumber();
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(parameter.getType());
        if (!WHOLE.contains(type) && (isWhole() || !FLOATING.contains(type))) {
            throw new InvalidDataAccessApiUsageException(shown + " is "
                    + parameter.getType().getSimpleName() + ", but is added to property \""
                    + property.path() + "\", which is " + leaf().getType().getSimpleName()
                    + "; give the parameter that type");
        }
    }

    // Values

    /** What is stored for an argument. */
    Value value(@Nullable Object argument) {
        return operations
                .getConverter()
                .writeValue(argument, leaf(), operations.getDatastore().partition());
    }

    /** What is stored for a value in a text, which may have another form of it. */
    Value literal(Value written) {
        boolean several = leaf().isCollectionLike() || leaf().isMap();
        if (!several && written instanceof Value.LongValue number) {
            return value(number.value());
        }
        if (!several && written instanceof Value.DoubleValue number) {
            return value(number.value());
        }
        return value(operations.getConverter().fromValue(written, leaf()));
    }

    /** The element of a list that stands for an argument. */
    Value element(@Nullable Object argument) {
        return operations.getConverter().toValue(argument, leaf());
    }

    /** A number to add, of the kind that is stored. */
    Value summand(@Nullable Object argument, String shown) {
        if (!(argument instanceof Number number)) {
            throw new InvalidDataAccessApiUsageException(
                    shown + " is " + argument + ", and only a number can be added to \"" + property.path()
                            + "\"; give one, or set the property.");
        }
        if (isWhole() && (number instanceof Double || number instanceof Float)) {
            throw new InvalidDataAccessApiUsageException(shown + " has a fraction, and property \"" + property.path()
                    + "\" is " + leaf().getType().getSimpleName() + "; add a whole number");
        }
        return isWhole() ? Value.of(number.longValue()) : Value.of(number.doubleValue());
    }

    /** Puts a new value into the properties of an entity; null into those of a field that stores no null is to leave it out. */
    void put(Value value, Map<String, Property> properties) {
        if (value != Value.NULL || leaf().getNulls() != Field.Nulls.SKIP) {
            put(value, properties, 0);
        }
    }

    private void put(Value value, Map<String, Property> properties, int depth) {
        Step step = steps.get(depth);
        if (depth == steps.size() - 1) {
            properties.put(step.name(), new Property(value, step.indexed()));
            return;
        }
        Property before = properties.get(step.name());
        Map<String, Property> inner = before != null && before.value() instanceof Value.EntityValue nested
                ? new LinkedHashMap<>(nested.properties())
                : new LinkedHashMap<>();
        put(value, inner, depth + 1);
        properties.put(step.name(), new Property(new Value.EntityValue(null, inner), step.indexed()));
    }
}
