package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads in blocks that grow: the first has as many rows as the caller expects to take. Each block begins behind the last row of the one before, so that nothing is held on
 * the server between two calls but the snapshot. Blocks of large rows stay small.
 *
 * <p>A scan that need not agree with anything else reads its first block without a transaction. If there turn out to be more rows, that block is dropped, nobody having seen it, and
 * read again in the transaction: all that is given out is of one state.
 */
abstract class PostgresScan<T> implements Scan<T> {

    private static final int LARGEST_BLOCK = 4_096;
    private static final long LARGEST_BLOCK_BYTES = 4 << 20;
    private static final int GROWTH = 4;

    private final PostgresTransaction transaction;
    private final ArrayDeque<T> block = new ArrayDeque<>();
    private final int most;
    private PostgresReads reads;
    private int size;
    private long bytes;
    private int taken;
    private boolean finished;
    private @Nullable T last;

    /**
     * Begins a scan.
     *
     * @param expected so many rows will be taken, about
     * @param most never more than these are taken
     * @param firstBlock the most that are read if nobody knows
     */
    PostgresScan(PostgresReads reads, int expected, int most, int firstBlock) {
        this.transaction = reads.transaction();
        this.most = most;
        this.size = Math.max(1, Math.min(Math.min(expected, most), firstBlock));
        boolean worthIt = most <= size || expected > size;
        this.reads = worthIt ? reads : transaction;
    }

    /** The statement for the next rows, behind a row, or from the first on. */
    abstract Sql statement(@Nullable T behind, int limit);

    abstract T row(ResultSet rows) throws SQLException;

    /** Has the transaction know an entity that was read on its snapshot. */
    final EntityRow noted(EntityRow row) {
        if (!reads.isApart()) {
            transaction.note(row);
        }
        return row;
    }

    /** About how much memory a row takes. */
    abstract int bytes(T row);

    @Override
    public @Nullable T next() {
        synchronized (transaction) {
            transaction.refuseIfEngineClosed();
            if (block.isEmpty() && !finished) {
                fill();
            }
            T row = block.pollFirst();
            if (row != null && ++taken > most) {
                throw new IllegalStateException("More than the " + most + " rows are taken that were to be");
            }
            return row;
        }
    }

    private void fill() {
        read();
        if (reads.isApart() && block.size() == size && size < most) {
            block.clear();
            reads = transaction;
            size = Math.min(LARGEST_BLOCK, size * GROWTH);
            read();
        }
        finished = block.size() < size;
        last = block.peekLast();
        long each = Math.max(1, bytes / Math.max(1, block.size()));
        size = (int) Math.max(1, Math.min(Math.min(LARGEST_BLOCK, (long) size * GROWTH), LARGEST_BLOCK_BYTES / each));
    }

    private void read() {
        bytes = 0;
        Sql sql = statement(last, size);
        reads.read(
                sql.text(),
                rows -> {
                    while (rows.next()) {
                        T row = row(rows);
                        bytes += bytes(row);
                        block.add(row);
                    }
                },
                sql.arguments());
    }

    @Override
    public void close() {
        finished = true;
        block.clear();
    }

    static final class Entities extends PostgresScan<EntityRow> {

        private static final int FIRST_BLOCK = 256;

        private final String schema;
        private final ByteRange range;
        private final boolean up;

        Entities(PostgresReads reads, ByteRange range, ScanDirection direction, int limit) {
            super(reads, limit, Integer.MAX_VALUE, FIRST_BLOCK);
            this.schema = reads.schema;
            this.range = range;
            this.up = direction == ScanDirection.ASCENDING;
        }

        @Override
        Sql statement(@Nullable EntityRow behind, int limit) {
            Sql sql = new Sql().add("select k, v, version from " + schema + ".entity where k ");
            if (up && behind != null) {
                sql.add("> ?", behind.key());
            } else {
                sql.add(">= ?", range.from());
            }
            byte[] end = !up && behind != null ? behind.key() : range.to();
            if (end != null) {
                sql.add(" and k < ?", end);
            }
            return sql.add(" order by k" + (up ? "" : " desc") + " limit ?", limit);
        }

        @Override
        EntityRow row(ResultSet rows) throws SQLException {
            return new EntityRow(rows.getBytes(1), rows.getBytes(2), rows.getLong(3));
        }

        @Override
        int bytes(EntityRow row) {
            return row.key().length + row.record().length;
        }
    }

    static final class Index extends PostgresScan<IndexRow> {

        private static final int FIRST_BLOCK = 512;

        private final String schema;
        private final IndexRange range;
        private final boolean up;

        Index(PostgresReads reads, IndexRange range, ScanDirection direction, int limit) {
            super(reads, limit, Integer.MAX_VALUE, FIRST_BLOCK);
            this.schema = reads.schema;
            this.range = range;
            this.up = direction == ScanDirection.ASCENDING;
        }

        @Override
        Sql statement(@Nullable IndexRow behind, int limit) {
            Sql sql = new Sql().add("select p, e from " + schema + ".index_entry where (p, e) ");
            IndexRow from = up && behind != null ? behind : range.from();
            sql.add(up && behind != null ? "> (?, ?)" : ">= (?, ?)", from.prefix(), from.key());
            IndexRow end = !up && behind != null ? behind : range.to();
            if (end != null) {
                sql.add(" and (p, e) < (?, ?)", end.prefix(), end.key());
            }
            return sql.add(up ? " order by p, e limit ?" : " order by p desc, e desc limit ?", limit);
        }

        @Override
        IndexRow row(ResultSet rows) throws SQLException {
            return new IndexRow(rows.getBytes(1), rows.getBytes(2));
        }

        @Override
        int bytes(IndexRow row) {
            return row.prefix().length + row.key().length;
        }
    }
}
