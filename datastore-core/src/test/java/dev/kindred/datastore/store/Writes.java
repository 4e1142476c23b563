package dev.kindred.datastore.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Puts changes together, with readable text for bytes. */
public final class Writes {

    private final List<EntityPut> puts = new ArrayList<>();
    private final List<byte[]> deletes = new ArrayList<>();
    private final List<IndexRow> indexPuts = new ArrayList<>();
    private final List<IndexRow> indexDeletes = new ArrayList<>();
    private final List<TaskChange> tasks = new ArrayList<>();
    private final List<CounterChange> counters = new ArrayList<>();

    public static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    public static IndexRow row(String prefix, String key) {
        return new IndexRow(bytes(prefix), bytes(key));
    }

    public Writes put(String key, String value) {
        return put(key, value, EntityPut.Precondition.NONE);
    }

    public Writes put(String key, String value, EntityPut.Precondition precondition) {
        puts.add(new EntityPut(bytes(key), bytes(value), precondition));
        return this;
    }

    public Writes delete(String key) {
        deletes.add(bytes(key));
        return this;
    }

    public Writes index(String prefix, String key) {
        indexPuts.add(row(prefix, key));
        return this;
    }

    public Writes unindex(String prefix, String key) {
        indexDeletes.add(row(prefix, key));
        return this;
    }

    public Writes task(TaskChange change) {
        tasks.add(change);
        return this;
    }

    public Writes count(String counter, long... deltas) {
        counters.add(new CounterChange(bytes(counter), deltas));
        return this;
    }

    public Changes changes() {
        return new Changes(
                List.copyOf(puts),
                List.copyOf(deletes),
                List.copyOf(indexPuts),
                List.copyOf(indexDeletes),
                List.copyOf(tasks),
                List.copyOf(counters));
    }

    /** Commits in a transaction of its own. */
    public CommitResult in(StorageEngine engine) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            return transaction.commit(changes());
        }
    }
}
