package dev.kindred.datastore.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of byte strings, compared unsigned.
 *
 * @param from the first one in the range
 * @param to the first one behind the range, or null for no end
 */
@SuppressWarnings("ArrayRecordComponent")
public record ByteRange(byte[] from, byte @Nullable [] to) {

    /**
     * All byte strings that begin with a prefix, itself included.
     *
     * @param prefix the beginning
     * @return the range
     */
    public static ByteRange startingWith(byte[] prefix) {
        return new ByteRange(prefix, successor(prefix));
    }

    /**
     * The smallest byte string greater than all that begin with a prefix.
     *
     * @param prefix the beginning
     * @return null if there is none, because the prefix is empty or all its bytes are 0xFF
     */
    public static byte @Nullable [] successor(byte[] prefix) {
        for (int last = prefix.length - 1; last >= 0; last--) {
            if (prefix[last] != (byte) 0xFF) {
                byte[] next = Arrays.copyOf(prefix, last + 1);
                next[last]++;
                return next;
            }
        }
        return null;
    }
}
