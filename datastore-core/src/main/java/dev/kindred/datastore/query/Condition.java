package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Value;

/** App Engine's short forms: {@code "Price <"} for a filter, {@code "-Price"} for an order. */
final class Condition {

    private static final String OPERATOR_CHARACTERS = " ><=!";

    private Condition() {}

    static Filter parse(String condition, Value operand) {
        String trimmed = condition.strip();
        int end = trimmed.length();
        while (end > 0 && OPERATOR_CHARACTERS.indexOf(trimmed.charAt(end - 1)) >= 0) {
            end--;
        }
        String symbol = trimmed.substring(end).strip();
        String property = trimmed.substring(0, end).strip();
        for (Operator operator : Operator.values()) {
            if (operator.symbol().equals(symbol)) {
                return Filter.of(property, operator, operand);
            }
        }
        throw new InvalidQueryException(
                trimmed.isEmpty()
                        ? "A filter is blank; write a property's name and an operator, such as \"price <\"."
                        : "Filter \"" + condition + "\" has operator \"" + symbol
                                + "\"; it must end in <, <=, =, >=, > or !=, such as \"price <\".");
    }

    static Order order(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("+")) {
            throw new InvalidQueryException(
                    "Order \"" + text + "\" begins with a plus; ascending is the default, leave it out.");
        }
        boolean descends = trimmed.startsWith("-");
        String property = descends ? trimmed.substring(1).strip() : trimmed;
        if (property.isEmpty()) {
            throw new InvalidQueryException("Order \"" + text + "\" names no property.");
        }
        return descends ? Order.descending(property) : Order.ascending(property);
    }
}
