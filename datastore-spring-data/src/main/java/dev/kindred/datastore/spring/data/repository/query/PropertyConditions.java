package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Range;

/**
 * Conditions on one property, as keywords of method names mean them and as indexes answer them. What a method's name says and what is generated for it ahead of time
 * are both made here. Public for generated code alone. Safe for all threads.
 */
public final class PropertyConditions {

    private final StoredProperty property;
    private final Operands operands;

    PropertyConditions(StoredProperty property, Operands operands) {
        this.property = property;
        this.operands = operands;
    }

    boolean isKey() {
        return operands.isKey();
    }

    private Constraint compare(Operator operator, @Nullable Object value) {
        return Constraint.of(operands.compare(operator, value));
    }

    /**
     * Keyword {@code Is}; of a collection, that an element is the value.
     *
     * @param value null finds null, unless the property is the id
     * @return the condition
     */
    public Constraint is(@Nullable Object value) {
        return compare(Operator.EQUAL, value);
    }

    /**
     * Keyword {@code Not}; of a collection, that some element is another value.
     *
     * @param value null finds what is not null, unless the property is the id
     * @return the condition
     */
    public Constraint isNot(@Nullable Object value) {
        return compare(Operator.NOT_EQUAL, value);
    }

    /**
     * Keyword {@code LessThan}; null is not less.
     *
     * @param value the bound
     * @return the condition
     */
    public Constraint lessThan(Object value) {
        return compare(Operator.LESS_THAN, value);
    }

    /**
     * Keyword {@code LessThanEqual}; null is not less.
     *
     * @param value the bound
     * @return the condition
     */
    public Constraint lessThanEqual(Object value) {
        return compare(Operator.LESS_THAN_OR_EQUAL, value);
    }

    /**
     * Keyword {@code GreaterThan}.
     *
     * @param value the bound
     * @return the condition
     */
    public Constraint greaterThan(Object value) {
        return compare(Operator.GREATER_THAN, value);
    }

    /**
     * Keyword {@code GreaterThanEqual}.
     *
     * @param value the bound
     * @return the condition
     */
    public Constraint greaterThanEqual(Object value) {
        return compare(Operator.GREATER_THAN_OR_EQUAL, value);
    }

    /**
     * Keyword {@code Between}.
     *
     * @param from the lower bound, inclusive
     * @param to the upper bound, inclusive
     * @return the condition
     */
    public Constraint between(Object from, Object to) {
        return Constraint.of(Filter.and(
                operands.compare(Operator.GREATER_THAN_OR_EQUAL, from),
                operands.compare(Operator.LESS_THAN_OR_EQUAL, to)));
    }

    /**
     * Keyword {@code Between} with a range.
     *
     * @param range a side without bound reaches to the end, null excluded; without both it is met by everything
     * @return the condition
     */
    public Constraint within(Range<?> range) {
        Range.Bound<?> lower = range.getLowerBound();
        Range.Bound<?> upper = range.getUpperBound();
        List<Filter> bounds = new ArrayList<>();
        lower.getValue()
                .ifPresent(value -> bounds.add(operands.compare(
                        lower.isInclusive() ? Operator.GREATER_THAN_OR_EQUAL : Operator.GREATER_THAN, value)));
        upper.getValue()
                .ifPresent(value -> bounds.add(operands.compare(
                        upper.isInclusive() ? Operator.LESS_THAN_OR_EQUAL : Operator.LESS_THAN, value)));
        return Constraint.of(bounds.isEmpty() ? null : new Filter.And(bounds));
    }

    /**
     * Keyword {@code In}.
     *
     * @param values up to 30; none finds nothing
     * @return the condition
     */
    public Constraint in(List<?> values) {
        return compare(Operator.IN, values);
    }

    /**
     * Keyword {@code NotIn}.
     *
     * @param values up to 10; none is met by everything
     * @return the condition
     */
    public Constraint notIn(List<?> values) {
        return values.isEmpty() ? Constraint.NONE : compare(Operator.NOT_IN, values);
    }

    /**
     * Keyword {@code True}.
     *
     * @return the condition
     */
    public Constraint isTrue() {
        return compare(Operator.EQUAL, true);
    }

    /**
     * Keyword {@code False}.
     *
     * @return the condition
     */
    public Constraint isFalse() {
        return compare(Operator.EQUAL, false);
    }

    /**
     * Keyword {@code IsNull}.
     *
     * @return the condition
     */
    public Constraint isNull() {
        return Constraint.of(operands.raw(Operator.EQUAL, Value.NULL));
    }

    /**
     * Keyword {@code IsNotNull}.
     *
     * @return the condition
     */
    public Constraint isNotNull() {
        return Constraint.of(operands.raw(Operator.NOT_EQUAL, Value.NULL));
    }

    /**
     * Keyword {@code Exists}, and {@code IsNotEmpty} of a collection: there is a value, and be it null.
     *
     * @return the condition
     */
    public Constraint exists() {
        // Null is the smallest value, so this is every value there is; and every element has a row, null too.
        return Constraint.of(operands.raw(Operator.GREATER_THAN_OR_EQUAL, Value.NULL));
    }

    /**
     * Keyword {@code StartingWith}.
     *
     * @param prefix empty finds every text
     * @return the condition
     */
    public Constraint startingWith(String prefix) {
        return Constraint.of(new TextConditions(property, operands).prefixed(prefix));
    }

    /**
     * Keyword {@code IsEmpty} of a text.
     *
     * @return the condition
     */
    public Constraint isEmptyText() {
        return Constraint.of(operands.raw(Operator.EQUAL, Value.of("")));
    }

    /**
     * Keyword {@code IsNotEmpty} of a text; null is no text.
     *
     * @return the condition
     */
    public Constraint isNotEmptyText() {
        return Constraint.of(new TextConditions(property, operands).notEmpty());
    }
}
