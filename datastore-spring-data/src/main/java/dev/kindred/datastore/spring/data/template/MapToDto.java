package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.mapping.Parameter;
import org.springframework.data.mapping.PersistentEntity;
import org.springframework.data.mapping.PersistentProperty;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.mapping.model.EntityInstantiator;
import org.springframework.data.mapping.model.ParameterValueProvider;

/** Makes records and other objects from values by name: through the constructor, and for what that does not take through fields and setters. */
public final class MapToDto implements Converter<Map<String, @Nullable Object>, Object> {

    private final PersistentEntity<?, ? extends PersistentProperty<?>> type;
    private final EntityInstantiator instantiator;
    private final ConversionService conversions;

    /**
     * Makes objects of a class.
     *
     * @param type the class
     * @param converter knows the types
     */
    public MapToDto(Class<?> type, DatastoreConverter converter) {
        this.type = converter.getMappingContext().getRequiredPersistentEntity(type);
        this.instantiator = converter.getEntityInstantiators().getInstantiatorFor(this.type);
        this.conversions = converter.getConversionService();
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // The instantiator's types say nothing here.
    public Object convert(Map<String, @Nullable Object> source) {
        ParameterValueProvider provider = new ParameterValueProvider() {
            @Override
            public @Nullable Object getParameterValue(Parameter parameter) {
                return converted(source.get(Objects.requireNonNull(parameter.getName())), parameter.getRawType());
            }
        };
        Object target = instantiator.createInstance((PersistentEntity) type, provider);
        PersistentPropertyAccessor<Object> accessor = type.getPropertyAccessor(target);
        for (PersistentProperty<?> property : type) {
            if (!type.isCreatorArgument(property) && source.containsKey(property.getName())) {
                accessor.setProperty(property, converted(source.get(property.getName()), property.getType()));
            }
        }
        return accessor.getBean();
    }

    private @Nullable Object converted(@Nullable Object value, Class<?> wanted) {
        return value == null || wanted.isInstance(value) ? value : conversions.convert(value, wanted);
    }
}
