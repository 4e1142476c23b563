package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.StoreClosedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that are open. Each list is in the order of read versions, because registering and reading the version are one step here: the
 * oldest writer is at the head of its list.
 */
final class OpenTransactions {

    private final Chain readers = new Chain();
    private final Chain writers = new Chain();
    private boolean closed;

    /** Registers, then reads the version, in this order. */
    synchronized void add(OrderedTransaction transaction, Resolver resolver) {
        if (closed) {
            throw new StoreClosedException("The engine was closed; call open() to use it again");
        }
        chain(transaction).add(transaction);
        transaction.readVersion = resolver.applied();
    }

    synchronized void remove(OrderedTransaction transaction) {
        chain(transaction).remove(transaction);
    }

    /** The read version of the oldest writer that began after a time, or the given version if there is none. */
    synchronized long oldestReadVersion(long beganAfterNanos, long otherwise) {
        for (OrderedTransaction each = writers.head; each != null; each = each.newer) {
            if (each.beganNanos() - beganAfterNanos >= 0) {
                return Math.min(otherwise, each.readVersion);
            }
        }
        return otherwise;
    }

    synchronized int count() {
        return readers.size + writers.size;
    }

    /** Lets no more in, and returns all that are open. */
    synchronized List<OrderedTransaction> close() {
        closed = true;
        List<OrderedTransaction> all = new ArrayList<>();
        readers.addTo(all);
        writers.addTo(all);
        return all;
    }

    private Chain chain(OrderedTransaction transaction) {
        return transaction.mode().isReading() ? readers : writers;
    }

    /** A doubly linked list through the transactions themselves. */
    private static final class Chain {

        private @Nullable OrderedTransaction head;
        private @Nullable OrderedTransaction tail;
        private int size;

        void add(OrderedTransaction transaction) {
            OrderedTransaction last = tail;
            transaction.older = last;
            transaction.listed = true;
            if (last == null) {
                head = transaction;
            } else {
                last.newer = transaction;
            }
            tail = transaction;
            size++;
        }

        void remove(OrderedTransaction transaction) {
            if (!transaction.listed) {
                return;
            }
            transaction.listed = false;
            OrderedTransaction older = transaction.older;
            OrderedTransaction newer = transaction.newer;
            if (older == null) {
                head = newer;
            } else {
                older.newer = newer;
            }
            if (newer == null) {
                tail = older;
            } else {
                newer.older = older;
            }
            transaction.older = null;
            transaction.newer = null;
            size--;
        }

        void addTo(List<OrderedTransaction> all) {
            for (OrderedTransaction each = head; each != null; each = each.newer) {
                all.add(each);
            }
        }
    }
}
