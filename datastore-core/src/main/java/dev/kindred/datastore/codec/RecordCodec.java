package dev.kindred.datastore.codec;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of an entity as bytes.
 *
 * <pre>
 * record      01 (format), create version as varint (0: the version of the row), properties
 * properties  count as varint, then for each: number of its name, value
 * value       tag: type in the low 7 bits, 0x80 if indexed (elements of lists: not used); then
 *   0 null, 3 false, 4 true    nothing
 *   1 long, 2 timestamp        zigzag varint
 *   5 string, 6 bytes, 7 blob key   length as varint, bytes
 *   8 double                   64 bits
 *   9 geo point                latitude and longitude, 64 bits each
 *   10 key                     length as varint, App Engine's text form in ASCII
 *   11 embedded entity         length of its key's text as varint, the text (none: 0), properties
 *   12 list                    count as varint, values
 * </pre>
 *
 * <b>Written to disk; a new meaning needs a new number.</b> See {@code docs/formats/entity-records.md}.
 */
public final class RecordCodec {

    private static final int FORMAT = 1;
    private static final int INDEXED = 0x80;

    private static final int NULL = 0;
    private static final int LONG = 1;
    private static final int TIMESTAMP = 2;
    private static final int FALSE = 3;
    private static final int TRUE = 4;
    private static final int STRING = 5;
    private static final int BYTES = 6;
    private static final int BLOB_KEY = 7;
    private static final int DOUBLE = 8;
    private static final int GEO_POINT = 9;
    private static final int KEY = 10;
    private static final int ENTITY = 11;
    private static final int LIST = 12;

    private RecordCodec() {}

    /**
     * Writes an entity's properties.
     *
     * @param entity the entity; all its property names, nested ones too, are in the dictionary
     * @param createVersion the version of the commit that made the entity, or 0 if this one does
     * @param names the dictionary
     * @return the record
     */
    public static byte[] encode(Entity entity, long createVersion, Names names) {
        ByteWriter out = new ByteWriter(256);
        out.put(FORMAT).putVarint(createVersion);
        putProperties(out, entity.properties(), names);
        return out.toByteArray();
    }

    private static void putProperties(ByteWriter out, Map<String, Property> properties, Names names) {
        out.putVarint(properties.size());
        properties.forEach((name, property) -> {
            out.putNumber(names.find(name));
            putValue(out, property.value(), property.indexed() ? INDEXED : 0, names);
        });
    }

    private static void putValue(ByteWriter out, Value value, int flags, Names names) {
        if (value instanceof Value.StringValue string) {
            putBytes(out.put(STRING | flags), ByteWriter.utf8(string.value()));
        } else if (value instanceof Value.LongValue number) {
            out.put(LONG | flags).putVarint(zigzag(number.value()));
        } else if (value instanceof Value.TimestampValue time) {
            out.put(TIMESTAMP | flags).putVarint(zigzag(time.micros()));
        } else if (value instanceof Value.NullValue) {
            out.put(NULL | flags);
        } else if (value instanceof Value.BooleanValue truth) {
            out.put((truth.value() ? TRUE : FALSE) | flags);
        } else if (value instanceof Value.DoubleValue number) {
            out.put(DOUBLE | flags).putLong(Double.doubleToLongBits(number.value()));
        } else if (value instanceof Value.BytesValue bytes) {
            putBytes(out.put(BYTES | flags), bytes.value().toByteArray());
        } else if (value instanceof Value.BlobKeyValue blob) {
            putBytes(out.put(BLOB_KEY | flags), ByteWriter.utf8(blob.value()));
        } else if (value instanceof Value.GeoPointValue geo) {
            out.put(GEO_POINT | flags)
                    .putLong(Double.doubleToLongBits(geo.value().latitude()))
                    .putLong(Double.doubleToLongBits(geo.value().longitude()));
        } else if (value instanceof Value.KeyValue reference) {
            putBytes(out.put(KEY | flags), ByteWriter.utf8(reference.value().encode()));
        } else if (value instanceof Value.EntityValue nested) {
            out.put(ENTITY | flags);
            Key key = nested.key();
            putBytes(out, key == null ? new byte[0] : ByteWriter.utf8(key.encode()));
            putProperties(out, nested.properties(), names);
        } else if (value instanceof Value.ListValue list) {
            out.put(LIST | flags).putVarint(list.values().size());
            for (Value element : list.values()) {
                putValue(out, element, 0, names);
            }
        }
    }

