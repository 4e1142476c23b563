package dev.kindred.datastore.plan;

import dev.kindred.datastore.store.EntityRow;
import org.jspecify.annotations.Nullable;

/** One entity by its key, if it matches the rest of the query. */
record KeyLookup(byte[] key, Evaluator evaluator) implements Plan {

    @Override
    public RowSource open(ReadContext context) {
        return new RowSource() {
            private boolean done;

            @Override
            public @Nullable Row next() {
                EntityRow found = done ? null : context.transaction().get(key);
                done = true;
                if (found == null) {
                    return null;
                }
                var entity = context.decode(found);
                byte[] position = evaluator.position(entity, key);
                return position == null ? null : new Row(position, key, entity);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean isExact(ReadContext context) {
        return true;
    }

    @Override
    public String toString() {
        return "key lookup";
    }
}
