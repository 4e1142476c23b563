package dev.kindred.datastore;

/**
 * Says when the entities of a kind expire: at the time in one of their properties. The property must be indexed and hold a single timestamp; an entity without it, or with anything
 * else in it, never expires.
 *
 * @param kind the kind
 * @param property the property's name, such as {@code expireAt}
 */
public record ExpiryPolicy(String kind, String property) {

    /**
     * Checks the names.
     *
     * @param kind see the record
     * @param property see the record
     * @throws IllegalArgumentException if one is empty
     */
    public ExpiryPolicy {
        if (kind.isBlank() || property.isBlank()) {
            throw new IllegalArgumentException(
                    "An expiry policy needs a kind and a property, not \"" + kind + "\" and \"" + property + "\".");
        }
    }
}
