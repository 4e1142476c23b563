package dev.kindred.datastore.transaction;

import static dev.kindred.datastore.store.Mark.CATALOG;

import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.codec.RecordCodec;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.index.CompositeLimits;
import dev.kindred.datastore.index.IndexRows;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.transaction.KindCounters.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one transaction until its commit, the last one of each key. At the commit they become entity rows, and the index rows that differ from those of
 * the stored entities. For one thread.
 */
public final class WriteBuffer {

    /** What must hold for an entity to be stored. */
    public enum Intent {
        /** Nothing: a new entity, or one in place of another. */
        PUT,
        /** There must be no entity; its key was given by the caller. */
        INSERT,
        /** There must be no entity; its id was given by the datastore. */
        INSERT_WITH_NEW_ID,
        /** There must be an entity. */
        UPDATE
    }

    private record Write(Key key, @Nullable Entity entity, Intent intent) {}

    private final StoredNames names;
    private final CompositeIndexes composites;
    private final TreeMap<byte[], Write> writes = new TreeMap<>(Arrays::compareUnsigned);
    private final TreeMap<byte[], Optional<Entity>> overlay = new TreeMap<>(Arrays::compareUnsigned);
    private final List<TaskChange> tasks = new ArrayList<>();

    /**
     * An empty buffer.
     *
     * @param names the dictionary
     * @param composites the composite indexes to keep up to date
     */
    public WriteBuffer(StoredNames names, CompositeIndexes composites) {
        this.names = names;
        this.composites = composites;
    }

    /**
     * Whether there is nothing to commit.
     *
     * @return true if nothing was written and no task added or completed
     */
    public boolean isEmpty() {
        return writes.isEmpty() && tasks.isEmpty();
    }

    /**
     * Whether entities are written or deleted.
     *
     * @return false if there are at most tasks
     */
    public boolean hasWrites() {
        return !writes.isEmpty();
    }

    /**
     * The writes as a transaction's reads see them: the entity to be stored, or nothing where one is to be deleted.
     *
     * @return a live view, sorted by encoded key
     */
    public Map<byte[], Optional<Entity>> overlay() {
        return Collections.unmodifiableMap(overlay);
    }

    /** What was in the buffer at some time. */
    public static final class Mark {

        private final Map<byte[], Write> writes;
        private final List<TaskChange> tasks;

        private Mark(Map<byte[], Write> writes, List<TaskChange> tasks) {
            this.writes = writes;
            this.tasks = tasks;
        }
    }

    /**
     * Remembers what there is.
     *
     * @return all writes and tasks so far
     */
    public Mark mark() {
        return new Mark(new TreeMap<byte[], Write>(writes), List.copyOf(tasks));
    }

    /**
     * Has what there was, and nothing else.
     *
     * @param mark of this buffer
     */
    public void backTo(Mark mark) {
        clear();
        writes.putAll(mark.writes);
        writes.forEach((key, write) -> overlay.put(key, Optional.ofNullable(write.entity())));
        tasks.addAll(mark.tasks);
    }

    /** Forgets everything, for it is written. */
    public void clear() {
        writes.clear();
        overlay.clear();
        tasks.clear();
    }

    /**
     * Checks entities against all limits but the size of the whole, changing nothing.
     *
     * @param entities the entities
     * @throws InvalidKeyException if a key cannot be stored
     * @throws InvalidValueException if a property breaks a limit
     */
    public static void check(Iterable<Entity> entities) {
        entities.forEach(EntityLimits::check);
    }

    /**
     * Checks that entities do not have too many rows in the composite indexes there are. Checked again at the commit, when there may be others.
     *
     * @param entities the entities
     * @throws InvalidValueException if one has
     */
    public void checkIndexes(Iterable<Entity> entities) {
        for (Entity entity : entities) {
            CompositeLimits.check(entity, composites.declared(entity.key().kind()));
        }
    }

    /**
     * Checks that an entity with this key may be stored.
     *
     * @param key complete or not
     * @throws InvalidKeyException if its kind or a name in it is reserved
     */
    public static void checkKey(Key key) {
        EntityLimits.checkKey(key);
    }

    /**
     * Adds an entity to be stored, in place of an earlier write of the same key.
     *
     * @param entity the entity, with a complete key and checked
     * @param intent what must hold
     * @throws InvalidKeyException if the encoded key is too long
     */
    public void put(Entity entity, Intent intent) {
        byte[] key =
                OrderedCodec.entityKey(entity.key(), names.ensure(entity.key().partition()));
        writes.put(key, new Write(entity.key(), entity, following(writes.get(key), intent)));
        overlay.put(key, Optional.of(entity));
    }

    /** What must hold for the stored entity is said by the first write of a key; the later ones build on it. */
    private static Intent following(@Nullable Write earlier, Intent intent) {
        if (earlier == null) {
            return intent;
        }
        return earlier.entity() == null ? Intent.PUT : earlier.intent();
    }

