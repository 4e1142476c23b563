package dev.kindred.datastore.engine.ordered;

import java.util.Arrays;

/**
 * Rows to put and to delete, in order, in one buffer. The bytes are those of RocksDB's write batch (12 bytes of header, then a tag, a length and a key,
 * and for a put a length and a value, lengths as LEB128), so that a whole commit crosses into native code in one call instead of one a row.
 * Not for several threads at once.
 */
public final class Batch {

    private static final int HEADER = 12;
    private static final byte DELETE = 0;
    private static final byte PUT = 1;
    private static final byte[] NOTHING = {};

    private byte[] bytes;
    private int size = HEADER;
    private int count;
    private int[] stamps = {};
    private int stampCount;

    /** Who is told what a batch holds. */
    public interface Visitor {

        /**
         * A row to write.
         *
         * @param key its key
         * @param value its value
         */
        void put(byte[] key, byte[] value);

        /**
         * A row to remove.
         *
         * @param key its key
         */
        void delete(byte[] key);
    }

    Batch(int expectedBytes) {
        bytes = new byte[HEADER + expectedBytes];
    }

    boolean isEmpty() {
        return count == 0;
    }

    int size() {
        return size;
    }

    void put(byte rowClass, byte[] first, byte[] second, byte[] value) {
        key(PUT, rowClass, first, second);
        varint(value.length);
        raw(value);
    }

    void put(byte[] key, byte[] value) {
        ensure(key.length + value.length + 11);
        bytes[size++] = PUT;
        count++;
        varint(key.length);
        raw(key);
        varint(value.length);
        raw(value);
    }

    void delete(byte[] key) {
        ensure(key.length + 6);
        bytes[size++] = DELETE;
        count++;
        varint(key.length);
        raw(key);
    }

    /** A row whose value begins with the version of the commit, which {@link #stamp} fills in. */
    void putVersioned(byte rowClass, byte[] key, byte[] value) {
        key(PUT, rowClass, key, NOTHING);
        varint(value.length + Long.BYTES);
        ensure(Long.BYTES);
        if (stampCount == stamps.length) {
            stamps = Arrays.copyOf(stamps, Math.max(4, stampCount * 2));
        }
        stamps[stampCount++] = size;
        size += Long.BYTES;
        raw(value);
    }

    void delete(byte rowClass, byte[] first, byte[] second) {
        key(DELETE, rowClass, first, second);
    }

    void stamp(long version) {
        for (int i = 0; i < stampCount; i++) {
            Layout.writeLong(bytes, stamps[i], version);
        }
    }

    /** Adds the rows of a batch that is stamped already. */
    void append(Batch other) {
        int length = other.size - HEADER;
        ensure(length);
        System.arraycopy(other.bytes, HEADER, bytes, size, length);
        size += length;
        count += other.count;
    }

    /**
     * Brings rows of the same class together; rows of one class, and so those of one key, keep their order. RocksDB finds the place of a row faster if it follows the one before. For a batch that
     * is stamped and complete.
     */
    void groupByClass() {
        int[] lengths = new int[256];
        for (int at = HEADER; at < size; ) {
            int next = nextRow(at);
            lengths[rowClass(at)] += next - at;
            at = next;
        }
        int[] places = new int[256];
        int place = HEADER;
        for (int rowClass = 0; rowClass < places.length; rowClass++) {
            places[rowClass] = place;
            place += lengths[rowClass];
        }
        byte[] grouped = new byte[size];
        for (int at = HEADER; at < size; ) {
            int next = nextRow(at);
            int rowClass = rowClass(at);
            System.arraycopy(bytes, at, grouped, places[rowClass], next - at);
            places[rowClass] += next - at;
            at = next;
        }
        bytes = grouped;
        stampCount = 0;
    }

    /** The first byte of the key of the row that begins here. */
    private int rowClass(int at) {
        return bytes[at + 1 + varintLength(varintAt(at + 1))] & 0xFF;
    }

    private int nextRow(int row) {
        int keyLength = varintAt(row + 1);
        int at = row + 1 + varintLength(keyLength) + keyLength;
        if (bytes[row] == DELETE) {
            return at;
        }
        int valueLength = varintAt(at);
        return at + varintLength(valueLength) + valueLength;
    }

    int rows() {
        return count;
    }

    /**
     * This batch as RocksDB writes it.
     *
     * @return a new array
     */
    public byte[] serialized() {
        byte[] exact = Arrays.copyOf(bytes, size);
        for (int i = 0; i < Integer.BYTES; i++) {
            exact[8 + i] = (byte) (count >>> (8 * i));
        }
        return exact;
    }

    /**
     * Goes through the rows in order. A key may come twice: the last one counts.
     *
     * @param visitor whom to tell
     */
    public void forEach(Visitor visitor) {
        int at = HEADER;
        while (at < size) {
            byte tag = bytes[at++];
            int keyLength = varintAt(at);
            at += varintLength(keyLength);
            byte[] key = Arrays.copyOfRange(bytes, at, at += keyLength);
            if (tag == PUT) {
                int valueLength = varintAt(at);
                at += varintLength(valueLength);
                visitor.put(key, Arrays.copyOfRange(bytes, at, at += valueLength));
            } else {
                visitor.delete(key);
            }
        }
    }

    private void key(byte tag, byte rowClass, byte[] first, byte[] second) {
        ensure(first.length + second.length + 7);
        bytes[size++] = tag;
        count++;
        varint(1 + first.length + second.length);
        bytes[size++] = rowClass;
        raw(first);
        raw(second);
    }

    private void raw(byte[] part) {
        ensure(part.length);
        System.arraycopy(part, 0, bytes, size, part.length);
        size += part.length;
    }

    private void varint(int value) {
        ensure(5);
        size = Layout.writeVarint(bytes, size, value);
    }

    private int varintAt(int at) {
        return Layout.readVarint(bytes, at);
    }

    private static int varintLength(int value) {
        return Layout.varintLength(value);
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.addExact(bytes.length, bytes.length)));
        }
    }
}
