package dev.kindred.datastore.model;

/**
 * A value under a name, and whether queries can see it.
 *
 * @param value the value
 * @param indexed whether index rows are written for it: only then do filters, orders and projections find it. Embedded entities are never
 *     indexed as a whole; the flag then says whether their own properties may be.
 */
public record Property(Value value, boolean indexed) {

    /**
     * A value that queries see.
     *
     * @param value the value
     * @return the property
     */
    public static Property of(Value value) {
        return new Property(value, true);
    }

    /**
     * A value that is stored only: it may be up to a megabyte, and no query finds it.
     *
     * @param value the value
     * @return the property
     */
    public static Property unindexed(Value value) {
        return new Property(value, false);
    }
}
