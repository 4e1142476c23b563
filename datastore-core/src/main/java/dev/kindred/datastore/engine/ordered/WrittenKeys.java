package dev.kindred.datastore.engine.ordered;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The row keys a commit writes and others may have read, in one buffer: looked at by few commits, so not worth an object each. */
final class WrittenKeys {

    private static final byte[] NOTHING = {};

    private byte[] bytes;
    private int[] ends;
    /** One bit a key: whether it was deleted. */
    private long[] deleted;

    private int count;

    WrittenKeys(int expectedKeys) {
        bytes = new byte[expectedKeys * 48];
        ends = new int[expectedKeys];
        deleted = new long[1 + (expectedKeys >>> 6)];
    }

    void put(byte rowClass, byte[] first, byte[] second) {
        add(rowClass, first, second, 0);
    }

    void delete(byte rowClass, byte[] first, byte[] second) {
        add(rowClass, first, second, 0);
        markDeleted();
    }

    void put(byte[] row) {
        add(row[0], NOTHING, row, 1);
    }

    void delete(byte[] row) {
        add(row[0], NOTHING, row, 1);
        markDeleted();
    }

    int count() {
        return count;
    }

    int bytes() {
        return bytes.length;
    }

    byte[] key(int key) {
        return Arrays.copyOfRange(bytes, start(key), ends[key]);
    }

    boolean isDeleted(int key) {
        return (deleted[key >>> 6] & 1L << key) != 0;
    }

    /** The number of a key in here, or -1. The last one, if it was written twice. */
    int indexOf(byte[] row) {
        for (int key = count - 1; key >= 0; key--) {
            int start = start(key);
            int end = ends[key];
            // Rows of one kind differ at the end far more often than at the beginning.
            if (end - start == row.length
                    && bytes[end - 1] == row[row.length - 1]
                    && Arrays.equals(bytes, start, end, row, 0, row.length)) {
                return key;
            }
        }
        return -1;
    }

    /** Any key within a range, or null. */
    byte @Nullable [] anyIn(ReadSet.Range range) {
        byte[] from = range.from();
        byte[] to = range.to();
        for (int key = 0; key < count; key++) {
            int start = start(key);
            if (Arrays.compareUnsigned(bytes, start, ends[key], from, 0, from.length) >= 0
                    && Arrays.compareUnsigned(bytes, start, ends[key], to, 0, to.length) < 0) {
                return key(key);
            }
        }
        return null;
    }

    private int start(int key) {
        return key == 0 ? 0 : ends[key - 1];
    }

    private void markDeleted() {
        int key = count - 1;
        deleted[key >>> 6] |= 1L << key;
    }

    private void add(byte rowClass, byte[] first, byte[] second, int secondFrom) {
        int start = count == 0 ? 0 : ends[count - 1];
        int secondLength = second.length - secondFrom;
        int end = start + 1 + first.length + secondLength;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, Math.max(8, count * 2));
            deleted = Arrays.copyOf(deleted, 1 + (ends.length >>> 6));
        }
        bytes[start] = rowClass;
        System.arraycopy(first, 0, bytes, start + 1, first.length);
        System.arraycopy(second, secondFrom, bytes, start + 1 + first.length, secondLength);
        ends[count++] = end;
    }
}
