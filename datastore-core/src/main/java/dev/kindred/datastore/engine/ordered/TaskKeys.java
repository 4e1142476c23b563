package dev.kindred.datastore.engine.ordered;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The keys of task rows. A queue or a name is written as its length (LEB128) and its UTF-8 bytes, so that none is the beginning of another; numbers as eight
 * bytes, the highest first, the sign flipped where they may be negative. Written to disk.
 */
final class TaskKeys {

    static final byte[] ID_CEILING = Layout.row(Layout.META, "task-ids".getBytes(UTF_8));

    private TaskKeys() {}

    static byte[] text(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        byte[] bytes = new byte[Layout.varintLength(utf8.length) + utf8.length];
        System.arraycopy(utf8, 0, bytes, Layout.writeVarint(bytes, 0, utf8.length), utf8.length);
        return bytes;
    }

    static byte[] number(long number) {
        byte[] bytes = new byte[Long.BYTES];
        Layout.writeLong(bytes, 0, number);
        return bytes;
    }

    /** Task, progress and dead rows. */
    static byte[] byId(byte rowClass, byte[] queue, long id) {
        byte[] row = new byte[1 + queue.length + Long.BYTES];
        row[0] = rowClass;
        System.arraycopy(queue, 0, row, 1, queue.length);
        Layout.writeLong(row, 1 + queue.length, id);
        return row;
    }

    static byte[] byId(byte rowClass, byte[] queue, byte[] key, long id) {
        return Layout.row(rowClass, concat(queue, key), number(id));
    }

    /** A leasable task, by its tag and eta. */
    static byte[] tag(byte[] queue, String tag, Place place) {
        byte[] rest = new byte[2 * Long.BYTES];
        Layout.writeLong(rest, 0, place.eta() ^ Long.MIN_VALUE);
        Layout.writeLong(rest, Long.BYTES, place.id());
        return Layout.row(Layout.TASK_TAG, concat(queue, text(tag)), rest);
    }

    static Place placeOfTag(byte[] row, int length) {
        int at = length - 2 * Long.BYTES;
        return new Place(Layout.readLong(row, at) ^ Long.MIN_VALUE, Layout.readLong(row, at + Long.BYTES));
    }

    static byte[] unique(byte[] queue, String key) {
        return Layout.row(Layout.TASK_UNIQUE, queue, text(key));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Rows in the order in which tasks run: the higher priority first, then the earlier eta, then the lower id. */
    static byte[] ready(byte[] queue, int rank, Place place) {
        byte[] row = new byte[1 + queue.length + 1 + 2 * Long.BYTES];
        row[0] = Layout.TASK_READY;
        System.arraycopy(queue, 0, row, 1, queue.length);
        int at = 1 + queue.length;
        row[at] = (byte) rank;
        Layout.writeLong(row, at + 1, place.eta() ^ Long.MIN_VALUE);
        Layout.writeLong(row, at + 1 + Long.BYTES, place.id());
        return row;
    }

    /** Where the ready rows of a rank begin. */
    static byte[] rank(byte[] queue, int rank) {
        byte[] row = Arrays.copyOf(Layout.row(Layout.TASK_READY, queue), 1 + queue.length + 1);
        row[row.length - 1] = (byte) rank;
        return row;
    }

    /** The queue of a row whose key begins with one. */
    static String queueOf(byte[] row) {
        int length = Layout.readVarint(row, 1);
        return new String(row, 1 + Layout.varintLength(length), length, UTF_8);
    }

    /** The name of a name row. */
    static String nameOf(byte[] row) {
        int queue = Layout.readVarint(row, 1);
        int at = 1 + Layout.varintLength(queue) + queue;
        int length = Layout.readVarint(row, at);
        return new String(row, at + Layout.varintLength(length), length, UTF_8);
    }

    static int rankOf(byte[] row, byte[] queue) {
        return row[1 + queue.length] & 0xFF;
    }

    static Place placeOf(byte[] row, byte[] queue) {
        int at = 1 + queue.length + 1;
        return new Place(Layout.readLong(row, at) ^ Long.MIN_VALUE, Layout.readLong(row, at + Long.BYTES));
    }

    static byte[] name(byte[] queue, String name) {
        return Layout.row(Layout.TASK_NAME, queue, text(name));
    }

    /** A name row to be swept at a time; what follows the time is the name row's key without its class. */
    static byte[] nameExpiry(long until, byte[] nameRow) {
        return Layout.row(
                Layout.TASK_NAME_EXPIRY,
                number(until ^ Long.MIN_VALUE),
                Arrays.copyOfRange(nameRow, 1, nameRow.length));
    }

    static byte[] nameOfExpiry(byte[] expiryRow, int length) {
        byte[] row = Arrays.copyOfRange(expiryRow, Long.BYTES, length);
        row[0] = Layout.TASK_NAME;
        return row;
    }

    static byte[] endOfQueue(byte rowClass, byte[] queue) {
        // A length and so many bytes are no beginning of another queue; its last byte plus one may carry.
        byte[] row = Layout.row(rowClass, queue);
        for (int last = row.length - 1; ; last--) {
            if (row[last] != (byte) 0xFF) {
                byte[] end = Arrays.copyOf(row, last + 1);
                end[last]++;
                return end;
            }
        }
    }

    /**
     * Where a task stands among those of its priority.
     *
     * @param eta when it may run
     * @param id the task
     */
    record Place(long eta, long id) implements Comparable<Place> {

        static final Place FIRST = new Place(Long.MIN_VALUE, 0);

        @Override
        public int compareTo(Place other) {
            int byEta = Long.compare(eta, other.eta);
            return byEta != 0 ? byEta : Long.compare(id, other.id);
        }

        Place next() {
            return new Place(eta, id + 1);
        }

        static Place earlier(Place one, Place other) {
            return one.compareTo(other) <= 0 ? one : other;
        }
    }
}
