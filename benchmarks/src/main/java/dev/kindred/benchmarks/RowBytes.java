package dev.kindred.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/**
 * The rows that a datastore which indexes every property needs for a place: one with the entity, one for each property with its value and the key, and
 * one for country and population together. Values are in order-preserving form.
 */
final class RowBytes {

    static final byte NAME = 1;
    static final byte COUNTRY = 2;
    static final byte ADMIN1 = 3;
    static final byte FEATURE = 4;
    static final byte POPULATION = 5;
    static final byte LATITUDE = 6;
    static final byte LONGITUDE = 7;
    static final byte CREATED = 8;
    static final byte VISITS = 9;
    static final byte COUNTRY_AND_POPULATION = 10;

    private static final byte ENTITY_ROW = 1;
    private static final byte INDEX_ROW = 2;
    private static final int KEY_BYTES = 1 + 8 + 8;
    private static final int INDEX_PREFIX_BYTES = 1 + 8 + 1;
    private static final long KIND = 0x6b69_6e64_7265_6401L; // stands for application, namespace and kind
    private static final int ID_BYTES = 8;

    private RowBytes() {}

    static byte[] key(long id) {
        return ByteBuffer.allocate(KEY_BYTES)
                .put(ENTITY_ROW)
                .putLong(KIND)
                .putLong(id)
                .array();
    }

    static byte[] entity(Place place) {
        byte[] name = bytes(place.name());
        byte[] country = bytes(place.country());
        byte[] admin1 = bytes(place.admin1());
        byte[] feature = bytes(place.feature());
        ByteBuffer out = ByteBuffer.allocate(
                9 * 3 + name.length + country.length + admin1.length + feature.length + 5 * Long.BYTES);
        string(out, NAME, name);
        string(out, COUNTRY, country);
        string(out, ADMIN1, admin1);
        string(out, FEATURE, feature);
        number(out, POPULATION, place.population());
        number(out, LATITUDE, Double.doubleToRawLongBits(place.latitude()));
        number(out, LONGITUDE, Double.doubleToRawLongBits(place.longitude()));
        number(out, CREATED, micros(place.created()));
        number(out, VISITS, place.visits());
        return Arrays.copyOf(out.array(), out.position());
    }

    static Place place(byte[] key, byte[] entity) {
        ByteBuffer in = ByteBuffer.wrap(entity);
        return new Place(
                id(key),
                string(in),
                string(in),
                string(in),
                string(in),
                number(in),
                Double.longBitsToDouble(number(in)),
                Double.longBitsToDouble(number(in)),
                Instant.EPOCH.plus(number(in), ChronoUnit.MICROS),
                number(in));
    }

    /** The rows of all properties but those that {@link #changingRows} has. */
    static List<byte[]> steadyRows(Place place) {
        long id = place.id();
        return List.of(
                row(id, NAME, string(place.name())),
                row(id, COUNTRY, string(place.country())),
                row(id, ADMIN1, string(place.admin1())),
                row(id, FEATURE, string(place.feature())),
                row(id, LATITUDE, ordered(place.latitude())),
                row(id, LONGITUDE, ordered(place.longitude())),
                row(id, CREATED, ordered(micros(place.created()))));
    }

    /** The rows of population and visits. */
    static List<byte[]> changingRows(Place place) {
        long id = place.id();
        return List.of(
                row(id, POPULATION, ordered(place.population())),
                row(id, VISITS, ordered(place.visits())),
                row(id, COUNTRY_AND_POPULATION, string(place.country()), ordered(place.population())));
    }

    /** What all rows of an index with these values start with; the id follows, or further values. */
    static byte[] prefix(byte index, byte[]... values) {
        ByteBuffer out = ByteBuffer.allocate(INDEX_PREFIX_BYTES + length(values));
        out.put(INDEX_ROW).putLong(KIND).put(index);
        for (byte[] value : values) {
            out.put(value);
        }
        return out.array();
    }

    static byte[] withId(byte[] prefix, long id) {
        return ByteBuffer.allocate(prefix.length + ID_BYTES)
                .put(prefix)
                .putLong(id)
                .array();
    }

    /** The least bytes above all that start with the prefix. */
    static byte[] after(byte[] prefix) {
        byte[] result = prefix.clone();
        result[result.length - 1]++; // never overflows: a prefix ends in the terminator of a string
        return result;
    }

    /** The id at the end of a key or an index row. */
    static long id(byte[] row) {
        return ByteBuffer.wrap(row).getLong(row.length - ID_BYTES);
    }

    static byte[] string(String value) {
        byte[] bytes = bytes(value);
        return Arrays.copyOf(bytes, bytes.length + 1); // zero terminated: "a" before "ab"
    }

    private static byte[] row(long id, byte index, byte[]... values) {
        return withId(prefix(index, values), id);
    }

    private static byte[] ordered(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value ^ Long.MIN_VALUE).array();
    }

    private static byte[] ordered(double value) {
        long bits = Double.doubleToLongBits(value);
        return ByteBuffer.allocate(Long.BYTES)
                .putLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE)
                .array();
    }

    private static int length(byte[][] values) {
        int sum = 0;
        for (byte[] value : values) {
            sum += value.length;
        }
        return sum;
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static void string(ByteBuffer out, byte property, byte[] value) {
        out.put(property).putShort((short) value.length).put(value);
    }

    private static String string(ByteBuffer in) {
        in.get();
        byte[] value = new byte[in.getShort()];
        in.get(value);
        return new String(value, StandardCharsets.UTF_8);
    }

    private static void number(ByteBuffer out, byte property, long value) {
        out.put(property).put((byte) 0).putLong(value);
    }

    private static long number(ByteBuffer in) {
        in.getShort();
        return in.getLong();
    }
}
