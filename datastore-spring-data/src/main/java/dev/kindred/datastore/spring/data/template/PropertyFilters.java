package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.ValueRange;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.StoredPaths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.util.ObjectUtils;

/**
 * Filters and orders by fields and Java values. Knows the stored names, that the {@code @Id} is the key, and that some values that are equal are stored apart
 * ({@code 1.1} and {@code 1.10}, one moment in two time zones), so that comparing them takes a range. Safe for all threads.
 */
public final class PropertyFilters {

    private final DatastoreConverter converter;
    private final Supplier<Partition> partition;

    /**
     * Makes filters for a datastore.
     *
     * @param converter knows the types
     * @param partition where keys belong that are made of ids; asked for each filter, so that it may depend on the call
     */
    public PropertyFilters(DatastoreConverter converter, Supplier<Partition> partition) {
        this.converter = converter;
        this.partition = partition;
    }

    /**
     * The path of persistent properties behind a path of fields.
     *
     * @param type the type it starts at
     * @param path field names, dotted
     * @return the path
     * @throws MappingException if there is no such field
     * @throws InvalidQueryException if the path leads through a reference to another entity
     */
    public PersistentPropertyPath<DatastorePersistentProperty> path(Class<?> type, String path) {
        DatastoreMappingContext context = converter.getMappingContext();
        try {
            return context.getPersistentPropertyPath(path, type);
        } catch (MappingException e) {
            // Spring Data does not know that a Ref leads nowhere.
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                refuseThroughReference(
                        path,
                        context.getPersistentPropertyPath(path.substring(0, dot), type)
                                .getLeafProperty());
            }
            throw e;
        }
    }

    /**
     * The name by which queries know a path.
     *
     * @param path the path
     * @return the stored names, dotted; {@link Query#KEY} for the entity's id
     * @throws InvalidQueryException if the path is the entity's parent, which is no property
     */
    public String name(PersistentPropertyPath<DatastorePersistentProperty> path) {
        DatastorePersistentProperty first = path.getBaseProperty();
        refuseThroughReference(path);
        if (path.getLength() == 1 && first.isIdProperty()) {
            return Query.KEY;
        }
        if (first.isParentProperty()) {
            throw new InvalidQueryException("Field \"" + first.getName() + "\" of "
                    + first.getOwner().getType().getName()
                    + " is its @Parent, which is part of the key and no property; use an ancestor query.");
        }
        if (first.isNamespaceProperty()) {
            throw new InvalidQueryException("Field \"" + first.getName() + "\" of "
                    + first.getOwner().getType().getName()
                    + " is its @Namespace, which is part of the key and no property; ask with Query.namespace.");
        }
        String name = StoredPaths.name(path);
        if (name.isEmpty()) {
            throw new InvalidQueryException("Path \"" + path + "\" names no property.");
        }
        return name;
    }

    /**
     * An order by a field.
     *
     * @param type the type of the entities
     * @param path field names, dotted
     * @param direction up or down
     * @return the order
     */
    public Order order(Class<?> type, String path, Order.Direction direction) {
        return new Order(name(path(type, path)), direction);
    }

    private static void refuseThroughReference(PersistentPropertyPath<DatastorePersistentProperty> path) {
        DatastorePersistentProperty leaf = path.getLeafProperty();
        for (DatastorePersistentProperty property : path) {
            if (property.getDescendantType() != null) {
                throw new InvalidQueryException("Path \"" + path.toDotPath() + "\" leads to field \""
                        + property.getName() + "\", whose elements are entities of their own; query "
                        + property.getDescendantType().getName() + ", below an ancestor.");
            }
        }
        for (DatastorePersistentProperty property : path) {
            if (property != leaf) {
                refuseThroughReference(path.toDotPath(), property);
            }
        }
    }

    private static void refuseThroughReference(@Nullable String path, DatastorePersistentProperty property) {
        if (property.getReferredType() != null) {
            throw new InvalidQueryException(
                    "Path \"" + path + "\" leads through field \"" + property.getName()
                            + "\", which refers to another entity, a "
                            + property.getReferredType().getName()
                            + "; the datastore joins nothing. Find those first and compare with them, or store a copy of the property.");
        }
    }

    /**
     * Compares a field.
     *
     * @param type the type of the entities
     * @param path field names, dotted
     * @param operator how
     * @param operand with what: a collection or array for {@link Operator#IN} and {@link Operator#NOT_IN}, otherwise a value of the field's type, or of an
     *     element's if the field is a list
     * @return the filter
     */
    public Filter compare(Class<?> type, String path, Operator operator, @Nullable Object operand) {
        return compare(path(type, path), operator, operand);
    }

    /**
     * Compares a field.
     *
     * @param path the path
     * @param operator how
     * @param operand with what; see {@link #compare(Class, String, Operator, Object)}
     * @return the filter
     */
    public Filter compare(
            PersistentPropertyPath<DatastorePersistentProperty> path, Operator operator, @Nullable Object operand) {
        String name = name(path);
        if (operator == Operator.IN || operator == Operator.NOT_IN) {
            return membership(path, name, operator, elements(path, operand));
        }
        ValueRange range = range(path, name, operand);
        if (range.isSingle()) {
            return Filter.of(name, operator, range.from());
        }
        return switch (operator) {
            case EQUAL -> between(name, range);
            case NOT_EQUAL -> outside(name, range);
            case LESS_THAN, GREATER_THAN_OR_EQUAL -> Filter.of(name, operator, range.from());
            case GREATER_THAN, LESS_THAN_OR_EQUAL -> Filter.of(name, operator, range.to());
            case IN, NOT_IN -> throw new AssertionError("handled above");
        };
    }

    private Filter membership(
            PersistentPropertyPath<DatastorePersistentProperty> path,
            String name,
            Operator operator,
            List<@Nullable Object> operands) {
        List<Value> single = new ArrayList<>();
        List<Filter> ranges = new ArrayList<>();
        for (Object operand : operands) {
            ValueRange range = range(path, name, operand);
            if (range.isSingle()) {
                single.add(range.from());
            } else {
                ranges.add(operator == Operator.IN ? between(name, range) : outside(name, range));
            }
        }
        Filter values = Filter.of(name, operator, Value.of(single));
        if (ranges.isEmpty()) {
            return values;
        }
        if (!single.isEmpty()) {
            ranges.add(values);
        }
        Filter[] all = ranges.toArray(Filter[]::new);
        return operator == Operator.IN ? Filter.or(all) : Filter.and(all);
    }

    private static List<@Nullable Object> elements(
            PersistentPropertyPath<DatastorePersistentProperty> path, @Nullable Object operand) {
        if (operand instanceof Iterable<?> iterable) {
            List<@Nullable Object> elements = new ArrayList<>();
            iterable.forEach(elements::add);
            return elements;
        }
        if (ObjectUtils.isArray(operand)) {
            return Arrays.asList(ObjectUtils.toObjectArray(operand));
        }
        throw new InvalidQueryException(
                "Membership of \"" + path.toDotPath() + "\" needs a collection or an array, not " + operand + ".");
    }

    private ValueRange range(
            PersistentPropertyPath<DatastorePersistentProperty> path, String name, @Nullable Object operand) {
        DatastorePersistentProperty leaf = path.getLeafProperty();
        if (!name.equals(Query.KEY)) {
            boolean object =
                    leaf.getReferredType() != null && leaf.getReferredType().isInstance(operand);
            return converter.toRange(
                    object && operand != null ? converter.getKey(operand, partition.get()) : operand, leaf);
        }
        if (operand == null) {
            throw new InvalidQueryException("The id \"" + leaf.getName() + "\" of "
                    + leaf.getOwner().getType().getName() + " is never null; compare it with an id or a key.");
        }
        Key key = operand instanceof Key given
                ? given
                : converter.toKey(operand, leaf.getOwner().getType(), partition.get());
        if (key.isIncomplete()) {
            throw new InvalidKeyException("Key " + key + " is incomplete; compare with a complete one.");
        }
        return ValueRange.of(Value.of(key));
    }

    private static Filter between(String name, ValueRange range) {
        return Filter.and(
                Filter.of(name, Operator.GREATER_THAN_OR_EQUAL, range.from()),
                Filter.of(name, Operator.LESS_THAN_OR_EQUAL, range.to()));
    }

    private static Filter outside(String name, ValueRange range) {
        return Filter.or(
                Filter.of(name, Operator.LESS_THAN, range.from()), Filter.of(name, Operator.GREATER_THAN, range.to()));
    }
}
