package dev.kindred.datastore.copy;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows that have an order: what a copy has to know of entities and of index rows. */
interface RowSpace<T> {

    RowSpace<EntityRow> ENTITIES = new Entities();
    RowSpace<IndexRow> INDEX = new Index();

    Scan<T> scan(StorageTransaction transaction, @Nullable T behind, int limit);

    int compare(T one, T other);

    /** Whether two rows that are in the same place hold the same. */
    boolean isSame(T one, T other);

    /** Whether it belongs to the data, not to one store. */
    boolean isCopied(T row);

    int bytes(T row);

    /** The version of the commit that wrote it; 0 if nobody knows. */
    long version(T row);

    void put(T row, TargetBatch batch);

    void delete(T row, TargetBatch batch);

    /** Puts in the order of a store all that belongs to entities: their rows, the dictionary, counters of ids. */
    final class Entities implements RowSpace<EntityRow> {

        @Override
        public Scan<EntityRow> scan(StorageTransaction transaction, @Nullable EntityRow behind, int limit) {
            byte[] from = behind == null ? new byte[0] : after(behind.key());
            return transaction.scanEntities(new ByteRange(from, null), ScanDirection.ASCENDING, limit);
        }

        @Override
        public int compare(EntityRow one, EntityRow other) {
            return Arrays.compareUnsigned(one.key(), other.key());
        }

        @Override
        public boolean isSame(EntityRow one, EntityRow other) {
            return Arrays.equals(one.record(), other.record());
        }

        @Override
        public boolean isCopied(EntityRow row) {
            return !CopyNotes.isOfOneStore(row.key());
        }

        @Override
        public int bytes(EntityRow row) {
            return row.key().length + row.record().length;
        }

        @Override
        public long version(EntityRow row) {
            return row.version();
        }

        @Override
        public void put(EntityRow row, TargetBatch batch) {
            batch.put(new EntityPut(row.key(), row.record(), EntityPut.Precondition.NONE));
        }

        @Override
        public void delete(EntityRow row, TargetBatch batch) {
            batch.delete(row.key());
        }
    }

    /** Index rows, which are nothing but their place. */
    final class Index implements RowSpace<IndexRow> {

        @Override
        public Scan<IndexRow> scan(StorageTransaction transaction, @Nullable IndexRow behind, int limit) {
            IndexRow from = behind == null
                    ? IndexRange.atPrefix(new byte[0])
                    : new IndexRow(behind.prefix(), after(behind.key()));
            return transaction.scanIndex(new IndexRange(from, null), ScanDirection.ASCENDING, limit);
        }

        @Override
        public int compare(IndexRow one, IndexRow other) {
            int byPrefix = Arrays.compareUnsigned(one.prefix(), other.prefix());
            return byPrefix != 0 ? byPrefix : Arrays.compareUnsigned(one.key(), other.key());
        }

        @Override
        public boolean isSame(IndexRow one, IndexRow other) {
            return true;
        }

        @Override
        public boolean isCopied(IndexRow row) {
            return true;
        }

        @Override
        public int bytes(IndexRow row) {
            return row.prefix().length + row.key().length;
        }

        @Override
        public long version(IndexRow row) {
            return 0;
        }

        @Override
        public void put(IndexRow row, TargetBatch batch) {
            batch.put(row);
        }

        @Override
        public void delete(IndexRow row, TargetBatch batch) {
            batch.delete(row);
        }
    }

    /** The least key greater than this one. */
    private static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