    /**
     * Adds an entity to be deleted, in place of an earlier write of the same key.
     *
     * @param key a complete key
     * @throws InvalidKeyException if the encoded key is too long
     */
    public void delete(Key key) {
        byte[] encoded = OrderedCodec.entityKey(key, names.ensure(key.partition()));
        writes.put(encoded, new Write(key, null, Intent.PUT));
        overlay.put(encoded, Optional.empty());
    }

    /**
     * The write of a key.
     *
     * @param encodedKey the encoded key
     * @return null if the key was not written; empty if it is to be deleted
     */
    @SuppressWarnings("OptionalOfNullableMisuse")
    public @Nullable Optional<Entity> find(byte[] encodedKey) {
        return overlay.get(encodedKey);
    }

    /**
     * Adds a change of tasks. One that replaces takes the place of those before it with its unique key, and what follows their going is added.
     *
     * @param change what the commit does to a task
     */
    public void add(TaskChange change) {
        if (change instanceof TaskChange.Replace replace) {
            for (TaskChange before : List.copyOf(tasks)) {
                TaskRow other = added(before);
                if (other != null && hasKeyOf(other, replace.task())) {
                    tasks.remove(before);
                    // As if it had been stored before: whoever counts it has to learn that it is gone.
                    replace.following().of(other).forEach(follows -> tasks.add(new TaskChange.Add(follows)));
                }
            }
        }
        tasks.add(change);
    }

    private static @Nullable TaskRow added(TaskChange change) {
        return change instanceof TaskChange.Add add
                ? add.task()
                : change instanceof TaskChange.Replace replace ? replace.task() : null;
    }

    private static boolean hasKeyOf(TaskRow other, TaskRow task) {
        return other.queue().equals(task.queue())
                && Objects.equals(other.traits().uniqueKey(), task.traits().uniqueKey());
    }

    /**
     * Why an entity was to be stored, for saying what a failed precondition means.
     *
     * @param encodedKey the encoded key
     * @return the intent, or null if the key was not written
     */
    public @Nullable Intent intent(byte[] encodedKey) {
        Write write = writes.get(encodedKey);
        return write == null ? null : write.intent();
    }

    /**
     * The key behind an encoded one.
     *
     * @param encodedKey an encoded key
     * @return the key
     */
    public Key key(byte[] encodedKey) {
        return OrderedCodec.readEntityKey(encodedKey, names);
    }

    /** Rows to commit, and what to note once they are. */
    public static final class Prepared {

        private final Changes changes;
        private final Runnable committed;

        private Prepared(Changes changes, Runnable committed) {
            this.changes = changes;
            this.committed = committed;
        }

        /**
         * What to commit.
         *
         * @return the rows
         */
        public Changes changes() {
            return changes;
        }

        /** To be called once the changes are committed. */
        public void committed() {
            committed.run();
        }
    }

    /**
     * Turns the writes into rows. Reads the stored entities whose index rows may have to go; those reads join the transaction's read set.
     *
     * @param transaction the transaction they will be committed with
     * @return the rows
     * @throws InvalidValueException if an entity, or the whole, is too large
     */
    public Prepared prepare(StorageTransaction transaction) {
        names.ensureNamesOf(writes.values().stream()
                .filter(write -> write.entity() != null)
                .map(Write::entity)
                .toList());
        Rows rows = new Rows();
        tasks.forEach(rows::count);
        Map<byte[], EntityRow> stored = stored(transaction);
        writes.forEach((key, write) -> rows.add(key, write, stored.get(key)));
        rows.countUnsure(transaction);
        if (!rows.several.isEmpty()) {
            transaction.move(CATALOG);
        }
        return new Prepared(
                new Changes(
                        rows.puts,
                        rows.deletes,
                        rows.indexPuts,
                        rows.indexDeletes,
                        List.copyOf(tasks),
                        rows.tally.changes()),
                rows::committed);
    }

    /** The stored entities under the written keys. One that must be new is not read: the commit itself checks that it is. */
    private Map<byte[], EntityRow> stored(StorageTransaction transaction) {
        List<byte[]> keys = new ArrayList<>();
        writes.forEach((key, write) -> {
            if (write.entity() == null || write.intent() == Intent.PUT || write.intent() == Intent.UPDATE) {
                keys.add(key);
            }
        });
        Map<byte[], EntityRow> stored = new TreeMap<>(Arrays::compareUnsigned);
        List<@Nullable EntityRow> found = keys.isEmpty() ? List.of() : transaction.getAllToReplace(keys);
        for (int i = 0; i < keys.size(); i++) {
            EntityRow row = found.get(i);
            if (row != null) {
                stored.put(keys.get(i), row);
            }
        }
        return stored;
    }

    /** An index row that is put, 1, or removed, -1, and may be there or not. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Unsure(IndexRow row, int rows, long[] sums) {}

    /** The rows of a commit while they are collected. */
    private final class Rows {

        private final List<EntityPut> puts = new ArrayList<>();
        private final List<byte[]> deletes = new ArrayList<>();
        private final List<IndexRow> indexPuts = new ArrayList<>();
        private final List<IndexRow> indexDeletes = new ArrayList<>();
        private final List<int[]> several = new ArrayList<>();
        private final Tally tally = new Tally();
        private final List<Unsure> unsure = new ArrayList<>();
        private long bytes;

