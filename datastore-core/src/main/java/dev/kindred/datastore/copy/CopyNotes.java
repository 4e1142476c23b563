package dev.kindred.datastore.copy;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.CorruptRecordException;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How far a copy has come, in two rows of the target. Each commit of a copy writes one of them; so rows that are newer than both were written by somebody else.
 *
 * <pre>
 * 00 'z' 'r'   rows:  01 (format) version of the source, step (1 entities, 2 index rows, 3 counters, 4 done), last key done (two terminated strings)
 * 00 'z' 't'   tasks: 01 (format) step (1 tasks, 2 dead letters, 3 done), queue (terminated), 8 bytes: last id of the source done
 * </pre>
 *
 * <b>Written to disk.</b> See {@code docs/formats/entity-records.md}.
 */
record CopyNotes(@Nullable Rows rows, @Nullable Tasks tasks, long version) {

    static final int ENTITIES = 1;
    static final int INDEX = 2;
    static final int COUNTERS = 3;
    static final int ROWS_DONE = 4;

    static final int WAITING = 1;
    static final int DEAD = 2;
    static final int TASKS_DONE = 3;

    private static final int FORMAT = 1;
    private static final byte COPY = 'z';
    /** Which process declares which composite index: see {@code CompositeIndexes}. */
    private static final byte DECLARER = 'd';

    private static final byte[] ROWS = {0, COPY, 'r'};
    private static final byte[] TASKS = {0, COPY, 't'};

    /** How far the rows are. The source's version is -1 if it does not tell whether the source has changed. */
    @SuppressWarnings("ArrayRecordComponent")
    record Rows(long sourceVersion, int step, byte[] first, byte[] second) {

        EntityPut put() {
            byte[] record = new ByteWriter()
                    .put(FORMAT)
                    .putLong(sourceVersion)
                    .put(step)
                    .putTerminated(first)
                    .putTerminated(second)
                    .toByteArray();
            return new EntityPut(ROWS, record, EntityPut.Precondition.NONE);
        }
    }

    /** How far the tasks are. */
    record Tasks(int step, String queue, long id) {

        EntityPut put() {
            byte[] record = new ByteWriter()
                    .put(FORMAT)
                    .put(step)
                    .putTerminated(ByteWriter.utf8(queue))
                    .putLong(id)
                    .toByteArray();
            return new EntityPut(TASKS, record, EntityPut.Precondition.NONE);
        }
    }

    /** Whether a row says something of the store it lies in, and is not copied. */
    static boolean isOfOneStore(byte[] key) {
        return key.length > 1 && key[0] == 0 && (key[1] == COPY || key[1] == DECLARER);
    }

    static CopyNotes read(StorageEngine target) {
        try (StorageTransaction transaction = target.begin(TransactionMode.READ_ONLY)) {
            EntityRow rows = transaction.get(ROWS);
            EntityRow tasks = transaction.get(TASKS);
            return new CopyNotes(
                    rows == null ? null : rows(body(rows)),
                    tasks == null ? null : tasks(body(tasks)),
                    Math.max(rows == null ? 0 : rows.version(), tasks == null ? 0 : tasks.version()));
        }
    }

    private static Rows rows(ByteReader body) {
        return new Rows(body.getLong(), body.get(), body.getTerminated(), body.getTerminated());
    }

    private static Tasks tasks(ByteReader body) {
        int step = body.get();
        return new Tasks(step, new String(body.getTerminated(), StandardCharsets.UTF_8), body.getLong());
    }

    private static ByteReader body(EntityRow row) {
        ByteReader body = new ByteReader(row.record());
        int format = body.get();
        if (format != FORMAT) {
            throw new CorruptRecordException("The note of a copy has format " + format + "; this version reads format "
                    + FORMAT + ". Go on with the version of the library that began it.");
        }
        return body;
    }
}
