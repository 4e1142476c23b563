package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CounterChange;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityPut.Precondition;
import dev.kindred.datastore.store.IndexRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements of a commit for entities, index rows and counters. Entities come first, in the order of their keys: commits about the same entity meet there, before either has written an index row.
 *
 * <p>Arrays stand in a select of their own. The server counts an array that it can see as so many rows as it has, any other as ten; a statement about one row would seem so much cheaper if it saw the
 * array that it would be planned anew for each commit.
 */
final class RowWrites {

    private static final Comparator<IndexRow> BY_ROW = (one, other) -> {
        int byPrefix = Arrays.compareUnsigned(one.prefix(), other.prefix());
        return byPrefix != 0 ? byPrefix : Arrays.compareUnsigned(one.key(), other.key());
    };

    private final String schema;
    private final String version;
    private final Changes changes;
    private final Map<Bytes, Long> replaced;

    /**
     * Of a commit.
     *
     * @param replaced of rows that are written: the version that must be there, 0 if there must be none
     */
    RowWrites(String schema, Versions versions, Changes changes, Map<Bytes, Long> replaced) {
        this.schema = schema;
        this.version = versions.ofThisTransaction();
        this.changes = changes;
        this.replaced = replaced;
    }

    void write(Script script, NewRows.Form indexRows, Node.Slot slot) {
        checkReplaced(script);
        writeEntities(script);
        writeIndex(script, indexRows);
        writeCounters(script, slot);
    }

    /** What was read to be replaced, and is not: because of what it was, so it has to be that still. */
    private void checkReplaced(Script script) {
        Map<Bytes, Long> left = new TreeMap<>(replaced);
        changes.puts().forEach(put -> left.remove(new Bytes(put.key())));
        changes.deletes().forEach(key -> left.remove(new Bytes(key)));
        if (!left.isEmpty()) {
            script.add(
                    "select 1 / (case when count(*) = 0 then 1 else 0 end)"
                            + " from unnest((select ?::bytea[]), (select ?::bigint[])) x(k, v) left join " + schema
                            + ".entity t on t.k = x.k where coalesce(t.version, 0) <> x.v",
                    left.keySet().stream().map(Bytes::value).toArray(byte[][]::new),
                    left.values().toArray(Long[]::new));
        }
    }

    private void writeEntities(Script script) {
        List<EntityPut> free = new ArrayList<>();
        List<EntityPut> absent = new ArrayList<>();
        List<EntityPut> present = new ArrayList<>();
        changes.puts().stream()
                .sorted((one, other) -> Arrays.compareUnsigned(one.key(), other.key()))
                .forEach(put -> {
                    Precondition precondition = put.precondition();
                    Long seen = replaced.get(new Bytes(put.key()));
                    if (precondition instanceof Precondition.None && seen == null) {
                        free.add(put);
                    } else if (precondition instanceof Precondition.None && seen != null && seen == 0
                            || precondition instanceof Precondition.Absent
                            || precondition instanceof Precondition.HasVersion has && has.version() == 0) {
                        absent.add(put);
                    } else {
                        present.add(put);
                    }
                });
        insert(script, absent, "");
        insert(script, free, " on conflict (k) do update set v = excluded.v, version = excluded.version");
        update(script, present);
        if (!changes.deletes().isEmpty()) {
            delete(script);
        }
    }

    private void insert(Script script, List<EntityPut> puts, String otherwise) {
        if (puts.isEmpty()) {
            return;
        }
        String insert = "insert into " + schema + ".entity as t (k, v, version) ";
        if (puts.size() == 1) {
            EntityPut put = puts.get(0);
            script.add(insert + "values (?, ?, " + version + ")" + otherwise, put.key(), put.record());
        } else {
            script.add(
                    insert + "select k, v, " + version
                            + " from unnest((select ?::bytea[]), (select ?::bytea[])) x(k, v)" + otherwise,
                    keysOf(puts),
                    recordsOf(puts));
        }
    }

    private void update(Script script, List<EntityPut> puts) {
        if (puts.isEmpty()) {
            return;
        }
        String update = "with changed as (update " + schema + ".entity t set version = " + version + ", v = ";
        String check = " returning 1) select 1 / (case when count(*) = ? then 1 else 0 end) from changed";
        if (puts.size() == 1) {
            EntityPut put = puts.get(0);
            script.add(
                    update + "? where t.k = ? and ? in (-1, t.version)" + check,
                    put.record(),
                    put.key(),
                    expected(put),
                    1);
        } else {
            script.add(
                    update
                            + "x.v from unnest((select ?::bytea[]), (select ?::bytea[]), (select ?::bigint[])) x(k, v, expected)"
                            + " where t.k = x.k and (x.expected < 0 or t.version = x.expected)" + check,
                    keysOf(puts),
                    recordsOf(puts),
                    puts.stream().map(this::expected).toArray(Long[]::new),
                    puts.size());
        }
    }

