package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of rows: a class byte, then what the class defines. Written to disk: a new meaning needs a new number, and {@code docs/formats/storage.md}.
 */
final class Layout {

    /** What this code writes. An older one is read, a newer one refused. */
    static final int FORMAT = 1;

    static final byte META = 0x01;
    static final byte ENTITY = 0x02;
    static final byte INDEX = 0x03;
    static final byte COUNTER = 0x04;
    static final byte TASK = 0x10;
    static final byte TASK_READY = 0x11;
    static final byte TASK_PROGRESS = 0x12;
    static final byte TASK_NAME = 0x13;
    static final byte TASK_NAME_EXPIRY = 0x14;
    static final byte TASK_DEAD = 0x15;
    static final byte TASK_COUNTS = 0x16;
    static final byte TASK_KEY_OUTSIDE = 0x17;
    static final byte TASK_KEY_IN = 0x18;
    static final byte TASK_UNIQUE = 0x19;
    static final byte TASK_TAG = 0x1A;
    static final byte TASK_PAUSED = 0x1B;

    static final byte[] NOTHING = {};

    /** Its value is the format as four bytes, the highest first. */
    static final byte[] FORMAT_ROW = row(META, "format".getBytes(StandardCharsets.UTF_8));

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Layout() {}

    static byte[] row(byte rowClass, byte[] rest) {
        byte[] row = new byte[1 + rest.length];
        row[0] = rowClass;
        System.arraycopy(rest, 0, row, 1, rest.length);
        return row;
    }

    static byte[] row(byte rowClass, byte[] first, byte[] second) {
        byte[] row = new byte[1 + first.length + second.length];
        row[0] = rowClass;
        System.arraycopy(first, 0, row, 1, first.length);
        System.arraycopy(second, 0, row, 1 + first.length, second.length);
        return row;
    }

    static byte[] indexRow(IndexRow row) {
        return row(INDEX, row.prefix(), row.key());
    }

    /** The first key behind all rows of a class. */
    static byte[] endOf(byte rowClass) {
        return new byte[] {(byte) (rowClass + 1)};
    }

    /** The least key greater than this one. */
    static byte[] after(byte[] key, int length) {
        byte[] next = new byte[length + 1];
        System.arraycopy(key, 0, next, 0, length);
        return next;
    }

    static long version(byte[] entityValue) {
        return readLong(entityValue, 0);
    }

    static EntityRow entity(byte[] key, byte[] value) {
        return new EntityRow(key, Arrays.copyOfRange(value, Long.BYTES, value.length), version(value));
    }

    static long readLong(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static void writeLong(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    static byte[] varint(int value) {
        byte[] bytes = new byte[varintLength(value)];
        writeVarint(bytes, 0, value);
        return bytes;
    }

    static int varintLength(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
    }

    /** Writes 7 bits a byte, the lowest first. */
    static int writeVarint(byte[] bytes, int at, int value) {
        int rest = value;
        int next = at;
        while (rest >= 0x80) {
            bytes[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    static int readVarint(byte[] bytes, int at) {
        int value = 0;
        int next = at;
        for (int shift = 0; ; shift += 7) {
            byte part = bytes[next++];
            value |= (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }
}