        void add(byte[] key, Write write, @Nullable EntityRow stored) {
            if (write.entity() == null && stored == null) {
                return;
            }
            Entity before =
                    stored == null ? null : RecordCodec.decode(write.key(), stored.record(), stored.version(), names);
            if (before != null && names.isShared()) {
                // Another process may have stored it, under names that this one has never met; its rows have to go.
                names.ensureNamesOf(List.of(before));
            }
            int kind = names.find(write.key().kind());
            int partition = names.find(write.key().partition());
            long[] sums = tally.of(partition, kind);
            IndexRows.Delta delta = new RowDelta(key, kind, sums);
            IndexRows.diff(before, write.entity(), partition, kind, names, delta);
            List<CompositeIndex> indexes = composites.declared(write.key().kind());
            if (write.entity() != null) {
                CompositeLimits.check(write.entity(), indexes);
            }
            for (CompositeIndex index : indexes) {
                index.diff(
                        before,
                        write.entity(),
                        partition,
                        names,
                        composites.isBuilt(index) ? delta : new UnsureDelta(key, kind, sums));
            }
            if (stored != null) {
                sums[KindCounters.ENTITIES]--;
                sums[KindCounters.ENTITY_BYTES] -= key.length + stored.record().length;
            }
            if (write.entity() == null) {
                count(key.length, write.key());
                deletes.add(key);
            } else {
                long createVersion = before == null ? 0 : before.createVersion();
                byte[] record = RecordCodec.encode(write.entity(), createVersion, names);
                put(key, write.key(), record, write.intent());
                sums[KindCounters.ENTITIES]++;
                sums[KindCounters.ENTITY_BYTES] += key.length + record.length;
            }
        }

        /** A composite index that is being built has the rows of some entities only, so what a write changes takes a look. */
        void countUnsure(StorageTransaction transaction) {
            if (unsure.isEmpty()) {
                return;
            }
            boolean[] there =
                    transaction.containsAll(unsure.stream().map(Unsure::row).toList());
            for (int i = 0; i < there.length; i++) {
                Unsure each = unsure.get(i);
                if (there[i] != each.rows() > 0) {
                    Tally.count(each.sums(), each.row(), each.rows());
                }
            }
        }

        /** Collects what one entity changes. */
        private class RowDelta implements IndexRows.Delta {

            final byte[] key;
            final long[] sums;
            private final int kind;

            RowDelta(byte[] key, int kind, long[] sums) {
                this.key = key;
                this.kind = kind;
                this.sums = sums;
            }

            void count(IndexRow row, int rows) {
                Tally.count(sums, row, rows);
            }

            @Override
            public final void add(byte[] prefix) {
                IndexRow row = new IndexRow(prefix, key);
                indexPuts.add(row);
                count(row, 1);
            }

            @Override
            public final void remove(byte[] prefix) {
                IndexRow row = new IndexRow(prefix, key);
                indexDeletes.add(row);
                count(row, -1);
            }

            @Override
            public void severalValues(int property) {
                List<EntityPut> note = names.noteSeveral(kind, property);
                if (!note.isEmpty() && several.stream().noneMatch(s -> s[0] == kind && s[1] == property)) {
                    puts.addAll(note);
                    several.add(new int[] {kind, property});
                }
            }
        }

        private final class UnsureDelta extends RowDelta {

            UnsureDelta(byte[] key, int kind, long[] sums) {
                super(key, kind, sums);
            }

            @Override
            void count(IndexRow row, int rows) {
                unsure.add(new Unsure(row, rows, sums));
            }
        }

        private void put(byte[] key, Key name, byte[] record, Intent intent) {
            if (record.length > Limits.MAX_ENTITY_BYTES) {
                throw new InvalidValueException(String.format(
                        java.util.Locale.ROOT,
                        "Cannot save %s: it takes %,d bytes; an entity may have %,d bytes. Split it over several entities.",
                        name,
                        record.length,
                        Limits.MAX_ENTITY_BYTES));
            }
            count(key.length + record.length, name);
            puts.add(new EntityPut(
                    key,
                    record,
                    switch (intent) {
                        case PUT -> EntityPut.Precondition.NONE;
                        case INSERT, INSERT_WITH_NEW_ID -> EntityPut.Precondition.ABSENT;
                        case UPDATE -> EntityPut.Precondition.PRESENT;
                    }));
        }

        void count(TaskChange change) {
            TaskRow task = added(change);
            if (task != null) {
                count(task.payload().length, "task " + task.id());
            }
        }

        private void count(int more, Object last) {
            bytes += more;
            if (bytes > Limits.MAX_TRANSACTION_BYTES) {
                throw new InvalidValueException(String.format(
                        java.util.Locale.ROOT,
                        "Cannot commit: what is written up to %s takes %,d bytes; one transaction or batch may write %,d bytes. Split it into several.",
                        last,
                        bytes,
                        Limits.MAX_TRANSACTION_BYTES));
            }
        }

        void committed() {
            several.forEach(pair -> names.severalCommitted(pair[0], pair[1]));
        }
    }
}
