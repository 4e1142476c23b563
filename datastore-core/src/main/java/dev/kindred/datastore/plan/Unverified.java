package dev.kindred.datastore.plan;

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
    public String toString() {
        return plan + ", testing each entity";
    }
}
