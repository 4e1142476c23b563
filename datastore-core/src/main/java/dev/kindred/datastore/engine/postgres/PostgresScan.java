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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range in blocks that grow: the first has as many rows as the caller expects to take. Each block begins behind the last row of the one before, so that nothing is held on
 * the server between two calls but the snapshot.
 */
abstract class PostgresScan<T> implements Scan<T> {

    private static final int LARGEST_BLOCK = 4_096;
    private static final int FIRST_BLOCK = 512;
    private static final int GROWTH = 4;

    private final PostgresTransaction transaction;
    private final List<String> columns;
    private final List<byte[]> from;
    private final @Nullable List<byte[]> to;
    private final ScanDirection direction;
    private final ArrayDeque<T> block = new ArrayDeque<>();
    private int size;
    private boolean finished;
    private @Nullable T last;

    /** Scans rows by some columns, from values of these, inclusive, to others, exclusive. */
    PostgresScan(
            PostgresTransaction transaction,
            List<String> columns,
            List<byte[]> from,
            @Nullable List<byte[]> to,
            ScanDirection direction,
            int limit) {
        this.transaction = transaction;
        this.columns = columns;
        this.from = from;
        this.to = to;
        this.direction = direction;
        this.size = Math.max(1, Math.min(limit, FIRST_BLOCK));
    }

    /** The columns to select and the table. */
    abstract String source(String schema);

    /** What a row has in the columns it is ordered by. */
    abstract List<byte[]> place(T row);

    abstract T row(ResultSet rows) throws SQLException;

    @Override
    public @Nullable T next() {
        synchronized (transaction) {
            transaction.refuseIfEngineClosed();
            if (block.isEmpty() && !finished) {
                fill();
            }
            return block.pollFirst();
        }
    }

    private void fill() {
        List<byte[]> behind = last == null ? null : place(last);
        boolean up = direction == ScanDirection.ASCENDING;
        List<Object> arguments = new ArrayList<>(up && behind != null ? behind : from);
        String condition = compared(up && behind != null ? ">" : ">=");
        List<byte[]> end = !up && behind != null ? behind : to;
        if (end != null) {
            condition += " and " + compared("<");
            arguments.addAll(end);
        }
        int wanted = size;
        arguments.add(wanted);
        transaction.read(
                source(transaction.schema()) + " where " + condition + " order by "
                        + String.join(up ? ", " : " desc, ", columns) + (up ? "" : " desc") + " limit ?",
                rows -> {
                    while (rows.next()) {
                        block.add(row(rows));
                    }
                },
                arguments.toArray());
        finished = block.size() < wanted;
        last = block.peekLast();
        size = Math.min(LARGEST_BLOCK, size * GROWTH);
    }

    private String compared(String operator) {
        return "(" + String.join(", ", columns) + ") " + operator + " (?" + ", ?".repeat(columns.size() - 1) + ")";
    }

    @Override
    public void close() {
        finished = true;
        block.clear();
    }

    static final class Entities extends PostgresScan<EntityRow> {

        Entities(PostgresTransaction transaction, ByteRange range, ScanDirection direction, int limit) {
            super(transaction, List.of("k"), List.of(range.from()), key(range.to()), direction, limit);
        }

        private static @Nullable List<byte[]> key(byte @Nullable [] key) {
            return key == null ? null : List.of(key);
        }

        @Override
        String source(String schema) {
            return "select k, v, version from " + schema + ".entity";
        }

        @Override
        List<byte[]> place(EntityRow row) {
            return List.of(row.key());
        }

        @Override
        EntityRow row(ResultSet rows) throws SQLException {
            return new EntityRow(rows.getBytes(1), rows.getBytes(2), rows.getLong(3));
        }
    }

    static final class Index extends PostgresScan<IndexRow> {

        Index(PostgresTransaction transaction, IndexRange range, ScanDirection direction, int limit) {
            super(transaction, List.of("p", "e"), columns(range.from()), end(range.to()), direction, limit);
        }

        private static List<byte[]> columns(IndexRow row) {
            return List.of(row.prefix(), row.key());
        }

        private static @Nullable List<byte[]> end(@Nullable IndexRow row) {
            return row == null ? null : columns(row);
        }

        @Override
        String source(String schema) {
            return "select p, e from " + schema + ".index_entry";
        }

        @Override
        List<byte[]> place(IndexRow row) {
            return columns(row);
        }

        @Override
        IndexRow row(ResultSet rows) throws SQLException {
            return new IndexRow(rows.getBytes(1), rows.getBytes(2));
        }
    }
}