    private void delete(Script script) {
        byte[][] keys =
                changes.deletes().stream().sorted(Arrays::compareUnsigned).toArray(byte[][]::new);
        if (replaced.isEmpty()) {
            script.add(
                    "delete from " + schema + ".entity t using unnest((select ?::bytea[])) x(k) where t.k = x.k",
                    (Object) keys);
        } else {
            script.add(
                    "with gone as (delete from " + schema
                            + ".entity t using unnest((select ?::bytea[]), (select ?::bigint[])) x(k, expected)"
                            + " where t.k = x.k and (x.expected < 0 or t.version = x.expected) returning x.expected)"
                            + " select 1 / (case when count(*) filter (where expected > 0) = ? then 1 else 0 end) from gone",
                    keys,
                    Arrays.stream(keys)
                            .map(key -> replaced.getOrDefault(new Bytes(key), -1L))
                            .toArray(Long[]::new),
                    Arrays.stream(keys)
                            .filter(key -> replaced.getOrDefault(new Bytes(key), -1L) > 0)
                            .count());
        }
    }

    /** The version that a row must have; -1 for any. */
    private long expected(EntityPut put) {
        if (put.precondition() instanceof Precondition.HasVersion has) {
            return has.version();
        }
        long seen = replaced.getOrDefault(new Bytes(put.key()), -1L);
        return seen == 0 ? -1 : seen;
    }

    static byte[][] keysOf(List<EntityPut> puts) {
        return puts.stream().map(EntityPut::key).toArray(byte[][]::new);
    }

    private static byte[][] recordsOf(List<EntityPut> puts) {
        return puts.stream().map(EntityPut::record).toArray(byte[][]::new);
    }

    private void writeIndex(Script script, NewRows.Form form) {
        String arrays = "unnest((select ?::bytea[]), (select ?::bytea[]))";
        if (!changes.indexDeletes().isEmpty()) {
            IndexRow[] rows = sorted(changes.indexDeletes());
            script.add(
                    "delete from " + schema + ".index_entry t using " + arrays
                            + " x(p, e) where t.p = x.p and t.e = x.e",
                    prefixes(rows),
                    keys(rows));
        }
        if (!changes.indexPuts().isEmpty()) {
            IndexRow[] rows = sorted(changes.indexPuts());
            script.add(
                    "insert into " + schema + ".index_entry (p, e) select * from " + arrays
                            + (form == NewRows.Form.PLAIN ? "" : " on conflict do nothing"),
                    prefixes(rows),
                    keys(rows));
        }
    }

    private static IndexRow[] sorted(List<IndexRow> rows) {
        return rows.stream().sorted(BY_ROW).toArray(IndexRow[]::new);
    }

    private static byte[][] prefixes(IndexRow[] rows) {
        return Arrays.stream(rows).map(IndexRow::prefix).toArray(byte[][]::new);
    }

    private static byte[][] keys(IndexRow[] rows) {
        return Arrays.stream(rows).map(IndexRow::key).toArray(byte[][]::new);
    }

    private void writeCounters(Script script, Node.Slot slot) {
        if (changes.counters().isEmpty()) {
            return;
        }
        Map<Bytes, long[]> sums = new TreeMap<>();
        int longest = 0;
        for (CounterChange change : changes.counters()) {
            longest = Math.max(longest, change.deltas().length);
            sums.merge(new Bytes(change.key()), change.deltas().clone(), (sum, more) -> {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += more[i];
                }
                return sum;
            });
        }
        script.add(
                "insert into " + schema + ".counter as t (k, slot, n)"
                        + " select k, ?, n::bigint[] from unnest((select ?::bytea[]), (select ?::text[])) x(k, n)"
                        + " on conflict (k, slot) do update set n = array["
                        // Number by number: to take both arrays apart and gather them took as long as writing the row.
                        + IntStream.rangeClosed(1, longest)
                                .mapToObj(i -> "coalesce(t.n[" + i + "], 0) + coalesce(excluded.n[" + i + "], 0)")
                                .collect(Collectors.joining(", "))
                        + "] || t.n[" + (longest + 1) + ":]",
                slot.id(),
                sums.keySet().stream().map(Bytes::value).toArray(byte[][]::new),
                sums.values().stream()
                        .map(values -> Arrays.toString(values).replace('[', '{').replace(']', '}'))
                        .toArray(String[]::new));
    }
}