    private static void putBytes(ByteWriter out, byte[] bytes) {
        out.putVarint(bytes.length).put(bytes);
    }

    /**
     * Reads an entity.
     *
     * @param key its key
     * @param bytes what {@link #encode} made
     * @param version the version of the row
     * @param names the dictionary
     * @return the entity
     * @throws CorruptRecordException if the bytes make no sense, or are of a newer format
     */
    public static Entity decode(Key key, byte[] bytes, long version, Names names) {
        ByteReader in = new ByteReader(bytes);
        int format = in.get();
        if (format != FORMAT) {
            throw new CorruptRecordException(
                    "Entity " + key + " is stored in format " + format + "; this version reads format " + FORMAT
                            + ". Use the version of the library that wrote it, or a newer one.");
        }
        long createVersion = in.getVarint();
        try {
            return Entity.stored(key, readProperties(in, names), createVersion == 0 ? version : createVersion, version);
        } catch (CorruptRecordException e) {
            CorruptRecordException named =
                    new CorruptRecordException("Entity " + key + " cannot be read: " + e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    /**
     * Reads only the version of the commit that made an entity.
     *
     * @param bytes what {@link #encode} made
     * @param version the version of the row
     * @return the create version
     */
    public static long createVersion(byte[] bytes, long version) {
        long createVersion = new ByteReader(bytes, 1).getVarint();
        return createVersion == 0 ? version : createVersion;
    }

    private static Map<String, Property> readProperties(ByteReader in, Names names) {
        int count = in.getLength();
        Map<String, Property> properties = new LinkedHashMap<>(count * 4 / 3 + 1);
        for (int i = 0; i < count; i++) {
            String name = names.name(in.getNumber());
            int tag = in.get();
            Value value = readValue(in, tag & ~INDEXED, names);
            properties.put(name, new Property(value, (tag & INDEXED) != 0));
        }
        return properties;
    }

    private static Value readValue(ByteReader in, int type, Names names) {
        return switch (type) {
            case NULL -> Value.NULL;
            case LONG -> Value.of(unzigzag(in.getVarint()));
            case TIMESTAMP -> new Value.TimestampValue(unzigzag(in.getVarint()));
            case FALSE -> Value.of(false);
            case TRUE -> Value.of(true);
            case STRING -> new Value.StringValue(in.getUtf8(in.getLength()));
            case BYTES -> new Value.BytesValue(ByteString.copyOf(in.get(in.getLength())));
            case BLOB_KEY -> new Value.BlobKeyValue(in.getUtf8(in.getLength()));
            case DOUBLE -> Value.of(Double.longBitsToDouble(in.getLong()));
            case GEO_POINT ->
                Value.of(new GeoPoint(Double.longBitsToDouble(in.getLong()), Double.longBitsToDouble(in.getLong())));
            case KEY -> new Value.KeyValue(Key.decode(in.getUtf8(in.getLength())));
            case ENTITY -> readNested(in, names);
            case LIST -> readList(in, names);
            default ->
                throw new CorruptRecordException("a value has type " + type
                        + ", which this version does not know; a newer one may have written it");
        };
    }

    private static Value readNested(ByteReader in, Names names) {
        int length = in.getLength();
        @Nullable Key key = length == 0 ? null : Key.decode(in.getUtf8(length));
        return new Value.EntityValue(key, readProperties(in, names));
    }

    private static Value readList(ByteReader in, Names names) {
        int count = in.getLength();
        List<Value> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(readValue(in, in.get() & ~INDEXED, names));
        }
        return new Value.ListValue(values);
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }
}
