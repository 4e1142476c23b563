package dev.kindred.datastore.spring.data.repository.query;

import org.springframework.util.Assert;

/**
 * How query methods run. A bean of this type is taken by all repositories; without one, {@link #DEFAULTS} hold.
 *
 * @param postFilter what to do with derived queries that need more than indexes
 * @param postFilterLimit the most entities that one call may read to filter them, at least 1; a call that would read more fails
 */
public record QuerySettings(PostFilter postFilter, int postFilterLimit) {

    /** Queries that need more than indexes are refused; examples may read 10,000 entities. */
    public static final QuerySettings DEFAULTS = new QuerySettings(PostFilter.FAIL, 10_000);

    /**
     * Checks the limit.
     *
     * @param postFilter see the record
     * @param postFilterLimit see the record
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public QuerySettings {
        Assert.isTrue(postFilterLimit >= 1, () -> "postFilterLimit is " + postFilterLimit + "; it must be at least 1");
    }
}
