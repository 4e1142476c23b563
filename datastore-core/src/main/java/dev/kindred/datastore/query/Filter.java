package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A condition on entities: a comparison of one property, or several conditions joined by and, or. A missing or unindexed property satisfies no
 * comparison. On a property with several values one value must satisfy all range comparisons of a conjunction, while each equality may be met by a
 * different one (App Engine's rules).
 */
public sealed interface Filter {

    /**
     * A comparison.
     *
     * @param property the property's name, dotted for embedded ones, or {@link Query#KEY}
     * @param operator how to compare
     * @param operand what to compare with: a list for {@link Operator#IN} and {@link Operator#NOT_IN}, a single value otherwise
     */
    record PropertyFilter(String property, Operator operator, Value operand) implements Filter {

        /**
         * Checks name and operand.
         *
         * @param property see the record
         * @param operator see the record
         * @param operand see the record
         * @throws InvalidQueryException if the name is empty, or the operand does not fit the operator
         */
        public PropertyFilter {
            if (property.isEmpty()) {
                throw new InvalidQueryException("A filter names no property.");
            }
            boolean takesList = operator == Operator.IN || operator == Operator.NOT_IN;
            if (takesList != operand instanceof Value.ListValue) {
                throw new InvalidQueryException("Filter \"" + property + " " + operator.symbol() + " …\" needs "
                        + (takesList ? "a list of values." : "a single value, not a list; use IN for several."));
            }
            List<Value> operands = operand instanceof Value.ListValue list ? list.values() : List.of(operand);
            if (operands.stream().anyMatch(Value.EntityValue.class::isInstance)) {
                throw new InvalidQueryException(
                        "Filter \"" + property + " " + operator.symbol()
                                + " …\" compares with an embedded entity, which has no order; compare one of its properties by a dotted name.");
            }
            if (property.equals(Query.KEY)) {
                for (Value each : operands) {
                    if (!(each instanceof Value.KeyValue)) {
                        throw new InvalidQueryException("Filter \"" + Query.KEY + " " + operator.symbol()
                                + " …\" needs a key, not " + each + ".");
                    }
                }
            }
        }

        @Override
        public String toString() {
            return property + " " + operator.symbol() + " " + operand;
        }
    }

    /**
     * All of several conditions.
     *
     * @param filters at least one
     */
    record And(List<Filter> filters) implements Filter {

        /**
         * Copies the list.
         *
         * @param filters see the record
         */
        public And {
            filters = List.copyOf(filters);
        }
    }

    /**
     * At least one of several conditions.
     *
     * @param filters at least one
     */
    record Or(List<Filter> filters) implements Filter {

        /**
         * Copies the list.
         *
         * @param filters see the record
         * @throws InvalidQueryException if it is empty
         */
        public Or {
            filters = List.copyOf(filters);
            if (filters.isEmpty()) {
                throw new InvalidQueryException("An OR of no conditions matches nothing; give at least one.");
            }
        }
    }

    /**
     * A comparison.
     *
     * @param property the property's name
     * @param operator how to compare
     * @param operand what to compare with
     * @return the filter
     * @throws InvalidQueryException if the operand does not fit the operator
     */
    static Filter of(String property, Operator operator, Value operand) {
        return new PropertyFilter(property, operator, operand);
    }

    /**
     * Some value of the property equals the operand.
     *
     * @param property the property's name
     * @param operand a single value
     * @return the filter
     */
    static Filter equal(String property, Value operand) {
        return of(property, Operator.EQUAL, operand);
    }

    /**
     * Some value of the property equals some operand.
     *
     * @param property the property's name
     * @param operands single values; none matches nothing
     * @return the filter
     */
    static Filter in(String property, Collection<? extends Value> operands) {
        return of(property, Operator.IN, Value.of(operands));
    }

    /**
     * A comparison with the entity's key.
     *
     * @param operator how to compare
     * @param key a complete key of the query's namespace
     * @return the filter
     */
    static Filter key(Operator operator, Key key) {
        return of(Query.KEY, operator, Value.of(key));
    }

    /**
     * All of several conditions.
     *
     * @param filters the conditions; none matches everything
     * @return the filter
     */
    static Filter and(Filter... filters) {
        return new And(Arrays.asList(filters));
    }

    /**
     * At least one of several conditions.
     *
     * @param filters at least one
     * @return the filter
     * @throws InvalidQueryException if there is none
     */
    static Filter or(Filter... filters) {
        return new Or(Arrays.asList(filters));
    }
}
