package dev.kindred.datastore.model;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The value of a property. The types are App Engine's; each belongs to a {@link Rank}, and values of different ranks compare by rank alone. Long and
 * double are never equal, a timestamp equals the long of its microseconds, a byte string equals the string of the same UTF-8 bytes.
 *
 * <p>Values are immutable. {@link #order} is the total order of indexes; it is defined for single values that can be indexed, so not for lists and
 * embedded entities.
 */
public sealed interface Value {

    /** The place of a type in the order of mixed values. The numbers are written to disk: a new meaning needs a new number. */
    enum Rank {
        /** Null sorts first. */
        NULL,
        /** Longs and timestamps, on one line of 64 bits. */
        INTEGER,
        /** False before true. */
        BOOLEAN,
        /** Strings as UTF-8, byte strings and blob keys, on one line of bytes. */
        STRING,
        /** Doubles, NaN last. */
        DOUBLE,
        /** Geo points. */
        GEO_POINT,
        /** App Engine's user values, which this datastore does not have. */
        USER,
        /** Keys. */
        KEY,
        /** Lists and embedded entities, which have no place in the order. */
        UNORDERED
    }

    /**
     * The type's place in the order.
     *
     * @return the rank; {@link Rank#UNORDERED} for lists and embedded entities
     */
    Rank rank();

    /** Null, a value like any other: indexed, and sorting first. A property that is null differs from one that is missing. */
    enum NullValue implements Value {
        /** The only one. */
        NULL;

        @Override
        public Rank rank() {
            return Rank.NULL;
        }
    }

    /**
     * A whole number of 64 bits.
     *
     * @param value the number
     */
    record LongValue(long value) implements Value {
        @Override
        public Rank rank() {
            return Rank.INTEGER;
        }
    }

    /**
     * A moment, in whole microseconds.
     *
     * @param micros microseconds since 1970-01-01T00:00:00Z, negative before
     */
    record TimestampValue(long micros) implements Value {

        /**
         * The moment as an {@code Instant}.
         *
         * @return exactly this moment
         */
        public Instant toInstant() {
            return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
        }

        @Override
        public Rank rank() {
            return Rank.INTEGER;
        }
    }

    /**
     * True or false.
     *
     * @param value the truth
     */
    record BooleanValue(boolean value) implements Value {
        @Override
        public Rank rank() {
            return Rank.BOOLEAN;
        }
    }

    /**
     * Text. Compared as UTF-8 bytes, case-sensitively and without collation.
     *
     * @param value the text; up to 1,500 bytes of UTF-8 where indexed
     */
    record StringValue(String value) implements Value {
        @Override
        public Rank rank() {
            return Rank.STRING;
        }
    }

    /**
     * Bytes: App Engine's {@code ByteString} where indexed, its {@code []byte} or {@code Blob} where not.
     *
     * @param value the bytes; up to 1,500 where indexed
     */
    record BytesValue(ByteString value) implements Value {
        @Override
        public Rank rank() {
            return Rank.STRING;
        }
    }

    /**
     * The key of a blob in App Engine's Blobstore.
     *
     * @param value the key's text
     */
    record BlobKeyValue(String value) implements Value {
        @Override
        public Rank rank() {
            return Rank.STRING;
        }
    }

    /**
     * A floating point number. NaN is one value, equal to itself and greater than all others; -0.0 comes before 0.0.
     *
     * @param value the number
     */
    record DoubleValue(double value) implements Value {
        @Override
        public Rank rank() {
            return Rank.DOUBLE;
        }
    }

    /**
     * A place on the globe.
     *
     * @param value latitude and longitude
     */
    record GeoPointValue(GeoPoint value) implements Value {
        @Override
        public Rank rank() {
            return Rank.GEO_POINT;
        }
    }

    /**
     * A reference to another entity.
     *
     * @param value a complete key; its entity need not exist
     */
    record KeyValue(Key value) implements Value {

        /**
         * Checks the key.
         *
         * @param value see the record
         * @throws InvalidKeyException if the key is incomplete
         */
        public KeyValue {
            if (value.isIncomplete()) {
                throw new InvalidKeyException(
                        "Key " + value + " is incomplete and cannot be the value of a property; put its entity first.");
            }
        }

        @Override
        public Rank rank() {
            return Rank.KEY;
        }
    }

    /**
     * An entity within an entity. Not indexed as a whole; its indexed properties are, under dotted names such as {@code address.city}.
     *
     * @param key a key that travels with it, complete or not, or null
     * @param properties the properties in order
     */
    record EntityValue(@Nullable Key key, Map<String, Property> properties) implements Value {

        /**
         * Copies the map, keeping its order.
         *
         * @param key see the record
         * @param properties see the record
         */
        public EntityValue {
            properties = Entity.copyOf(properties);
        }

        @Override
        public Rank rank() {
            return Rank.UNORDERED;
        }
    }

    /**
     * Several values of one property, in order, doubles kept. Each distinct element is indexed. An empty list is stored, and matches no filter.
     *
     * @param values the elements; no lists among them
     */
    record ListValue(List<Value> values) implements Value {

        /**
         * Copies the list.
         *
         * @param values see the record
         * @throws InvalidValueException if an element is a list itself
         */
        public ListValue {
            values = List.copyOf(values);
            for (Value value : values) {
                if (value instanceof ListValue) {
                    throw new InvalidValueException(
                            "A list cannot hold a list; wrap the inner list in an embedded entity.");
                }
            }
        }

        @Override
        public Rank rank() {
            return Rank.UNORDERED;
        }
    }

    /** The null value. */
    Value NULL = NullValue.NULL;

    /**
     * A whole number.
     *
     * @param value the number
     * @return its value
     */
    static Value of(long value) {
        return new LongValue(value);
    }

    /**
     * A floating point number.
     *
     * @param value the number
     * @return its value
     */
    static Value of(double value) {
        return new DoubleValue(value);
    }

    /**
     * A truth.
     *
     * @param value the truth
     * @return its value
     */
    static Value of(boolean value) {
        return new BooleanValue(value);
    }

    /**
     * Text.
     *
     * @param value the text, or null
     * @return its value, {@link #NULL} for null
     */
    static Value of(@Nullable String value) {
        return value == null ? NULL : new StringValue(value);
    }

    /**
     * Bytes.
     *
     * @param value the bytes, or null
     * @return its value, {@link #NULL} for null
     */
    static Value of(@Nullable ByteString value) {
        return value == null ? NULL : new BytesValue(value);
    }

    /**
     * A moment, cut down to whole microseconds towards the past.
     *
     * @param value the moment, or null
     * @return its value, {@link #NULL} for null
     * @throws InvalidValueException if the moment is more than about 292,000 years from 1970
     */
    static Value of(@Nullable Instant value) {
        if (value == null) {
            return NULL;
        }
        try {
            long seconds = value.getEpochSecond();
            long micros = value.getNano() / 1_000;
            if (seconds < 0) {
                // The product of the first second alone would overflow, although the sum with its micros does not.
                seconds++;
                micros -= 1_000_000L;
            }
            return new TimestampValue(Math.addExact(Math.multiplyExact(seconds, 1_000_000L), micros));
        } catch (ArithmeticException e) {
            throw new InvalidValueException(
                    "Time " + value + " is out of range: microseconds since 1970 must fit 64 bits.");
        }
    }

    /**
     * A place on the globe.
     *
     * @param value the place, or null
     * @return its value, {@link #NULL} for null
     */
    static Value of(@Nullable GeoPoint value) {
        return value == null ? NULL : new GeoPointValue(value);
    }

    /**
     * A reference.
     *
     * @param value a complete key, or null
     * @return its value, {@link #NULL} for null
     * @throws InvalidKeyException if the key is incomplete
     */
    static Value of(@Nullable Key value) {
        return value == null ? NULL : new KeyValue(value);
    }

    /**
     * Several values.
     *
     * @param values the elements in order; no lists among them
     * @return the list's value
     * @throws InvalidValueException if an element is a list itself
     */
    static Value of(Collection<? extends Value> values) {
        return new ListValue(List.copyOf(values));
    }

    /**
     * Compares two single values in the order of indexes: by rank, within a rank by value. Values of different types may be equal here, such as a
     * timestamp and a long.
     *
     * @param left a value that can be indexed
     * @param right a value that can be indexed
     * @return negative, zero or positive
     * @throws IllegalArgumentException if one is a list or an embedded entity
     */
    static int order(Value left, Value right) {
        return ValueOrder.compare(left, right);
    }
}
