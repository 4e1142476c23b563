package dev.kindred.datastore.query;

/** How a {@link Filter.PropertyFilter} compares. Inequalities follow the total order of values and are not limited to the operand's type. */
public enum Operator {
    /** Some value of the property equals the operand. */
    EQUAL("="),
    /** Some value of the property is less than or greater than the operand. */
    NOT_EQUAL("!="),
    /** Less than the operand; null is less than everything. */
    LESS_THAN("<"),
    /** Less than or equal to the operand. */
    LESS_THAN_OR_EQUAL("<="),
    /** Greater than the operand. */
    GREATER_THAN(">"),
    /** Greater than or equal to the operand. */
    GREATER_THAN_OR_EQUAL(">="),
    /** Some value equals some element of the operand, a list. An empty list matches nothing. */
    IN("IN"),
    /** Some value lies outside the operand, a list of up to 10. An empty list matches every entity that has the property. */
    NOT_IN("NOT IN");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    /**
     * As written in GQL.
     *
     * @return such as {@code >=}
     */
    public String symbol() {
        return symbol;
    }

    /**
     * Whether this is one of the four range comparisons.
     *
     * @return true for less and greater, with or without equal
     */
    public boolean isRange() {
        return this == LESS_THAN || this == LESS_THAN_OR_EQUAL || this == GREATER_THAN || this == GREATER_THAN_OR_EQUAL;
    }
}
