package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.JoinedRow;
import dev.kindred.datastore.store.JoinedScan;
import dev.kindred.datastore.store.JoinedScan.Content;
import dev.kindred.datastore.store.ScanDirection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query as one statement: rows of the index, each looked up in the index for each further equality, cut to a block, then joined with the entities. Everything is made so that the server need not guess how many rows
 * there are, since it plans a prepared statement without knowing its arguments: each step is an ordered scan of a primary key that stops early. A limit that is an argument would count as a tenth of the
 * table, and the table of entities would be read as a whole; so a constant limit, the next power of four, stands within. Nothing but equalities is a {@link Zigzag}.
 *
 * <p>Values in one order and keys in the other are no order of the index. But the first <i>n</i> such rows are found in <i>2n</i>: of the first <i>n</i> rows in the order of the index, all groups of equal values but the last
 * are whole; and of the last group the first <i>n</i> keys are read the other way.
 */
final class PostgresJoin extends PostgresScan<JoinedRow> {

    private static final int FIRST_BLOCK = 512;
    private static final int FIRST_BLOCK_OF_ENTITIES = 256;

    private final String entities;
    private final String index;
    private final IndexRange range;
    private final ByteRange keys;
    private final List<byte[]> alsoUnder;
    private final JoinedScan.Order order;
    private final boolean up;
    private final boolean withEntities;
    /** The one prefix of all rows; null if they have several. */
    private final byte @Nullable [] prefix;

    PostgresJoin(PostgresReads reads, JoinedScan scan) {
        super(
                reads,
                scan.wanted().expected(),
                scan.wanted().most(),
                scan.wanted().content() == Content.ENTITIES ? FIRST_BLOCK_OF_ENTITIES : FIRST_BLOCK);
        this.entities = reads.schema + ".entity";
        this.index = reads.schema + ".index_entry";
        this.alsoUnder = scan.alsoUnder();
        this.order = scan.order();
        this.up = order.prefixes() == ScanDirection.ASCENDING;
        this.withEntities = scan.wanted().content() == Content.ENTITIES;
        IndexRow from = scan.range().from();
        IndexRow to = scan.range().to();
        this.range = scan.range();
        if (to != null && Arrays.equals(from.prefix(), to.prefix())) {
            this.prefix = from.prefix();
            this.keys = narrowed(scan.keys(), from.key(), to.key());
        } else {
            this.prefix = null;
            this.keys = scan.keys();
        }
    }

    private static ByteRange narrowed(ByteRange keys, byte[] from, byte[] to) {
        byte[] end = keys.to();
        return new ByteRange(
                Arrays.compareUnsigned(from, keys.from()) > 0 ? from : keys.from(),
                end == null || Arrays.compareUnsigned(to, end) < 0 ? to : end);
    }

    @Override
    Sql statement(@Nullable JoinedRow last, int limit) {
        IndexRow behind = last == null ? order.behind() : last.index();
        Sql sql = new Sql();
        if (prefix != null && !alsoUnder.isEmpty() && Zigzag.goes(keys, order.keys())) {
            return common(sql, prefix, behind == null ? null : behind.key(), limit);
        }
        boolean turning = order.prefixes() != order.keys() && prefix == null;
        if (turning) {
            startTurning(sql, behind, limit);
        }
        sql.add(withEntities ? "select i.p, i.e, t.v, t.version from (" : "select i.p, i.e from (");
        sql.add("select * from (");
        if (turning) {
            turn(sql, behind, limit);
        } else if (prefix != null) {
            under(sql, prefix, behind == null ? null : behind.key());
            sql.add(order(order.keys(), "a.e"));
        } else {
            between(sql, behind);
            sql.add(order(order.prefixes(), "a.p", "a.e"));
        }
        sql.add(" limit " + roundedUp(limit) + ") x limit ?) i", limit);
        if (withEntities) {
            sql.add(" join " + entities + " t on t.k = i.e");
        }
        return sql.add(" order by " + (prefix != null ? "" : up ? "i.p, " : "i.p desc, ") + "i.e"
                + (order.keys() == ScanDirection.ASCENDING ? "" : " desc"));
    }

    private Sql common(Sql sql, byte[] one, byte @Nullable [] behind, int limit) {
        List<byte[]> prefixes = new ArrayList<>(alsoUnder);
        prefixes.add(one);
        new Zigzag(index, prefixes, keys, order.keys()).with(sql, behind, limit);
        String ordered = order(order.keys(), "e");
        sql.add(withEntities ? " select null, i.e, t.v, t.version from (" : " select null, i.e from (")
                .add("select unnest(found) e from z" + ordered + " limit ?) i", limit);
        if (withEntities) {
            sql.add(" join " + entities + " t on t.k = i.e");
        }
        return sql.add(order(order.keys(), "i.e"));
    }

