package dev.kindred.datastore.transaction;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.CorruptRecordException;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the datastore's own: they lie in the space of the entities, ahead of them, because no partition has number 0.
 *
 * <pre>
 * 00 'c' scope                   a counter: the next number
 * 00 'm' kind, property          some entity has several distinct values of this property (numbers)
 * 00 'n' name                    the number of a kind or property name (UTF-8)
 * 00 'p' app, namespace          the number of a partition (two terminated strings)
 * 00 'r' first id                a run of reserved ids: how many (see {@link ReservedIds})
 * 00 't'                         1: the counters of kinds are complete (see {@link KindCounters})
 * 00 'z' part                    how far a copy to this store has come (see the package {@code copy}); has a record of its own
 * record                         01 (format), 64 bits
 * </pre>
 *
 * <b>Written to disk.</b> See {@code docs/formats/entity-records.md}.
 */
final class SystemRows {

    static final int COUNTER = 'c';
    static final int SEVERAL = 'm';
    static final int NAME = 'n';
    static final int PARTITION = 'p';

    private static final int SYSTEM = 0;
    private static final int FORMAT = 1;

    private SystemRows() {}

    static byte[] prefix(int type) {
        return new byte[] {SYSTEM, (byte) type};
    }

    private static ByteWriter row(int type) {
        return new ByteWriter().put(SYSTEM).put(type);
    }

    static byte[] counter(byte[] scope) {
        return row(COUNTER).put(scope).toByteArray();
    }

    static byte[] several(int kind, int property) {
        return row(SEVERAL).putNumber(kind).putNumber(property).toByteArray();
    }

    static byte[] name(String name) {
        return row(NAME).put(ByteWriter.utf8(name)).toByteArray();
    }

    static byte[] partition(Partition partition) {
        return row(PARTITION)
                .putTerminated(ByteWriter.utf8(partition.app()))
                .putTerminated(ByteWriter.utf8(partition.namespace()))
                .toByteArray();
    }

    static ByteReader body(byte[] key) {
        return new ByteReader(key, 2);
    }

    static EntityPut put(byte[] key, long number) {
        return new EntityPut(
                key, new ByteWriter(9).put(FORMAT).putLong(number).toByteArray(), EntityPut.Precondition.NONE);
    }

    /** The number in a row; a default if there is no row. */
    static long number(@Nullable EntityRow row, long absent) {
        if (row == null) {
            return absent;
        }
        ByteReader in = new ByteReader(row.record());
        int format = in.get();
        if (format != FORMAT) {
            throw new CorruptRecordException(
                    "A row of the datastore's dictionary has format " + format + "; this version reads format " + FORMAT
                            + ". Use the version of the library that wrote it, or a newer one.");
        }
        return in.getLong();
    }
}
