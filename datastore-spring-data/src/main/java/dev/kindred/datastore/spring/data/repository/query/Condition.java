package dev.kindred.datastore.spring.data.repository.query;

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
}
