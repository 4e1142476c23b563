package dev.kindred.datastore.query;

/**
 * One sort criterion. Entities without the property, or with it unindexed, are not in the answer of a query that sorts by it.
 *
 * @param property the property's name, dotted for embedded ones, or {@link Query#KEY}
 * @param direction up or down
 */
public record Order(String property, Direction direction) {

    /** Up or down. */
    public enum Direction {
        /** Smallest first; null comes first. A property with several values counts with its smallest. */
        ASCENDING,
        /** Greatest first; null comes last. A property with several values counts with its greatest. */
        DESCENDING
    }

    /**
     * Checks the name.
     *
     * @param property see the record
     * @param direction see the record
     * @throws InvalidQueryException if it is empty
     */
    public Order {
        if (property.isEmpty()) {
            throw new InvalidQueryException("An order names no property.");
        }
    }

    /**
     * Smallest first.
     *
     * @param property the property's name
     * @return the order
     */
    public static Order ascending(String property) {
        return new Order(property, Direction.ASCENDING);
    }

    /**
     * Greatest first.
     *
     * @param property the property's name
     * @return the order
     */
    public static Order descending(String property) {
        return new Order(property, Direction.DESCENDING);
    }

    /**
     * Whether the greatest comes first.
     *
     * @return true for {@link Direction#DESCENDING}
     */
    public boolean isDescending() {
        return direction == Direction.DESCENDING;
    }
}
