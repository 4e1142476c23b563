package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.PropertyMappingException;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Java values of what rows of an index say of fields. */
public final class IndexedValues {

    private IndexedValues() {}

    /**
     * Reads a value. Indexes know a time as a whole number and bytes as text; where the field takes neither, it is what it was.
     *
     * @param value the value in the row
     * @param property the field
     * @param converter knows the field
     * @return the value, or null
     * @throws PropertyMappingException if it is none of the field's type
     */
    public static @Nullable Object read(
            Value value, DatastorePersistentProperty property, DatastoreConverter converter) {
        try {
            return converter.fromValue(value, property);
        } catch (PropertyMappingException e) {
            if (value instanceof Value.LongValue number) {
                return converter.fromValue(new Value.TimestampValue(number.value()), property);
            }
            if (value instanceof Value.StringValue text) {
                return converter.fromValue(
                        Value.of(ByteString.copyOf(text.value().getBytes(StandardCharsets.UTF_8))), property);
            }
            throw e;
        }
    }
}
