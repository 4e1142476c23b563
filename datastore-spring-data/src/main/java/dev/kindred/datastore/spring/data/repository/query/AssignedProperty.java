package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.GqlChange.Operation;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.PartialUpdate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.util.ClassUtils;

/** A field that a change sets. What may be set is for {@link PartialUpdate} to say, and is asked when the repository is made. Immutable. */
final class AssignedProperty {

    private static final List<Class<?>> WHOLE = List.of(Byte.class, Short.class, Integer.class, Long.class);
    private static final List<Class<?>> FLOATING = List.of(Float.class, Double.class);

    private final StoredProperty property;
    private final DatastoreOperations operations;

    /**
     * What becomes of a field.
     *
     * @param property the field
     * @param operation set it, or add or subtract
     * @param value the Java value, a number unless it is set
     */
    record NewValue(
            AssignedProperty property,
            Operation operation,
            @Nullable Object value) {

        <T> PartialUpdate<T> of(PartialUpdate<T> update) {
            String path = property.property.path();
            return switch (operation) {
                case SET -> update.set(path, value);
                case ADD -> update.increment(path, number());
                case SUBTRACT -> update.increment(path, negated(number()));
            };
        }

        private Number number() {
            if (!(value instanceof Number number)) {
                throw new InvalidDataAccessApiUsageException("Cannot add " + value + " to \"" + property.property.path()
                        + "\"; give a number, or set the property.");
            }
            return number;
        }

        private static Number negated(Number number) {
            boolean floating = number instanceof Double || number instanceof Float;
            return floating ? (Number) (-number.doubleValue()) : (Number) Math.negateExact(number.longValue());
        }
    }

    /**
     * A field that may be set.
     *
     * @throws RuntimeException if it may not
     */
    AssignedProperty(StoredProperty property, DatastoreOperations operations) {
        this.property = property;
        this.operations = operations;
        none().unset(property.path());
        TypeHierarchy hierarchy = property.entity().getHierarchy();
        if (hierarchy != null && hierarchy.property().equals(property.name())) {
            throw new InvalidDataAccessApiUsageException(
                    "property \"" + property.path() + "\" says of which type the entity is; leave it out");
        }
    }

    /** An update of nothing, which still looks at what it is given. */
    private PartialUpdate<?> none() {
        return operations.updateAll(List.of(), property.entity().getType());
    }

    StoredProperty property() {
        return property;
    }

    private DatastorePersistentProperty leaf() {
        return property.leaf();
    }

    // What it takes

    /** @param shown what to call the parameter */
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
        check(fits, shown, type, "but property \"" + property.path() + "\" is");
    }

    void checkElement(DatastoreParameters.DatastoreParameter parameter, Operands.Factory operands, String shown) {
        Class<?> type = parameter.getType();
        boolean fits = operands.of(property).accept(type) || operands.canConvert(type, property);
        check(fits, shown, type, "an element of property \"" + property.path() + "\", which is");
    }

    void checkSummand(DatastoreParameters.DatastoreParameter parameter, String shown) {
        none().increment(property.path(), 1);
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(parameter.getType());
        boolean whole = WHOLE.contains(ClassUtils.resolvePrimitiveIfNecessary(property.type()));
        check(
                WHOLE.contains(type) || !whole && FLOATING.contains(type),
                shown,
                parameter.getType(),
                "but is added to property \"" + property.path() + "\", which is");
    }

    private void check(boolean fits, String shown, Class<?> given, String use) {
        if (!fits) {
            throw new InvalidDataAccessApiUsageException(shown + " is " + given.getSimpleName() + ", " + use + " "
                    + leaf().getType().getSimpleName() + "; give the parameter that type");
        }
    }

    // Values

    /** What is written out to be set or added. Literals of numbers become what the field has, other literals are what is stored. */
    NewValue literal(Operation operation, Value written) {
        NewValue value = new NewValue(this, operation, java(written));
        value.of(none());
        return value;
    }

    private @Nullable Object java(Value written) {
        boolean several = leaf().isCollectionLike() || leaf().isMap();
        if (!several && written instanceof Value.LongValue number) {
            return number.value();
        }
        if (!several && written instanceof Value.DoubleValue number) {
            return number.value();
        }
        return written == Value.NULL ? null : operations.getConverter().fromValue(written, leaf());
    }

    NewValue list(Value.ListValue elements) {
        return new NewValue(this, Operation.SET, operations.getConverter().fromValue(elements, leaf()));
    }
}
