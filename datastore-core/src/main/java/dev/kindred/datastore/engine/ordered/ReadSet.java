package dev.kindred.datastore.engine.ordered;

import java.util.ArrayList;
import java.util.List;

/** What a transaction has read: single rows and ranges, as row keys. For one thread at a time. */
final class ReadSet {

    /** All rows from a key, inclusive, to a key, exclusive. */
    @SuppressWarnings("ArrayRecordComponent")
    record Range(byte[] from, byte[] to) {}

    private final List<byte[]> rows = new ArrayList<>();
    private final List<Range> ranges = new ArrayList<>();

    void addRow(byte[] row) {
        rows.add(row);
    }

    void addRange(byte[] from, byte[] to) {
        ranges.add(new Range(from, to));
    }

    List<byte[]> rows() {
        return rows;
    }

    List<Range> ranges() {
        return ranges;
    }

    int size() {
        return rows.size() + ranges.size();
    }
}
