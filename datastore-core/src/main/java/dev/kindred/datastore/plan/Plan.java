package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.PlanNode;
import java.util.List;

/** A way to find the candidates of one conjunction in order of position. */
interface Plan {

    /** Nothing can match. */
    Plan NOTHING = new Plan() {
        @Override
        public RowSource open(ReadContext context) {
            return RowSource.EMPTY;
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
            return Wording.node("nothing can match", List.of());
        }
    };

    /** Starts reading. */
    RowSource open(ReadContext context);

    /**
     * Whether every candidate is a result at its position, so that nobody need look at the entity. Otherwise the executor asks the {@link Evaluator} and
     * keeps the candidates whose position it confirms.
     */
    boolean isExact(ReadContext context);

    /** Whether all its rows come from one call to the store, entities included if they are wanted, or from several that need not see the same state. */
    default boolean readsOnce(ReadContext context) {
        return context.transaction().joins();
    }

    /** What it does, for people. */
    PlanNode describe(Wording words);
}
