package dev.kindred.datastore.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote. For one thread. Every read beyond the end throws {@link CorruptRecordException}. */
public final class ByteReader {

    private final byte[] bytes;
    private int position;

    /**
     * Reads from the beginning.
     *
     * @param bytes not to be changed meanwhile
     */
    public ByteReader(byte[] bytes) {
        this(bytes, 0);
    }

    /**
     * Reads from some point on.
     *
     * @param bytes not to be changed meanwhile
     * @param position the first byte to read
     */
    public ByteReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    /**
     * Where the reader stands.
     *
     * @return the index of the next byte
     */
    public int position() {
        return position;
    }

    /**
     * Whether something is left.
     *
     * @return false at the end
     */
    public boolean hasMore() {
        return position < bytes.length;
    }

    /**
     * Reads one byte.
     *
     * @return 0 to 255
     */
    public int get() {
        if (position >= bytes.length) {
            throw tooShort();
        }
        return bytes[position++] & 0xFF;
    }

    /**
     * Reads some bytes.
     *
     * @param count how many
     * @return a new array
     */
    public byte[] get(int count) {
        if (count < 0 || count > bytes.length - position) {
            throw tooShort();
        }
        position += count;
        return Arrays.copyOfRange(bytes, position - count, position);
    }

    /**
     * Reads 64 bits.
     *
     * @return the number
     */
    public long getLong() {
        if (bytes.length - position < 8) {
            throw tooShort();
        }
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | bytes[position++] & 0xFF;
        }
        return value;
    }

    /**
     * Reads what {@link ByteWriter#putVarint} wrote.
     *
     * @return the number
     */
    public long getVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = get();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new CorruptRecordException("A number in a stored record is longer than 10 bytes.");
    }

    /**
     * Reads a length.
     *
     * @return 0 to what is left
     */
    public int getLength() {
        long length = getVarint();
        if (length < 0 || length > bytes.length - position) {
            throw tooShort();
        }
        return (int) length;
    }

    /**
     * Reads what {@link ByteWriter#putNumber} wrote.
     *
     * @return the number
     */
    public int getNumber() {
        int first = get();
        if (first < 0x80) {
            return first;
        }
        if (first < 0xC0) {
            return (first & 0x3F) << 8 | get();
        }
        if (first < 0xE0) {
            return (first & 0x1F) << 16 | get() << 8 | get();
        }
        return (first & 0x0F) << 24 | get() << 16 | get() << 8 | get();
    }

    /**
     * Reads a string of known length.
     *
     * @param length in bytes of UTF-8
     * @return the string
     */
    public String getUtf8(int length) {
        if (length < 0 || length > bytes.length - position) {
            throw tooShort();
        }
        position += length;
        return new String(bytes, position - length, length, StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link ByteWriter#putTerminated} wrote.
     *
     * @return a new array
     */
    public byte[] getTerminated() {
        int from = position;
        int zeros = 0;
        while (true) {
            if (get() == 0) {
                if (get() == 1) {
                    break;
                }
                zeros++;
            }
        }
        byte[] text = new byte[position - 2 - from - zeros];
        for (int i = from, j = 0; j < text.length; i++, j++) {
            text[j] = bytes[i];
            if (bytes[i] == 0) {
                i++;
            }
        }
        return text;
    }

    private CorruptRecordException tooShort() {
        return new CorruptRecordException("A stored record of " + bytes.length + " bytes ends too early.");
    }
}
