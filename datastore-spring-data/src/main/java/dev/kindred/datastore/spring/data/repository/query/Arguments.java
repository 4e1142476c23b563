package dev.kindred.datastore.spring.data.repository.query;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.util.ObjectUtils;

/**
 * The arguments of one call that conditions are bound to, without {@code Pageable} and its like.
 *
 * @param given the call
 * @param method its method, for messages
 */
record Arguments(IntFunction<@Nullable Object> given, String method) {

    static Arguments of(ParametersParameterAccessor accessor, String method) {
        return new Arguments(accessor::getBindableValue, method);
    }

    @Nullable
    Object get(int index) {
        return given.apply(index);
    }

    Object required(int index) {
        return required(get(index), index, method);
    }

    static <T> T required(@Nullable T value, int index, String method) {
        if (value == null) {
            throw new InvalidDataAccessApiUsageException(
                    "Argument " + (index + 1) + " of " + method
                            + " is null, and nothing is less, greater, between or among null; give a value, or ask with IsNull.");
        }
        return value;
    }

    List<?> many(int index) {
        return many(get(index), index, method);
    }

    static List<?> many(@Nullable Object value, int index, String method) {
        return many(required(value, index, method), "Argument " + (index + 1) + " of " + method);
    }

    static List<?> many(@Nullable Object value, String what) {
        if (value == null) {
            throw new InvalidDataAccessApiUsageException(what + " is null, but IN takes a collection or an array.");
        }
        if (value.getClass().isArray()) {
            return Arrays.asList(ObjectUtils.toObjectArray(value));
        }
        if (value instanceof Iterable<?> iterable) {
            return StreamSupport.stream(iterable.spliterator(), false).toList();
        }
        return List.of(value);
    }
}
