package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.GqlQuery;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.template.MapToDto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.repository.query.ResultProcessor;
import org.springframework.data.repository.query.ReturnedType;
import org.springframework.util.ClassUtils;

/** Turns the numbers of an aggregation into what a method returns: the number, or an object that has them by name. */
final class AggregateResult {

    private final DatastoreQueryMethod method;
    private final DatastoreConverter converter;
    private final Class<?> type;
    private final boolean single;

    private AggregateResult(DatastoreQueryMethod method, DatastoreConverter converter, Class<?> type, boolean single) {
        this.method = method;
        this.converter = converter;
        this.type = type;
        this.single = single;
    }

    /**
     * Looks at what a method returns.
     *
     * @param names of the numbers, in the order of the text
     * @throws InvalidDataAccessApiUsageException if it cannot be made of the numbers
     */
    static AggregateResult of(
            DatastoreQueryMethod method, GqlQuery gql, List<String> names, DatastoreConverter converter) {
        Class<?> type = method.returnType();
        Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
        if (Number.class.isAssignableFrom(boxed)) {
            if (names.size() > 1) {
                throw new InvalidDataAccessApiUsageException("the text asks for " + names.size()
                        + " numbers, but the method returns one; return a Map, or a record or interface with "
                        + String.join(", ", names));
            }
            if (type.isPrimitive() && gql.toString().matches("(?is).*\\bAVG\\s*\\(.*")) {
                throw new InvalidDataAccessApiUsageException("the average of nothing is null, which " + type
                        + " cannot be; return " + boxed.getSimpleName() + " or an Optional of it");
            }
            return new AggregateResult(method, converter, boxed, true);
        }
        ReturnedType returned = method.getResultProcessor().getReturnedType();
        if (type != Map.class) {
            if (!returned.isProjecting() || type.isAssignableFrom(method.domainType())) {
                throw new InvalidDataAccessApiUsageException("the method returns " + type.getSimpleName()
                        + ", but the text asks for numbers; return a number, a Map, or a record or interface with "
                        + String.join(", ", names));
            }
            for (String property : returned.getInputProperties()) {
                if (!names.contains(property)) {
                    throw new InvalidDataAccessApiUsageException("the projection " + type.getSimpleName() + " has \""
                            + property + "\", but the numbers are " + String.join(", ", names)
                            + "; name one so with AS");
                }
            }
        }
        return new AggregateResult(method, converter, type, false);
    }

    @Nullable
    Object read(AggregationResult result) {
        Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
        result.values().forEach((name, value) -> numbers.put(name, number(value)));
        if (single) {
            Object number = numbers.values().iterator().next();
            return number == null || type.isInstance(number)
                    ? number
                    : converter.getConversionService().convert(number, type);
        }
        if (type == Map.class) {
            return numbers;
        }
        ResultProcessor processor = method.getResultProcessor();
        return type.isInterface() ? processor.processResult(numbers) : new MapToDto(type, converter).convert(numbers);
    }

    private static @Nullable Object number(Value value) {
        if (value instanceof Value.LongValue number) {
            return number.value();
        }
        return value instanceof Value.DoubleValue number ? (Double) number.value() : null;
    }
}
