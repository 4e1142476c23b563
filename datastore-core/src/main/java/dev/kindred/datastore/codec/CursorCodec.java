package dev.kindred.datastore.codec;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.InvalidQueryException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Cursors as bytes.
 *
 * <pre>
 * cursor  01 (format), fingerprint of the query in 8 bytes, position, CRC-32 of all before in 4 bytes
 * </pre>
 *
 * The position is the ordered encoding of a result's sort values and key, or nothing for the place before the first result. The fingerprint covers
 * everything that decides the sequence of results: partition, kind, ancestor, filters with their values, orders. See {@code docs/formats/cursors.md}.
 */
public final class CursorCodec {

    private static final int FORMAT = 1;
    private static final int HEADER = 1 + Long.BYTES;
    private static final int TRAILER = Integer.BYTES;

    private CursorCodec() {}

    /**
     * Makes a cursor.
     *
     * @param fingerprint of the query
     * @param position of the result it stands after; empty for the place before the first
     * @return the cursor
     */
    public static Cursor encode(long fingerprint, byte[] position) {
        ByteWriter out = new ByteWriter(HEADER + position.length + TRAILER);
        out.put(FORMAT).putLong(fingerprint).put(position);
        int checksum = checksum(out.toByteArray());
        out.put(checksum >>> 24).put(checksum >>> 16).put(checksum >>> 8).put(checksum);
        return new Cursor(ByteString.copyOf(out.toByteArray()));
    }

    /**
     * Reads a cursor's position.
     *
     * @param cursor the cursor
     * @param fingerprint of the query that is to go on there
     * @return the position; empty for the place before the first result
     * @throws InvalidQueryException if the cursor is damaged, of another format, or of another query
     */
    public static byte[] decode(Cursor cursor, long fingerprint) {
        byte[] bytes = cursor.bytes().toByteArray();
        int body = bytes.length - TRAILER;
        if (body < HEADER || checksum(Arrays.copyOf(bytes, body)) != readInt(bytes, body)) {
            throw new InvalidQueryException("Cursor \"" + shown(cursor)
                    + "\" is damaged: its checksum is wrong. Pass one that an earlier page returned, unchanged.");
        }
        if (bytes[0] != FORMAT) {
            throw new InvalidQueryException("Cursor \"" + shown(cursor) + "\" has format " + bytes[0]
                    + "; this version reads format " + FORMAT + ". Start again from the first page.");
        }
        if (new ByteReader(bytes, 1).getLong() != fingerprint) {
            throw new InvalidQueryException(
                    "Cursor \"" + shown(cursor)
                            + "\" belongs to another query: kind, namespace, ancestor, filters with their values, and orders must be the same. Start again from the first page.");
        }
        return Arrays.copyOfRange(bytes, HEADER, body);
    }

    private static String shown(Cursor cursor) {
        String text = cursor.toUrlSafe();
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private static int readInt(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | bytes[at + 3] & 0xFF;
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
