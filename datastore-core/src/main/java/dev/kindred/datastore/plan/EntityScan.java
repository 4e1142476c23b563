package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.PlanNode;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entities of a key range, across kinds, in key order. */
record EntityScan(ByteRange keys, PrefixScan.KeyOrder order) implements Plan {

    @Override
    public RowSource open(ReadContext context) {
        ByteRange rest = order.restAfter(context.after(), keys);
        if (rest == null) {
            return RowSource.EMPTY;
        }
        Scan<EntityRow> scan =
                context.transaction().scanEntities(rest, order.direction(), Math.max(1, context.wanted()));
        return new RowSource() {
            @Override
            public @Nullable Row next() {
                EntityRow row = scan.next();
                return row == null ? null : new Row(order.position(row.key()), row.key(), context.decode(row));
            }

            @Override
            public void close() {
                scan.close();
            }
        };
    }

    @Override
    public boolean isExact(ReadContext context) {
        return true;
    }

    @Override
    public boolean readsOnce(ReadContext context) {
        return true;
    }

    @Override
    public PlanNode describe(Wording words) {
        String keys = words.keys();
        return new PlanNode(
                "scan entities of all kinds",
                List.of(
                        keys.isEmpty() ? "all" : keys,
                        order.direction() == ScanDirection.ASCENDING ? "by key" : "by key, backwards"),
                List.of("entities"),
                List.of());
    }
}
