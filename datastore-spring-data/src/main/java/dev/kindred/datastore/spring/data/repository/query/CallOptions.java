package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.Paging;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.repository.query.ParametersParameterAccessor;

/**
 * What one call asks for besides its conditions.
 *
 * @param limit the most results
 * @param pageable the page; its sort is not looked at
 * @param position where a window starts
 * @param projection what results become
 * @param total counts what pages are part of; null for the query itself
 */
record CallOptions(
        Limit limit,
        Pageable pageable,
        @Nullable ScrollPosition position,
        Projection projection,
        @Nullable LongSupplier total) {

    static CallOptions of(
            DatastoreQueryMethod method, ParametersParameterAccessor accessor, @Nullable LongSupplier total) {
        return new CallOptions(
                limit(method, accessor),
                method.getParameters().hasPageableParameter() ? accessor.getPageable() : Pageable.unpaged(),
                accessor.getScrollPosition(),
                method.projection(accessor),
                total);
    }

    /** The limit among the arguments. The accessor would also answer with the size of a Pageable, and a page's total would be wrong. */
    static Limit limit(DatastoreQueryMethod method, ParametersParameterAccessor accessor) {
        return method.getParameters().hasLimitParameter() ? accessor.getLimit() : Limit.unlimited();
    }

    static Query limited(Query query, Limit limit) {
        return limit.isLimited() ? Paging.atMost(query, limit.max()) : query;
    }
}
