package dev.kindred.datastore.copy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit hash of parts, each with its length. Eight bytes at a time are multiplied in, and the end is mixed as MurmurHash3 does it; against mistakes, not against people who want two rows to look
 * alike.
 */
final class Hash {

    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xC2B2AE3D27D4EB4FL;
    private static final byte[] NULL = {};

    private long state = FIRST;

    Hash add(byte[] part) {
        add(part.length);
        int at = 0;
        for (; at + Long.BYTES <= part.length; at += Long.BYTES) {
            add(word(part, at, Long.BYTES));
        }
        if (at < part.length) {
            add(word(part, at, part.length - at));
        }
        return this;
    }

    Hash add(@Nullable String text) {
        return text == null ? add(-1).add(NULL) : add(text.getBytes(StandardCharsets.UTF_8));
    }

    Hash add(long number) {
        state = Long.rotateLeft(state ^ number * SECOND, 31) * FIRST + SECOND;
        return this;
    }

    private static long word(byte[] part, int from, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (part[from + i] & 0xFFL) << (8 * i);
        }
        return word;
    }

    long value() {
        long mixed = state;
        mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
