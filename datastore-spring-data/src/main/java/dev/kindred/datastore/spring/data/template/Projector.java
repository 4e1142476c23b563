package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.DtoInstantiatingConverter;
import org.springframework.data.projection.ProjectionFactory;

/**
 * Makes what is asked for of what was found: views for interfaces, records and other classes through their constructors. Safe for all threads.
 *
 * @param views makes views
 * @param converter knows the types
 */
public record Projector(ProjectionFactory views, DatastoreConverter converter) {

    /**
     * How to project.
     *
     * @param <R> the type that is asked for
     * @param result the type that is asked for
     * @return takes an object, or a map from names of fields to their values
     */
    public <R> Function<Object, R> to(Class<R> result) {
        if (result.isInterface()) {
            return found -> result.isInstance(found) ? result.cast(found) : views.createProjection(result, found);
        }
        Converter<Object, Object> dto = dto(result, converter);
        return found -> result.cast(result.isInstance(found) ? found : dto.convert(found));
    }

    /**
     * Makes objects of a class.
     *
     * @param wanted the class
     * @param converter knows the types
     * @return takes an object, or a map from names of fields to their values
     */
    @SuppressWarnings("unchecked") // Rows of this module have names for keys.
    public static Converter<Object, Object> dto(Class<?> wanted, DatastoreConverter converter) {
        MapToDto ofMap = new MapToDto(wanted, converter);
        DtoInstantiatingConverter ofEntity = new DtoInstantiatingConverter(
                wanted, converter.getMappingContext(), converter.getEntityInstantiators());
        return source -> source instanceof Map<?, ?> values
                ? ofMap.convert((Map<String, @Nullable Object>) values)
                : ofEntity.convert(source);
    }
}
