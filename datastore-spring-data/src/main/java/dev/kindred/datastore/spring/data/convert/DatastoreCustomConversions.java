package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.spring.data.mapping.DatastoreSimpleTypes;
import java.util.Collection;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.data.convert.CustomConversions;
import org.springframework.data.convert.PropertyValueConverterFactory;
import org.springframework.data.convert.SimplePropertyValueConversions;

/**
 * The application's converters between its own types and types that can be stored. Give both directions, marked with
 * {@code @WritingConverter} and {@code @ReadingConverter}: from {@code Money} to {@code String} and back, say. The target may be any type that has a
 * stored form, {@link dev.kindred.datastore.model.Value} included.
 *
 * <p>A converter for one field is a {@code PropertyValueConverter} that the field's {@code @ValueConverter} names.
 *
 * <p>Spring Data's own converters for {@code java.time}, which go by way of {@code java.util.Date} and lose what is finer than a millisecond, are
 * not used.
 */
public final class DatastoreCustomConversions extends CustomConversions {

    /** No converters. */
    public DatastoreCustomConversions() {
        this(List.of());
    }

    /**
     * Takes the converters of the application.
     *
     * @param converters {@code Converter}s, {@code ConverterFactory}s or {@code GenericConverter}s; later ones win
     */
    public DatastoreCustomConversions(Collection<?> converters) {
        super(new ConverterConfiguration(
                StoreConversions.of(DatastoreSimpleTypes.HOLDER), List.copyOf(converters), pair -> false));
    }

    /**
     * Takes the converters of the application, and makes those that {@code @ValueConverter} names for single fields as beans, so that they may depend on others.
     *
     * @param converters {@code Converter}s, {@code ConverterFactory}s or {@code GenericConverter}s; later ones win
     * @param beans makes the converters of fields
     */
    public DatastoreCustomConversions(Collection<?> converters, BeanFactory beans) {
        super(new ConverterConfiguration(
                StoreConversions.of(DatastoreSimpleTypes.HOLDER),
                List.copyOf(converters),
                pair -> false,
                ofFields(beans)));
    }

    private static SimplePropertyValueConversions ofFields(BeanFactory beans) {
        SimplePropertyValueConversions conversions = new SimplePropertyValueConversions();
        conversions.setConverterFactory(PropertyValueConverterFactory.beanFactoryAware(beans));
        conversions.afterPropertiesSet();
        return conversions;
    }
}
