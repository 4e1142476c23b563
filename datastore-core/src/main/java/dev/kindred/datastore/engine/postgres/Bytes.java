package dev.kindred.datastore.engine.postgres;

import java.util.Arrays;

/** Bytes that can be compared, unsigned, and looked up. Not to be changed. */
@SuppressWarnings("ArrayRecordComponent")
record Bytes(byte[] value) implements Comparable<Bytes> {

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }
}
