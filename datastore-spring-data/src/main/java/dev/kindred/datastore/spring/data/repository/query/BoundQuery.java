package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Query;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The query of one call.
 *
 * @param query what the datastore is asked
 * @param rest what its results have to meet besides; null if nothing
 */
record BoundQuery(Query query, @Nullable Predicate<Entity> rest) {

    static BoundQuery of(Query query) {
        return new BoundQuery(query, null);
    }

    BoundQuery with(Query changed) {
        return new BoundQuery(changed, rest);
    }
}