    /** Few different statements, so that those that are prepared are found again. */
    private static int roundedUp(int limit) {
        int rounded = 1;
        while (rounded < limit) {
            rounded *= 4;
        }
        return rounded;
    }

    private static String order(ScanDirection direction, String... columns) {
        String turn = direction == ScanDirection.ASCENDING ? "" : " desc";
        return " order by " + String.join(turn + ", ", columns) + turn;
    }

    /** Rows {@code a} of the index whose keys are under all other prefixes, each looked up: a join could go the other way round. Ends within the conditions. */
    private Sql rows(Sql sql) {
        sql.add("select a.p, a.e from " + index + " a");
        for (int i = 0; i < alsoUnder.size(); i++) {
            sql.add(
                    " cross join lateral (select 1 from " + index + " b where b.p = ? and b.e = a.e limit 1) b" + i,
                    alsoUnder.get(i));
        }
        return sql.add(" where ");
    }

    /** Rows of one prefix, behind a key in the direction of the keys. */
    private void under(Sql sql, byte[] one, byte @Nullable [] behind) {
        rows(sql).add("a.p = ?", one);
        keys(sql, behind);
    }

    private void keys(Sql sql, byte @Nullable [] behind) {
        boolean ascending = order.keys() == ScanDirection.ASCENDING;
        if (ascending && behind != null) {
            sql.add(" and a.e > ?", behind);
        } else if (keys.from().length > 0) {
            sql.add(" and a.e >= ?", keys.from());
        }
        byte[] end = ascending || behind == null ? keys.to() : behind;
        if (end != null) {
            sql.add(" and a.e < ?", end);
        }
    }

    /** Rows of the range, behind one in the order of the index. */
    private void between(Sql sql, @Nullable IndexRow behind) {
        rows(sql);
        bound(sql, up && behind != null ? ">" : ">=", up && behind != null ? behind : range.from());
        IndexRow end = !up && behind != null ? behind : range.to();
        if (end != null) {
            sql.add(" and ");
            bound(sql, "<", end);
        }
        if (keys.from().length > 0) {
            sql.add(" and a.e >= ?", keys.from());
        }
        byte[] last = keys.to();
        if (last != null) {
            sql.add(" and a.e < ?", last);
        }
    }

    private static void bound(Sql sql, String operator, IndexRow row) {
        if (row.key().length == 0 && !operator.equals(">")) {
            sql.add("a.p " + operator + " ?", row.prefix());
        } else {
            sql.add("(a.p, a.e) " + operator + " (?, ?)", row.prefix(), row.key());
        }
    }

    /** Names {@code b} the next rows in the order of the index, and {@code g} the last group of them. */
    private void startTurning(Sql sql, @Nullable IndexRow behind, int limit) {
        sql.add("with b as materialized (");
        between(sql, behind == null ? null : up ? afterAll(behind) : IndexRange.atPrefix(behind.prefix()));
        sql.add(order(order.prefixes(), "a.p", "a.e") + " limit ?), g as (select p from b", limit);
        sql.add(order(up ? ScanDirection.DESCENDING : ScanDirection.ASCENDING, "p") + " limit 1) ");
    }

    /** The place behind all rows of a prefix: no key is as great. */
    private static IndexRow afterAll(IndexRow row) {
        IndexRow after = IndexRange.after(row.prefix());
        if (after == null) {
            throw new IllegalArgumentException("No row can have a prefix of nothing but FF");
        }
        return after;
    }

    private void turn(Sql sql, @Nullable IndexRow behind, int limit) {
        sql.add("select u.p, u.e from (");
        if (behind != null) {
            sql.add("(");
            under(sql, behind.prefix(), behind.key());
            sql.add(order(order.keys(), "a.e") + " limit ?) union all ", limit);
        }
        sql.add("select b.p, b.e from b, g where b.p " + (up ? "<" : ">") + " g.p union all ");
        sql.add("select g.p, l.e from g cross join lateral (");
        rows(sql).add("a.p = g.p");
        keys(sql, null);
        sql.add(order(order.keys(), "a.e") + " limit ?) l) u", limit);
        sql.add(" order by u.p" + (up ? ", u.e desc" : " desc, u.e"));
    }

    @Override
    JoinedRow row(ResultSet rows) throws SQLException {
        byte[] key = rows.getBytes(2);
        return new JoinedRow(
                new IndexRow(prefix == null ? rows.getBytes(1) : prefix, key),
                withEntities ? noted(new EntityRow(key, rows.getBytes(3), rows.getLong(4))) : null);
    }

    @Override
    int bytes(JoinedRow row) {
        EntityRow entity = row.entity();
        return row.index().prefix().length + row.index().key().length + (entity == null ? 0 : entity.record().length);
    }
}
