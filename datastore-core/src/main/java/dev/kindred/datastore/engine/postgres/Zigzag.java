package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.ScanDirection;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that have an index row under each of some prefixes, in order, as one statement. It goes in steps, which a recursive query takes on the server. In a step each prefix shows its next keys, so and so many.
 * Up to the place that the one reaches that comes furthest, or to the end if one has no more, nothing can be common but keys of that one: those are looked up under the other prefixes, all at once,
 * and the next step begins behind that place. So a step passes over whatever the others have in between, and those under a rare prefix are looked up rather than those under a common one. Steps
 * grow, and end with enough keys.
 *
 * <p>A join of the prefixes would leave the way to the server, which plans a prepared statement without knowing the prefixes: it takes each for rare, and may well go through all rows of one for each row of
 * the other. Here there is but one way for each part, a scan of the primary key; {@code offset 0} keeps the server from merging the parts.
 */
final class Zigzag {

    private static final int SMALLEST_STEP = 64;
    private static final int LARGEST_STEP = 4_096;

    private final String index;
    private final List<byte[]> prefixes;
    private final ByteRange keys;
    private final boolean up;

    /** Of keys in a range, and in a direction; one that goes down needs a range that ends. */
    Zigzag(String index, List<byte[]> prefixes, ByteRange keys, ScanDirection direction) {
        this.index = index;
        this.prefixes = prefixes;
        this.keys = keys;
        this.up = direction == ScanDirection.ASCENDING;
    }

    /** Whether there is a place to begin at. */
    static boolean goes(ByteRange keys, ScanDirection direction) {
        return direction == ScanDirection.ASCENDING || keys.to() != null;
    }

    /** Names {@code z} the steps, whose {@code found} are keys; for the beginning of a statement. */
    Sql with(Sql sql, byte @Nullable [] behind, int limit) {
        sql.add(
                "with recursive z (here, size, ended, n, found) as (select ?::bytea, ?::int, false, 0, array[]::bytea[] union all",
                start(behind),
                Math.min(LARGEST_STEP, Math.max(SMALLEST_STEP, limit)));
        // The next key that is possible; on the way down the place itself is not, since no step takes it in.
        sql.add(" select s.last");
        if (up) {
            sql.add(" || ?::bytea", new byte[1]);
        }
        sql.add(", least(" + LARGEST_STEP
                + ", z.size * 4), s.ended, z.n + cardinality(f.found), f.found from z cross join lateral (");
        furthest(sql);
        sql.add(") s cross join lateral (select ");
        lookUp(sql, prefixes.size() - 1);
        sql.add(" found offset 0) f where not z.ended and z.n < ?)", limit);
        return sql;
    }

    private byte @Nullable [] start(byte @Nullable [] behind) {
        if (!up) {
            return behind == null ? keys.to() : behind;
        }
        return behind == null ? keys.from() : Arrays.copyOf(behind, behind.length + 1);
    }

    /** The keys of the prefix that comes furthest, with the other prefixes. */
    private void furthest(Sql sql) {
        sql.add(
                "select d.*, d.many < z.size ended from (select c.*, c.keys[cardinality(c.keys)] last, cardinality(c.keys) many"
                        + " from (select u.*, array(select x.e from " + index + " x where x.p = u.p0");
        if (up) {
            sql.add(" and x.e >= z.here");
            byte[] end = keys.to();
            if (end != null) {
                sql.add(" and x.e < ?", end);
            }
        } else {
            sql.add(" and x.e < z.here and x.e >= ?", keys.from());
        }
        sql.add(" order by x.e" + direction() + " limit z.size) keys from (values ");
        // As many as there are: the server would take an array for ten rows, and plan each call by itself to do better.
        for (int i = 0; i < prefixes.size(); i++) {
            sql.add(i == 0 ? "(" : ", (");
            for (int j = 0; j < prefixes.size(); j++) {
                sql.add(j == 0 ? "?::bytea" : ", ?::bytea", (Object) prefixes.get((i + j) % prefixes.size()));
            }
            sql.add(")");
        }
        sql.add(") u ("
                + IntStream.range(0, prefixes.size()).mapToObj(i -> "p" + i).collect(Collectors.joining(", "))
                + ") offset 0) c offset 0) d order by d.many < z.size desc,"
                + " case when d.many < z.size then d.many end, d.last" + (up ? " desc" : "") + " limit 1");
    }

    /** The keys that are under the first so many other prefixes. */
    private void lookUp(Sql sql, int prefix) {
        if (prefix == 0) {
            sql.add("s.keys");
            return;
        }
        String row = "x" + prefix;
        sql.add("array(select " + row + ".e from " + index + " " + row + " where " + row + ".p = s.p" + prefix + " and "
                + row + ".e = any(");
        lookUp(sql, prefix - 1);
        sql.add("))");
    }

    private String direction() {
        return up ? "" : " desc";
    }
}
