package dev.kindred.datastore.codec;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.Map;

/** A bound for the size of records that is cheap to get: nothing is encoded, and no name needs a number. */
public final class RecordSize {

    /** A number of a name, a length, or a count. */
    private static final int NUMBER = 5;

    private static final int VARINT = 10;
    private static final int BYTES_PER_CHAR = 3;

    private RecordSize() {}

    /**
     * The most bytes an entity can take, its key not counted.
     *
     * @param entity the entity
     * @return at least what {@link RecordCodec#encode} makes of it
     */
    public static long atMost(Entity entity) {
        return 1 + VARINT + atMost(entity.properties());
    }

    private static long atMost(Map<String, Property> properties) {
        long bytes = NUMBER;
        for (Property property : properties.values()) {
            bytes += NUMBER + atMost(property.value());
        }
        return bytes;
    }

    private static long atMost(Value value) {
        if (value instanceof Value.StringValue text) {
            return 1 + NUMBER + (long) BYTES_PER_CHAR * text.value().length();
        }
        if (value instanceof Value.BytesValue bytes) {
            return 1 + NUMBER + bytes.value().size();
        }
        if (value instanceof Value.BlobKeyValue blob) {
            return 1 + NUMBER + (long) BYTES_PER_CHAR * blob.value().length();
        }
        if (value instanceof Value.KeyValue reference) {
            return 1 + NUMBER + atMost(reference.value());
        }
        if (value instanceof Value.EntityValue nested) {
            Key key = nested.key();
            return 1 + NUMBER + (key == null ? 0 : atMost(key)) + atMost(nested.properties());
        }
        if (value instanceof Value.ListValue list) {
            long bytes = 1 + NUMBER;
            for (Value element : list.values()) {
                bytes += atMost(element);
            }
            return bytes;
        }
        return 1 + 2 * Long.BYTES; // a geo point; everything else is smaller
    }

    /** The text form is a message in base 64: four characters for three bytes. */
    private static long atMost(Key key) {
        long bytes = 16
                + (long) BYTES_PER_CHAR * (key.app().length() + key.namespace().length());
        for (Key element : key.path()) {
            String name = element.name();
            bytes += 20 + (long) BYTES_PER_CHAR * (element.kind().length() + (name == null ? 0 : name.length()));
        }
        return bytes * 4 / 3 + 4;
    }
}
