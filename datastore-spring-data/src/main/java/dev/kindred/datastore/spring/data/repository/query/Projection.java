package dev.kindred.datastore.spring.data.repository.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Window;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.query.ReturnedType;

/**
 * Turns results, one or many, into what a method declares: itself if it is that already, a view of it by an interface, or an object made of some of its properties.
 *
 * @param type what is declared
 * @param factory makes views
 */
record Projection(ReturnedType type, ProjectionFactory factory) {

    /** The same method's results as another type; as what is declared if that is null. */
    Projection as(@Nullable Class<?> other) {
        return other == null ? this : new Projection(ReturnedType.of(other, type.getDomainType(), factory), factory);
    }

    /**
     * Projects a result.
     *
     * @param result one, or several in a collection, stream, slice or window
     * @param toObject makes an object of the declared class
     */
    @Nullable
    Object apply(@Nullable Object result, Converter<Object, Object> toObject) {
        if (result == null || !type.isProjecting()) {
            return result;
        }
        if (result instanceof Window<?> window) {
            return window.map(each -> one(each, toObject));
        }
        if (result instanceof Slice<?> slice) {
            return slice.map(each -> one(each, toObject));
        }
        if (result instanceof Stream<?> stream) {
            return stream.map(each -> one(each, toObject));
        }
        if (result instanceof Collection<?> collection) {
            List<Object> projected = new ArrayList<>(collection.size());
            collection.forEach(each -> projected.add(one(each, toObject)));
            return projected;
        }
        return one(result, toObject);
    }

    private Object one(Object source, Converter<Object, Object> toObject) {
        if (type.isInstance(source)) {
            return source;
        }
        Class<?> wanted = type.getReturnedType();
        return wanted.isInterface() ? factory.createProjection(wanted, source) : converted(source, toObject);
    }

    private static Object converted(Object source, Converter<Object, Object> toObject) {
        Object converted = toObject.convert(source);
        return converted == null ? source : converted;
    }
}
