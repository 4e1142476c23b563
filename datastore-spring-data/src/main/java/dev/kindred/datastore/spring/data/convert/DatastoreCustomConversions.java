package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.spring.data.mapping.DatastoreSimpleTypes;
import java.util.Collection;
import java.util.List;
import org.springframework.data.convert.CustomConversions;

/**
 * The application's converters between its own types and types that can be stored. Give both directions, marked with
 * {@code @WritingConverter} and {@code @ReadingConverter}: from {@code Money} to {@code String} and back, say. The target may be any type that has a
 * stored form, {@link dev.kindred.datastore.model.Value} included.
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
}
