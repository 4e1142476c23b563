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
    final ScanDirection direction;
    private final ArrayDeque<T> block = new ArrayDeque<>();
    private int size;
    private boolean finished;
    private @Nullable T last;

    PostgresScan(PostgresTransaction transaction, ScanDirection direction, int limit) {
        this.transaction = transaction;
        this.direction = direction;
        this.size = Math.max(1, Math.min(limit, FIRST_BLOCK));
    }

    /** The condition for all rows, or for those behind the last one, with its arguments. */
    abstract String condition(@Nullable T after, List<Object> arguments);

    /** The columns to select and the table. */
    abstract String source(String schema);

    abstract String order();

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
        List<Object> arguments = new ArrayList<>();
        String condition = condition(last, arguments);
        int wanted = size;
        arguments.add(wanted);
        transaction.read(
                source(transaction.schema()) + " where " + condition + " order by " + order() + " limit ?",
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

    @Override
    public void close() {
        finished = true;
        block.clear();
    }

    static final class Entities extends PostgresScan<EntityRow> {

        private final ByteRange range;

        Entities(PostgresTransaction transaction, ByteRange range, ScanDirection direction, int limit) {
            super(transaction, direction, limit);
            this.range = range;
        }

        @Override
        String condition(@Nullable EntityRow after, List<Object> arguments) {
            boolean up = direction == ScanDirection.ASCENDING;
            String condition = up && after != null ? "k > ?" : "k >= ?";
            arguments.add(up && after != null ? after.key() : range.from());
            byte[] to = !up && after != null ? after.key() : range.to();
            if (to != null) {
                condition += " and k < ?";
                arguments.add(to);
            }
            return condition;
        }

        @Override
        String source(String schema) {
            return "select k, v, version from " + schema + ".entity";
        }

        @Override
        String order() {
            return direction == ScanDirection.ASCENDING ? "k" : "k desc";
        }

        @Override
        EntityRow row(ResultSet rows) throws SQLException {
            return new EntityRow(rows.getBytes(1), rows.getBytes(2), rows.getLong(3));
        }
    }

    static final class Index extends PostgresScan<IndexRow> {

        private final IndexRange range;

        Index(PostgresTransaction transaction, IndexRange range, ScanDirection direction, int limit) {
            super(transaction, direction, limit);
            this.range = range;
        }

        @Override
        String condition(@Nullable IndexRow after, List<Object> arguments) {
            boolean up = direction == ScanDirection.ASCENDING;
            String condition = up && after != null ? "(p, e) > (?, ?)" : "(p, e) >= (?, ?)";
            add(up && after != null ? after : range.from(), arguments);
            IndexRow to = !up && after != null ? after : range.to();
            if (to != null) {
                condition += " and (p, e) < (?, ?)";
                add(to, arguments);
            }
            return condition;
        }

        private static void add(IndexRow row, List<Object> arguments) {
            arguments.add(row.prefix());
            arguments.add(row.key());
        }

        @Override
        String source(String schema) {
            return "select p, e from " + schema + ".index_entry";
        }

        @Override
        String order() {
            return direction == ScanDirection.ASCENDING ? "p, e" : "p desc, e desc";
        }

        @Override
        IndexRow row(ResultSet rows) throws SQLException {
            return new IndexRow(rows.getBytes(1), rows.getBytes(2));
        }
    }
}
