package dev.kindred.datastore.codec;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values as bytes whose unsigned order is the order of what they stand for, and of which none is the beginning of another. Encodings can
 * therefore be joined, and the joined ones sort by the first, then the second.
 *
 * <pre>
 * value      rank byte, then
 *   null     nothing
 *   integer  64 bits with the sign bit flipped       (a timestamp is its microseconds)
 *   boolean  00 or 01
 *   string   bytes with 00 as 00 FF, ended by 00 01  (UTF-8, byte strings, blob keys)
 *   double   64 bits; all flipped if negative, else the sign bit flipped; one NaN, 7FF8…
 *   geo      two doubles
 *   key      app and namespace as strings, then the path
 * path       per element 01, kind as string, then 01 and the id as integer, or 02 and the name as string; 00 ends it
 * entity key number of the partition, then the path
 * </pre>
 *
 * <b>Written to disk; a new meaning needs a new number.</b> See {@code docs/formats/keys-and-index-rows.md}.
 */
public final class OrderedCodec {

    private static final int NULL = 0x10;
    private static final int INTEGER = 0x20;
    private static final int BOOLEAN = 0x30;
    private static final int STRING = 0x40;
    private static final int DOUBLE = 0x50;
    private static final int GEO_POINT = 0x60;
    // 0x70 is kept for user values, which sort between geo points and keys.
    private static final int KEY = 0x80;

    private static final int PATH_END = 0;
    private static final int ELEMENT = 1;
    private static final int WITH_ID = 1;
    private static final int WITH_NAME = 2;

    private OrderedCodec() {}

    /**
     * Writes the key of an entity row.
     *
     * @param key a complete key
     * @param partition the number of its partition
     * @return the encoded key
     * @throws InvalidKeyException if the encoded key is longer than {@link Limits#MAX_KEY_BYTES}
     */
    public static byte[] entityKey(Key key, int partition) {
        ByteWriter out = new ByteWriter();
        out.putNumber(partition);
        putPath(out, key);
        out.put(PATH_END);
        if (out.size() > Limits.MAX_KEY_BYTES) {
            throw new InvalidKeyException("A key of kind \"" + key.kind() + "\" with " + key.depth()
                    + " path elements takes " + out.size() + " bytes; the limit is " + Limits.MAX_KEY_BYTES
                    + " bytes. Use shorter names or fewer ancestors.");
        }
        return out.toByteArray();
    }

    /**
     * The beginning that the encoded keys of an ancestor and of all its descendants share, and no others.
     *
     * @param ancestor a complete key
     * @param partition the number of its partition
     * @return the beginning
     */
    public static byte[] ancestorPrefix(Key ancestor, int partition) {
        ByteWriter out = new ByteWriter();
        out.putNumber(partition);
        putPath(out, ancestor);
        return out.toByteArray();
    }

    /**
     * Reads the key of an entity row.
     *
     * @param bytes what {@link #entityKey} made
     * @param names the dictionary
     * @return the key
     */
    public static Key readEntityKey(byte[] bytes, Names names) {
        ByteReader in = new ByteReader(bytes);
        Key key = readPath(in, names.partition(in.getNumber()));
        if (key == null) {
            throw new CorruptRecordException("A stored key of " + bytes.length + " bytes has no path.");
        }
        return key;
    }

    private static void putPath(ByteWriter out, Key key) {
        if (key.parent() != null) {
            putPath(out, key.parent());
        }
        out.put(ELEMENT).putTerminated(ByteWriter.utf8(key.kind()));
        if (key.name() != null) {
            out.put(WITH_NAME).putTerminated(ByteWriter.utf8(key.name()));
        } else {
            out.put(WITH_ID).putLong(key.id() ^ Long.MIN_VALUE);
        }
    }

