package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A walk through rows that remembers how far it came: what was visited, and the whole range if it was exhausted, joins the read set when it ends.
 *
 * @param <T> the kind of row
 */
abstract class OrderedScan<T> implements Scan<T> {

    private final OrderedTransaction transaction;
    private final byte[] from;
    private final byte[] to;
    private final ScanDirection direction;
    private OrderedStore.@Nullable Rows rows;
    private boolean visited;
    private boolean ended;

    private OrderedScan(OrderedTransaction transaction, byte[] from, byte[] to, ScanDirection direction) {
        this.transaction = transaction;
        this.from = from;
        this.to = to;
        this.direction = direction;
    }

    void start(OrderedStore.View view) {
        rows = view.rows(from, to, direction);
    }

    @Override
    public @Nullable T next() {
        synchronized (transaction) {
            OrderedStore.Rows current = rows;
            if (current == null) {
                if (!ended) {
                    transaction.ensureOpen();
                }
                return null;
            }
            if (!current.next()) {
                end(current, from, to);
                return null;
            }
            visited = true;
            return read(current);
        }
    }

    @Override
    public void close() {
        synchronized (transaction) {
            OrderedStore.Rows current = rows;
            if (current == null) {
                ended = true;
                return;
            }
            if (!visited) {
                end(current, null, null);
            } else if (direction == ScanDirection.ASCENDING) {
                end(current, from, Layout.after(current.key(), current.keyLength()));
            } else {
                end(current, Arrays.copyOf(current.key(), current.keyLength()), to);
            }
        }
    }

    abstract T read(OrderedStore.Rows row);

    private void end(OrderedStore.Rows current, byte @Nullable [] readFrom, byte @Nullable [] readTo) {
        ReadSet reads = transaction.reads();
        if (reads != null && readFrom != null && readTo != null) {
            reads.addRange(readFrom, readTo);
        }
        rows = null;
        current.close();
        transaction.ended(this);
    }

    /** Entity rows. */
    static final class Entities extends OrderedScan<EntityRow> {

        Entities(OrderedTransaction transaction, byte[] from, byte[] to, ScanDirection direction) {
            super(transaction, from, to, direction);
        }

        @Override
        EntityRow read(OrderedStore.Rows row) {
            return Layout.entity(Arrays.copyOfRange(row.key(), 1, row.keyLength()), row.value());
        }
    }

    /**
     * Index rows. Where the prefix ends is in the value, but neighbours mostly have the same one: since no prefix is the beginning of another, a row that
     * begins with the prefix of the row before has that very prefix, and its value need not be fetched.
     */
    static final class Index extends OrderedScan<IndexRow> {

        private byte @Nullable [] prefix;

        Index(OrderedTransaction transaction, byte[] from, byte[] to, ScanDirection direction) {
            super(transaction, from, to, direction);
        }

        @Override
        IndexRow read(OrderedStore.Rows row) {
            byte[] key = row.key();
            int length = row.keyLength();
            byte[] current = prefix;
            if (current == null
                    || length <= current.length
                    || !Arrays.equals(key, 1, 1 + current.length, current, 0, current.length)) {
                current = Arrays.copyOfRange(key, 1, 1 + Layout.readVarint(row.value(), 0));
                prefix = current;
            }
            return new IndexRow(current, Arrays.copyOfRange(key, 1 + current.length, length));
        }
    }
}
