package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.PropertyFilters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Compares one property with arguments. */
final class Operands {

    /** Each may be given for one further right. */
    private static final List<Class<?>> WIDENING =
            List.of(Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class);

    private final PropertyFilters filters;
    private final StoredProperty property;

    Operands(PropertyFilters filters, StoredProperty property) {
        this.filters = filters;
        this.property = property;
    }

    /** Makes comparisons, and tells what else than equal types can be compared. */
    record Factory(DatastoreOperations operations) {

        Operands of(StoredProperty property) {
            return new Operands(operations.filters(), property);
        }

        boolean canConvert(Class<?> type, StoredProperty property) {
            return !property.isKeyWithParent()
                    && type != Object.class
                    && type != String.class
                    && operations.getConverter().getConversionService().canConvert(type, property.type());
        }
    }

    /** Whether an argument of this type can be compared with the property without loss. */
    boolean accept(Class<?> argumentType) {
        if (property.isKey() && argumentType == Key.class) {
            return true;
        }
        if (property.leaf().getReferredType() != null && (argumentType == Key.class || argumentType == Ref.class)) {
            return true;
        }
        if (property.isKeyWithParent()) {
            return false;
        }
        Class<?> argument = ClassUtils.resolvePrimitiveIfNecessary(argumentType);
        Class<?> stored = ClassUtils.resolvePrimitiveIfNecessary(property.type());
        int from = WIDENING.indexOf(argument);
        return argument.isAssignableFrom(stored)
                || stored.isAssignableFrom(argument)
                || (from >= 0 && from < WIDENING.indexOf(stored));
    }

    boolean isKey() {
        return property.isKey();
    }

    Filter compare(Operator operator, @Nullable Object operand) {
        Filter filter = filters.compare(property.properties(), operator, operand);
        boolean below = operator == Operator.LESS_THAN || operator == Operator.LESS_THAN_OR_EQUAL;
        // Null sorts first, so everything "less than" would begin with it; who knows SQL or Java does not expect it
        // there.
        return below && !property.isKey() ? Filter.and(raw(Operator.GREATER_THAN, Value.NULL), filter) : filter;
    }

    /** Compares with a value in its stored form. */
    Filter raw(Operator operator, Value operand) {
        return Filter.of(property.name(), operator, operand);
    }
}
