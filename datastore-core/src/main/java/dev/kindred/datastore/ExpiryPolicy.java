package dev.kindred.datastore;

import java.time.Duration;

/**
 * Says when the entities of a kind expire: at the time in one of their properties, or some time after it. The property must be indexed and hold a single timestamp; an entity without it, or with
 * anything else in it, never expires.
 *
 * @param kind the kind
 * @param property the property's name, such as {@code expireAt}
 * @param after how long after that time, not negative
 */
public record ExpiryPolicy(String kind, String property, Duration after) {

    /**
     * Checks the names and the duration.
     *
     * @param kind see the record
     * @param property see the record
     * @param after see the record
     * @throws IllegalArgumentException if a name is empty or the duration negative
     */
    public ExpiryPolicy {
        if (kind.isBlank() || property.isBlank()) {
            throw new IllegalArgumentException(
                    "An expiry policy needs a kind and a property, not \"" + kind + "\" and \"" + property + "\".");
        }
        if (after.isNegative()) {
            throw new IllegalArgumentException("Entities of kind \"" + kind
                    + "\" cannot expire before the time in property \"" + property + "\", " + after
                    + " after it; give a duration of 0 or more.");
        }
    }

    /**
     * Expiry at the time itself.
     *
     * @param kind the kind
     * @param property the property's name
     * @throws IllegalArgumentException if a name is empty
     */
    public ExpiryPolicy(String kind, String property) {
        this(kind, property, Duration.ZERO);
    }
}
