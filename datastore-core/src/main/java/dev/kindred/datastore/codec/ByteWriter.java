package dev.kindred.datastore.codec;

import dev.kindred.datastore.model.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow as they are written. For one thread. Numbers are big-endian. */
public final class ByteWriter {

    private byte[] bytes;
    private int size;

    /** An empty writer. */
    public ByteWriter() {
        this(64);
    }

    /**
     * An empty writer.
     *
     * @param capacity how many bytes to expect
     */
    public ByteWriter(int capacity) {
        this.bytes = new byte[capacity];
    }

    /**
     * How much was written.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    /**
     * What was written.
     *
     * @return a new array
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /**
     * Forgets what was written after some point.
     *
     * @param newSize at most {@link #size()}
     */
    public void truncate(int newSize) {
        size = newSize;
    }

    /**
     * Flips every bit from some point on: what sorts upwards then sorts downwards.
     *
     * @param from the first byte to flip
     */
    public void complement(int from) {
        for (int i = from; i < size; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }

    /**
     * Writes one byte.
     *
     * @param value its lowest 8 bits are written
     * @return this writer
     */
    public ByteWriter put(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /**
     * Writes bytes as they are.
     *
     * @param more the bytes
     * @return this writer
     */
    public ByteWriter put(byte[] more) {
        return put(more, 0, more.length);
    }

    /**
     * Writes a part of an array.
     *
     * @param more the array
     * @param from the first byte
     * @param to the first byte behind
     * @return this writer
     */
    public ByteWriter put(byte[] more, int from, int to) {
        reserve(to - from);
        System.arraycopy(more, from, bytes, size, to - from);
        size += to - from;
        return this;
    }

    /**
     * Writes 64 bits.
     *
     * @param value the number
     * @return this writer
     */
    public ByteWriter putLong(long value) {
        reserve(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /**
     * Writes 7 bits a byte, the lowest first, the top bit saying that more follow.
     *
     * @param value the number, taken as unsigned
     * @return this writer
     */
    public ByteWriter putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        return put((int) rest);
    }

    /**
     * Writes a dictionary number so that no number's bytes begin another's and the order is kept: the count of leading one bits says how many bytes
     * follow, as in UTF-8.
     *
     * @param number 0 to 2^28 - 1
     * @return this writer
     */
    public ByteWriter putNumber(int number) {
        if (number < 0x80) {
            return put(number);
        }
        if (number < 0x4000) {
            return put(0x80 | number >> 8).put(number);
        }
        if (number < 0x20_0000) {
            return put(0xC0 | number >> 16).put(number >> 8).put(number);
        }
        if (number < 0x1000_0000) {
            return put(0xE0 | number >> 24).put(number >> 16).put(number >> 8).put(number);
        }
        throw new IllegalStateException("The dictionary is full: it has " + number + " names.");
    }

    /**
     * Writes bytes so that they end where they end and sort as they are: 00 becomes 00 FF, and 00 01 ends them.
     *
     * @param text the bytes
     * @return this writer
     */
    public ByteWriter putTerminated(byte[] text) {
        reserve(text.length + 2);
        for (byte b : text) {
            put(b);
            if (b == 0) {
                put(0xFF);
            }
        }
        return put(0).put(1);
    }

    /**
     * Encodes a string as UTF-8.
     *
     * @param text the string
     * @return a new array
     * @throws InvalidValueException if it has half a surrogate pair, which UTF-8 cannot say
     */
    public static byte[] utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new InvalidValueException(
                            "A string of " + text.length() + " characters has half a surrogate pair, U+"
                                    + Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT) + ", at index " + i
                                    + ", which UTF-8 cannot express; remove it.");
                }
                i++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
