package dev.kindred.datastore.plan;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.PlanNode;
import dev.kindred.datastore.store.EntityRow;
import java.util.List;

/** One entity by its key, if it matches the rest of the query. */
record KeyLookup(byte[] key, Evaluator evaluator) implements Plan {

    @Override
    public RowSource open(ReadContext context) {
        EntityRow found = context.transaction().get(key);
        if (found == null) {
            return RowSource.EMPTY;
        }
        Entity entity = context.decode(found);
        return Sorted.of(evaluator.positions(entity, key).stream()
                .map(position -> new Row(position, key, entity))
                .toList());
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
        return Wording.node("look up one key", List.of("test the entity: " + words.everything()));
    }
}