    private static @Nullable Key readPath(ByteReader in, Partition partition) {
        Key key = null;
        while (in.get() == ELEMENT) {
            String kind = new String(in.getTerminated(), StandardCharsets.UTF_8);
            if (in.get() == WITH_ID) {
                long id = in.getLong() ^ Long.MIN_VALUE;
                key = key == null ? partition.key(kind, id) : key.child(kind, id);
            } else {
                String name = new String(in.getTerminated(), StandardCharsets.UTF_8);
                key = key == null ? partition.key(kind, name) : key.child(kind, name);
            }
        }
        return key;
    }

    /**
     * Writes a value.
     *
     * @param out where to
     * @param value a single value
     * @throws IllegalArgumentException if it is a list or an embedded entity, which have no order
     */
    public static void putValue(ByteWriter out, Value value) {
        if (value instanceof Value.StringValue string) {
            out.put(STRING).putTerminated(ByteWriter.utf8(string.value()));
        } else if (value instanceof Value.LongValue number) {
            out.put(INTEGER).putLong(number.value() ^ Long.MIN_VALUE);
        } else if (value instanceof Value.TimestampValue time) {
            out.put(INTEGER).putLong(time.micros() ^ Long.MIN_VALUE);
        } else if (value instanceof Value.NullValue) {
            out.put(NULL);
        } else if (value instanceof Value.BooleanValue truth) {
            out.put(BOOLEAN).put(truth.value() ? 1 : 0);
        } else if (value instanceof Value.DoubleValue number) {
            out.put(DOUBLE).putLong(orderedBits(number.value()));
        } else if (value instanceof Value.BytesValue bytes) {
            out.put(STRING).putTerminated(bytes.value().toByteArray());
        } else if (value instanceof Value.BlobKeyValue blob) {
            out.put(STRING).putTerminated(ByteWriter.utf8(blob.value()));
        } else if (value instanceof Value.GeoPointValue geo) {
            out.put(GEO_POINT)
                    .putLong(orderedBits(geo.value().latitude()))
                    .putLong(orderedBits(geo.value().longitude()));
        } else if (value instanceof Value.KeyValue reference) {
            Key key = reference.value();
            out.put(KEY).putTerminated(ByteWriter.utf8(key.app())).putTerminated(ByteWriter.utf8(key.namespace()));
            putPath(out, key);
            out.put(PATH_END);
        } else {
            throw new IllegalArgumentException(
                    "A value of type " + value.getClass().getSimpleName() + " has no order.");
        }
    }

    /**
     * Reads a value. The bytes say only the rank: a timestamp comes back as a long, a byte string as a string if it is UTF-8.
     *
     * @param in where from
     * @return a value that compares equal to the one written
     */
    public static Value readValue(ByteReader in) {
        int rank = in.get();
        return switch (rank) {
            case NULL -> Value.NULL;
            case INTEGER -> Value.of(in.getLong() ^ Long.MIN_VALUE);
            case BOOLEAN -> Value.of(in.get() == 1);
            case STRING -> text(in.getTerminated());
            case DOUBLE -> Value.of(fromOrderedBits(in.getLong()));
            case GEO_POINT -> Value.of(new GeoPoint(fromOrderedBits(in.getLong()), fromOrderedBits(in.getLong())));
            case KEY -> reference(in);
            default ->
                throw new CorruptRecordException("An index row has a value of rank 0x" + Integer.toHexString(rank)
                        + ", which this version does not know; it may have been written by a newer one.");
        };
    }

    private static Value reference(ByteReader in) {
        String app = new String(in.getTerminated(), StandardCharsets.UTF_8);
        String namespace = new String(in.getTerminated(), StandardCharsets.UTF_8);
        return Value.of(readPath(in, new Partition(app, namespace)));
    }

    private static Value text(byte[] bytes) {
        try {
            return Value.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Value.of(ByteString.copyOf(bytes));
        }
    }

    private static long orderedBits(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
    }

    private static double fromOrderedBits(long ordered) {
        return Double.longBitsToDouble(ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered);
    }
}
