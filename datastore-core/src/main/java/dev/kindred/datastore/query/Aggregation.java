package dev.kindred.datastore.query;

import org.jspecify.annotations.Nullable;

/**
 * One number computed over the results of a query, after its limit and offset. The rules are those of the current Datastore:
 *
 * <ul>
 *   <li>{@link Count} counts results; on a projection, rows; on a distinct query, groups.
 *   <li>{@link Sum} adds the longs and doubles of a property. Everything else is passed over: a missing or unindexed property, null, text, times,
 *       lists. A path into embedded entities, such as {@code items.price}, takes every number that it leads to. It is a long unless a double is among them or a long overflows; then it is a double. The sum of nothing is 0.
 *   <li>{@link Average} is their mean, always a double; the average of nothing is null.
 * </ul>
 *
 * NaN among the numbers makes sum and average NaN.
 */
public sealed interface Aggregation {

    /**
     * The name of the number in the answer.
     *
     * @return null for {@code property_1}, {@code property_2} and so on, counted over the unnamed ones
     */
    @Nullable
    String alias();

    /**
     * Names the number.
     *
     * @param alias not empty, not twice in one query
     * @return a changed copy
     * @throws InvalidQueryException if the alias is empty
     */
    Aggregation as(String alias);

    /**
     * Counts results.
     *
     * @param upTo stop counting here; negative to count all
     * @param alias name in the answer, or null
     */
    record Count(long upTo, @Nullable String alias) implements Aggregation {

        /**
         * Checks the name.
         *
         * @param upTo see the record
         * @param alias see the record
         * @throws InvalidQueryException if the alias is empty
         */
        public Count {
            upTo = Math.max(upTo, -1);
            checkAlias(alias);
        }

        @Override
        public Count as(String changed) {
            return new Count(upTo, changed);
        }

        /** As in GQL. */
        @Override
        public String toString() {
            return (upTo < 0 ? "COUNT(*)" : "COUNT_UP_TO(" + upTo + ")") + shown(alias);
        }
    }

    /**
     * Adds numbers up.
     *
     * @param property whose numbers
     * @param alias name in the answer, or null
     */
    record Sum(String property, @Nullable String alias) implements Aggregation {

        /**
         * Checks the names.
         *
         * @param property see the record
         * @param alias see the record
         * @throws InvalidQueryException if one is empty, or the property is the key
         */
        public Sum {
            checkProperty("SUM", property);
            checkAlias(alias);
        }

        @Override
        public Sum as(String changed) {
            return new Sum(property, changed);
        }

        /** As in GQL. */
        @Override
        public String toString() {
            return "SUM(" + Gql.name(property) + ")" + shown(alias);
        }
    }

    /**
     * The mean of numbers.
     *
     * @param property whose numbers
     * @param alias name in the answer, or null
     */
    record Average(String property, @Nullable String alias) implements Aggregation {

        /**
         * Checks the names.
         *
         * @param property see the record
         * @param alias see the record
         * @throws InvalidQueryException if one is empty, or the property is the key
         */
        public Average {
            checkProperty("AVG", property);
            checkAlias(alias);
        }

        @Override
        public Average as(String changed) {
            return new Average(property, changed);
        }

        /** As in GQL. */
        @Override
        public String toString() {
            return "AVG(" + Gql.name(property) + ")" + shown(alias);
        }
    }

    /**
     * Counts all results.
     *
     * @return {@code COUNT(*)}
     */
    static Count count() {
        return new Count(-1, null);
    }

    /**
     * Counts results up to a number, and reads no further.
     *
     * @param most 0 or more
     * @return {@code COUNT_UP_TO(most)}
     * @throws InvalidQueryException if the number is negative
     */
    static Count countUpTo(long most) {
        if (most < 0) {
            throw new InvalidQueryException("COUNT_UP_TO(" + most + ") is negative; give 0 or more.");
        }
        return new Count(most, null);
    }

    /**
     * Adds up the numbers of a property.
     *
     * @param property the property's name
     * @return {@code SUM(property)}
     * @throws InvalidQueryException if the name is empty or {@link Query#KEY}
     */
    static Sum sum(String property) {
        return new Sum(property, null);
    }

    /**
     * The mean of the numbers of a property.
     *
     * @param property the property's name
     * @return {@code AVG(property)}
     * @throws InvalidQueryException if the name is empty or {@link Query#KEY}
     */
    static Average average(String property) {
        return new Average(property, null);
    }

    private static void checkAlias(@Nullable String alias) {
        if (alias != null && alias.isEmpty()) {
            throw new InvalidQueryException(
                    "The alias of an aggregation is empty; leave it out for property_1 and so on.");
        }
    }

    private static void checkProperty(String function, String property) {
        if (property.isEmpty() || property.equals(Query.KEY)) {
            throw new InvalidQueryException(
                    function + "(" + property + ") needs the name of a property; keys and nothing have no numbers.");
        }
    }

    private static String shown(@Nullable String alias) {
        return alias == null ? "" : " AS " + Gql.name(alias);
    }
}
