package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.JoinedRow;
import dev.kindred.datastore.store.JoinedScan;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is read, as statements: each call is one, and so is each block of a scan. */
abstract class PostgresReads implements StorageTransaction {

    final String schema;

    PostgresReads(String schema) {
        this.schema = schema;
    }

    /** Runs one query, on the snapshot that its rows shall be of. */
    abstract void read(String statement, Script.Rows reader, @Nullable Object... arguments);

    /** The transaction behind: its monitor is held during each call, so that closing the engine waits for it. */
    abstract PostgresTransaction transaction();

    /** Whether what a statement reads need not agree with anything else. */
    abstract boolean isApart();

    @Override
    public @Nullable EntityRow get(byte[] key) {
        return one(key);
    }

    private @Nullable EntityRow one(byte[] key) {
        EntityRow[] found = new EntityRow[1];
        read(
                "select v, version from " + schema + ".entity where k = ?",
                rows -> found[0] = rows.next() ? new EntityRow(key, rows.getBytes(1), rows.getLong(2)) : null,
                key);
        return found[0];
    }

    @Override
    public List<@Nullable EntityRow> getAll(List<byte[]> keys) {
        if (keys.isEmpty()) {
            transaction().refuseUnlessOpen();
            return List.of();
        }
        if (keys.size() == 1) {
            return Collections.singletonList(one(keys.get(0)));
        }
        Map<Bytes, EntityRow> found = new HashMap<>(2 * keys.size());
        read(
                "select t.k, t.v, t.version from unnest((select ?::bytea[])) x(k) join " + schema
                        + ".entity t on t.k = x.k",
                rows -> {
                    while (rows.next()) {
                        byte[] key = rows.getBytes(1);
                        found.put(new Bytes(key), new EntityRow(key, rows.getBytes(2), rows.getLong(3)));
                    }
                },
                (Object) keys.stream()
                        .map(Bytes::new)
                        .distinct()
                        .map(Bytes::value)
                        .toArray(byte[][]::new));
        List<@Nullable EntityRow> all = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            all.add(found.get(new Bytes(key)));
        }
        return all;
    }

    @Override
    public Scan<EntityRow> scanEntities(ByteRange range, ScanDirection direction, int limit) {
        transaction().refuseUnlessOpen();
        return new PostgresScan.Entities(this, range, direction, limit);
    }

    @Override
    public Scan<IndexRow> scanIndex(IndexRange range, ScanDirection direction, int limit) {
        transaction().refuseUnlessOpen();
        return new PostgresScan.Index(this, range, direction, limit);
    }

    @Override
    public boolean joins() {
        return true;
    }

    @Override
    public Scan<JoinedRow> scanJoined(JoinedScan scan) {
        transaction().refuseUnlessOpen();
        return new PostgresJoin(this, scan);
    }

    @Override
    public boolean[] containsAll(List<IndexRow> rows) {
        boolean[] contained = new boolean[rows.size()];
        if (rows.isEmpty()) {
            transaction().refuseUnlessOpen();
            return contained;
        }
        read(
                "select x.i from unnest((select ?::bytea[]), (select ?::bytea[])) with ordinality x(p, e, i) join "
                        + schema + ".index_entry t on t.p = x.p and t.e = x.e",
                found -> {
                    while (found.next()) {
                        contained[(int) found.getLong(1) - 1] = true;
                    }
                },
                rows.stream().map(IndexRow::prefix).toArray(byte[][]::new),
                rows.stream().map(IndexRow::key).toArray(byte[][]::new));
        return contained;
    }
}
