package dev.kindred.delay.http;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The signatures that were accepted within the window, so that none is accepted twice. By the second they were made in; what is too old to be valid is forgotten. If there are too
 * many, the oldest are forgotten as well, and from then on nothing made in their second or before is accepted: memory is bounded, and a signature is never accepted twice for
 * want of it. Of a signature 16 bytes are kept. Safe for all threads.
 */
final class SeenSignatures {

    /** Some 12 MB at most. */
    static final int MAX = 1 << 17;

    private final int max;
    private final TreeMap<Long, Set<Mark>> bySecond = new TreeMap<>();
    private int size;
    private long forgottenUpTo = Long.MIN_VALUE;

    SeenSignatures(int max) {
        this.max = max;
    }

    /** Returns false if the signature was accepted before, or may have been. */
    synchronized boolean add(long second, byte[] signature, long oldestValid) {
        while (!bySecond.isEmpty() && bySecond.firstKey() < oldestValid) {
            forgetFirst();
        }
        while (size >= max) {
            forgottenUpTo = forgetFirst();
        }
        if (second <= forgottenUpTo) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(signature);
        boolean fresh = bySecond.computeIfAbsent(second, key -> new HashSet<>())
                .add(new Mark(bytes.getLong(), bytes.getLong()));
        size += fresh ? 1 : 0;
        return fresh;
    }

    private long forgetFirst() {
        Map.Entry<Long, Set<Mark>> first = bySecond.pollFirstEntry();
        size -= first.getValue().size();
        return first.getKey();
    }

    private record Mark(long high, long low) {}
}
