package dev.kindred.datastore.copy;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterChange;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Mark;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayList;
import java.util.List;

/** Collects what the next commit writes to the target. */
final class TargetBatch {

    private static final int MOST_ROWS = 500;
    private static final int MOST_BYTES = 1 << 20;
    private static final int ATTEMPTS = 20;

    private final StorageEngine target;
    private final List<EntityPut> puts = new ArrayList<>();
    private final List<byte[]> deletes = new ArrayList<>();
    private final List<IndexRow> indexPuts = new ArrayList<>();
    private final List<IndexRow> indexDeletes = new ArrayList<>();
    private final List<TaskChange> tasks = new ArrayList<>();
    private final List<CounterChange> counters = new ArrayList<>();
    private boolean system;
    private int rows;
    private int bytes;
    private long written;
    private long deleted;

    TargetBatch(StorageEngine target) {
        this.target = target;
    }

    long written() {
        return written;
    }

    long deleted() {
        return deleted;
    }

    boolean isEmpty() {
        return rows == 0;
    }

    boolean isFull() {
        return rows >= MOST_ROWS || bytes >= MOST_BYTES;
    }

    void put(EntityPut put) {
        puts.add(put);
        system |= put.key()[0] == 0;
        count(put.key().length + put.record().length);
        written++;
    }

    void delete(byte[] key) {
        deletes.add(key);
        system |= key[0] == 0;
        count(key.length);
        deleted++;
    }

    void put(IndexRow row) {
        indexPuts.add(row);
        count(row.prefix().length + row.key().length);
        written++;
    }

    void delete(IndexRow row) {
        indexDeletes.add(row);
        count(row.prefix().length + row.key().length);
        deleted++;
    }

    void add(TaskChange task, int payloadBytes) {
        tasks.add(task);
        count(payloadBytes);
    }

    void add(CounterChange change) {
        counters.add(change);
        count(change.key().length);
    }

    private void count(int more) {
        rows++;
        bytes += more;
    }

    /** Commits all, together with a note of how far the copy has come. */
    void commit(EntityPut note) {
        puts.add(note);
        Changes changes = new Changes(
                List.copyOf(puts),
                List.copyOf(deletes),
                List.copyOf(indexPuts),
                List.copyOf(indexDeletes),
                List.copyOf(tasks),
                List.copyOf(counters));
        for (int attempt = 1; ; attempt++) {
            CommitResult result = commitOnce(changes);
            if (result instanceof CommitResult.Committed) {
                clear();
                return;
            }
            if (!(result instanceof CommitResult.Conflict) || attempt == ATTEMPTS) {
                throw failure(result);
            }
        }
    }

    private CommitResult commitOnce(Changes changes) {
        try (StorageTransaction transaction = target.begin(TransactionMode.READ_WRITE)) {
            if (system) {
                // Should a process look on, it must not go on with what it remembers.
                transaction.move(Mark.CATALOG);
                transaction.move(Mark.RESERVED_IDS);
            }
            return transaction.commit(changes);
        }
    }

    private static StoreException failure(CommitResult result) {
        if (result instanceof CommitResult.DuplicateTask duplicate) {
            return new CopyRefusedException(
                    "Queue \"" + duplicate.queue() + "\" of the target has, or lately had, a task \"" + duplicate.name()
                            + "\" already. Empty the target, and copy anew.");
        }
        return new StoreException(
                "A commit to the target failed: " + result + ". Copy again: it goes on where it was.");
    }

    private void clear() {
        puts.clear();
        deletes.clear();
        indexPuts.clear();
        indexDeletes.clear();
        tasks.clear();
        counters.clear();
        system = false;
        rows = 0;
        bytes = 0;
    }
}
