package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.PlanNode;
import java.util.List;

/** Candidates that a scan cannot test fully: the executor asks the evaluator about each. */
record Unverified(Plan plan) implements Plan {

    @Override
    public RowSource open(ReadContext context) {
        return plan.open(context);
    }

    @Override
    public boolean isExact(ReadContext context) {
        return false;
    }

    @Override
    public boolean readsOnce(ReadContext context) {
        return plan.readsOnce(context);
    }

    @Override
    public PlanNode describe(Wording words) {
        return Wording.node("test each entity", List.of(words.everything()), plan.describe(words));
    }
}
