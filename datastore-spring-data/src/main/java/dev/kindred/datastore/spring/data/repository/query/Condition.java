package dev.kindred.datastore.spring.data.repository.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One condition of a derived query, waiting for its arguments. */
@FunctionalInterface
interface Condition {

    /**
     * Binds the condition.
     *
     * @param arguments the arguments of the call
     * @return what an entity has to meet; null if the condition is to be left out, as if it were not there
     */
    @Nullable
    Constraint bind(Arguments arguments);

    /**
     * A condition that indexes answer, of which it can be told what it says.
     *
     * @param comparison what it says
     * @param property of what
     * @param conditions makes it
     * @param arguments where its operands are among the parameters
     */
    record Indexed(
            Comparison comparison, StoredProperty property, PropertyConditions conditions, List<Integer> arguments)
            implements Condition {

        @Override
        public Constraint bind(Arguments all) {
            return comparison.bind(conditions, arguments, all);
        }
    }

    /**
     * A condition that is left out where an argument is null.
     *
     * @param condition the condition
     * @param arguments the positions of those that may be null
     */
    record Skippable(Condition condition, List<Integer> arguments) implements Condition {

        @Override
        public @Nullable Constraint bind(Arguments all) {
            return arguments.stream().anyMatch(index -> all.get(index) == null) ? null : condition.bind(all);
        }
    }
}
