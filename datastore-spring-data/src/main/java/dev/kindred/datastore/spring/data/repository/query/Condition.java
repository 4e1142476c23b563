package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Filter;
import org.jspecify.annotations.Nullable;

/** One condition of a derived query, waiting for its arguments. */
@FunctionalInterface
interface Condition {

    /**
     * Binds the condition.
     *
     * @param arguments the arguments of the call
     * @return the filter, or null if everything meets the condition
     */
    @Nullable
    Filter bind(Arguments arguments);
}
