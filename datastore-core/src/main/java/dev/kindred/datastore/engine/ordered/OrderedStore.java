package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.ScanDirection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One ordered map of byte strings, compared unsigned, while it is open. Reads may come from any thread; writes come one at a time. The engine above
 * sees to it that nothing is called after {@link #close()}, and that views and rows are closed before.
 */
public interface OrderedStore extends AutoCloseable {

    /** How long a write waits. */
    enum Sync {
        /** Until it is on the disk, as far as the store's durability setting goes. */
        DURABLE,
        /** Until it would survive the end of this process. A later {@link #DURABLE} write takes it along. */
        PROCESS
    }

    /**
     * Pins the state of the store after the last write.
     *
     * @return a view; close it
     */
    View view();

    /**
     * Reads the newest value of a key.
     *
     * @param key the key
     * @return the value, or null
     */
    byte @Nullable [] get(byte[] key);

    /**
     * Applies a batch as a whole. If this throws, the batch may or may not be there after the store is opened again, but never a part of it.
     *
     * @param batch what to write; at least one row
     * @param sync how long to wait
     */
    void write(Batch batch, Sync sync);

    /**
     * A number at least as great as that of all batches ever written and still there: commits are numbered from here on.
     *
     * @return at least 0; grows by at least 1 with each row written
     */
    long versionFloor();

    /**
     * Facts for the operator.
     *
     * @return names and values; cheap to get
     */
    Map<String, Object> details();

    /** Frees everything. */
    @Override
    void close();

    /** The store at one moment. For one thread at a time. */
    interface View extends AutoCloseable {

        /**
         * Another view of the same moment, for another thread. It stays when this one is closed.
         *
         * @return a view; close it
         */
        View copy();

        /**
         * Reads a key.
         *
         * @param key the key
         * @return the value, or null
         */
        byte @Nullable [] get(byte[] key);

        /**
         * Reads several keys.
         *
         * @param keys the keys in any order, doubles allowed
         * @return as many elements, null where there is no value
         */
        List<byte @Nullable []> getAll(List<byte[]> keys);

        /**
         * Walks through a range.
         *
         * @param from the first key in the range
         * @param to the first key behind the range
         * @param direction which end comes first
         * @return rows; standing before the first one
         */
        Rows rows(byte[] from, byte[] to, ScanDirection direction);

        @Override
        void close();
    }

    /** A walk through a range of a view. */
    interface Rows extends AutoCloseable {

        /**
         * Steps to the next row.
         *
         * @return false at the end of the range, and from then on
         */
        boolean next();

        /**
         * The key of this row.
         *
         * @return a buffer whose first {@link #keyLength()} bytes are the key; valid until the next step, not to be changed
         */
        byte[] key();

        /**
         * The length of this row's key.
         *
         * @return in bytes
         */
        int keyLength();

        /**
         * The value of this row.
         *
         * @return an array that stays as it is
         */
        byte[] value();

        @Override
        void close();
    }
}
