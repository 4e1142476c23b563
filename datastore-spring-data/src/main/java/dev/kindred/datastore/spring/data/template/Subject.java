package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastoreSimpleTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.ClassUtils;

/**
 * What a query is about: how its properties are named and compared, and what its results are. Immutable.
 *
 * @param <T> the type that the properties are those of
 */
abstract class Subject<T> {

    final DatastoreTemplate template;

    Subject(DatastoreTemplate template) {
        this.template = template;
    }

    /** The query without any condition of its user. */
    abstract Query all();

    /** The name by which the datastore knows a property; {@link Query#KEY} for the id. */
    abstract String name(String property);

    /** The name of a property that is to be added up; refused if it cannot be. */
    abstract String summand(String property);

    /** A condition on a property. */
    abstract Filter compare(String property, Operator operator, @Nullable Object operand);

    /** The Java value of what an index says of a property. */
    abstract @Nullable Object value(Value value, String property);

    /** The name of a property in a row that has not all of them. */
    abstract String column(String property);

    /** Makes results of entities. */
    abstract <R> Function<List<Entity>, List<R>> objects(Class<R> result, FetchPlan plan);

    /** How many results share the lookups of what they refer to, where they are read one after the other. */
    abstract int chunk();

    /** Makes results of rows that have some properties only: the value itself of one, otherwise what is asked for with the columns by name. */
    final <R> Function<List<Entity>, List<R>> rows(Class<R> result, List<String> properties) {
        List<String> names = properties.stream().map(this::name).toList();
        boolean single = properties.size() == 1 && isValue(result);
        Function<Object, R> projected = single || result == Map.class
                ? result::cast
                : template.projector().to(result);
        return rows -> {
            List<R> read = new ArrayList<>(rows.size());
            for (Entity row : rows) {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    Value value = row.value(names.get(i));
                    values.put(column(properties.get(i)), value == null ? null : value(value, properties.get(i)));
                }
                read.add(single ? converted(values.values().iterator().next(), result) : projected.apply(values));
            }
            return read;
        };
    }

    private static boolean isValue(Class<?> result) {
        return DatastoreSimpleTypes.HOLDER.isSimpleType(result)
                || result.isEnum()
                || result.isPrimitive()
                || (result.getName().startsWith("java.") && result != Map.class);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // A null in the index is a null in the list.
    private <R> R converted(@Nullable Object value, Class<R> result) {
        Class<R> boxed = (Class<R>) ClassUtils.resolvePrimitiveIfNecessary(result);
        ConversionService conversions = template.getConverter().getConversionService();
        return value == null || boxed.isInstance(value) ? (R) value : conversions.convert(value, boxed);
    }
}
