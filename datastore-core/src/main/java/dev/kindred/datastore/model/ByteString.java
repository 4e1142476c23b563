package dev.kindred.datastore.model;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** An immutable sequence of bytes; compared unsigned. */
public final class ByteString implements Comparable<ByteString>, Serializable {

    private static final long serialVersionUID = 1;

    /** No bytes. */
    public static final ByteString EMPTY = new ByteString(new byte[0]);

    private final byte[] bytes;

    private ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A copy of an array.
     *
     * @param bytes copied, so that later changes to it do not show
     * @return the bytes
     */
    public static ByteString copyOf(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new ByteString(bytes.clone());
    }

    /**
     * How many bytes there are.
     *
     * @return 0 or more
     */
    public int size() {
        return bytes.length;
    }

    /**
     * The bytes in a new array.
     *
     * @return an array the caller may change
     */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public int compareTo(ByteString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The first bytes in hexadecimal, and how many there are. */
    @Override
    public String toString() {
        String start = HexFormat.of().formatHex(bytes, 0, Math.min(16, bytes.length));
        return bytes.length > 16 ? start + "… (" + bytes.length + " bytes)" : start;
    }
}
