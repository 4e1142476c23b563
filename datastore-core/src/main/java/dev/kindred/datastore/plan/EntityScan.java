package dev.kindred.datastore.plan;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Scan;
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
    public String toString() {
        return "entity scan by key";
    }
}
