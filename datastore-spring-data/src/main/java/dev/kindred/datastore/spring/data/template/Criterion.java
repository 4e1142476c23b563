package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.mapping.MappingException;

/**
 * The second half of a condition, after {@link ObjectQuery#where}. Each method gives the query with the condition, which has to be met beside those it has. Of a
 * property that holds several values, one that meets the condition is enough. A property that is not there meets none.
 *
 * <p>All throw {@link MappingException} if the value is none of the property's type, and {@link InvalidDataAccessApiUsageException} if there is no index for the
 * condition. Safe for all threads.
 *
 * @param <T> the type that is queried
 * @param <R> the type of the results
 * @param <P> the type of the property
 */
public final class Criterion<T, R, P> {

    private final ObjectQuery<T, R> query;
    private final String property;

    Criterion(ObjectQuery<T, R> query, String property) {
        this.query = query;
        this.property = property;
    }

    private ObjectQuery<T, R> compare(Operator operator, @Nullable Object operand) {
        return query.filtered(subject -> subject.compare(property, operator, operand));
    }

    private ObjectQuery<T, R> raw(Operator operator, Value operand) {
        return query.filtered(subject -> Filter.of(subject.name(property), operator, operand));
    }

    /**
     * Equal.
     *
     * @param value the value; null finds null
     * @return the query with the condition
     */
    public ObjectQuery<T, R> is(@Nullable P value) {
        return compare(Operator.EQUAL, value);
    }

    /**
     * Not equal; null is not equal to any value.
     *
     * @param value the value; null finds what is not null
     * @return the query with the condition
     */
    public ObjectQuery<T, R> not(@Nullable P value) {
        return compare(Operator.NOT_EQUAL, value);
    }

    /**
     * Has an element.
     *
     * @param element of the type of the elements of a list
     * @return the query with the condition
     */
    public ObjectQuery<T, R> has(@Nullable Object element) {
        return compare(Operator.EQUAL, element);
    }

    /**
     * Less; null is not less.
     *
     * @param bound the bound
     * @return the query with the condition
     */
    public ObjectQuery<T, R> lt(P bound) {
        return below(Operator.LESS_THAN, bound);
    }

    /**
     * Less or equal; null is not less.
     *
     * @param bound the bound
     * @return the query with the condition
     */
    public ObjectQuery<T, R> le(P bound) {
        return below(Operator.LESS_THAN_OR_EQUAL, bound);
    }

    /** Null sorts first, but who knows SQL or Java does not expect it among what is less. */
    private ObjectQuery<T, R> below(Operator operator, P bound) {
        return query.filtered(subject -> {
            String name = subject.name(property);
            Filter filter = subject.compare(property, operator, bound);
            return name.equals(Query.KEY)
                    ? filter
                    : Filter.and(Filter.of(name, Operator.GREATER_THAN, Value.NULL), filter);
        });
    }

    /**
     * Greater.
     *
     * @param bound the bound
     * @return the query with the condition
     */
    public ObjectQuery<T, R> gt(P bound) {
        return compare(Operator.GREATER_THAN, bound);
    }

    /**
     * Greater or equal.
     *
     * @param bound the bound
     * @return the query with the condition
     */
    public ObjectQuery<T, R> ge(P bound) {
        return compare(Operator.GREATER_THAN_OR_EQUAL, bound);
    }

    /**
     * Between two bounds.
     *
     * @param from the lower one, inclusive
     * @param to the upper one, inclusive
     * @return the query with the condition
     */
    public ObjectQuery<T, R> between(P from, P to) {
        return query.filtered(subject -> Filter.and(
                subject.compare(property, Operator.GREATER_THAN_OR_EQUAL, from),
                subject.compare(property, Operator.LESS_THAN_OR_EQUAL, to)));
    }

    /**
     * One of several values.
     *
     * @param values up to 30; none finds nothing
     * @return the query with the condition
     */
    public ObjectQuery<T, R> in(Collection<? extends @Nullable P> values) {
        return compare(Operator.IN, values);
    }

    /**
     * One of several values.
     *
     * @param values up to 30; none finds nothing
     * @return the query with the condition
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read.
    public final ObjectQuery<T, R> in(P... values) {
        return in(Arrays.asList(values));
    }

    /**
     * None of several values.
     *
     * @param values up to 10; none is no condition
     * @return the query with the condition
     */
    public ObjectQuery<T, R> notIn(Collection<? extends @Nullable P> values) {
        return values.isEmpty() ? query : compare(Operator.NOT_IN, values);
    }

    /**
     * None of several values.
     *
     * @param values up to 10; none is no condition
     * @return the query with the condition
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read.
    public final ObjectQuery<T, R> notIn(P... values) {
        return notIn(Arrays.asList(values));
    }

    /**
     * Text that begins so.
     *
     * @param prefix empty finds every text
     * @return the query with the condition
     */
    public ObjectQuery<T, R> startingWith(String prefix) {
        return query.filtered(subject -> {
            Filter from = subject.compare(property, Operator.GREATER_THAN_OR_EQUAL, prefix);
            String end = TextPrefix.end(prefix);
            return end == null ? from : Filter.and(from, subject.compare(property, Operator.LESS_THAN, end));
        });
    }

    /**
     * A stored null; not a property that is missing.
     *
     * @return the query with the condition
     */
    public ObjectQuery<T, R> isNull() {
        return raw(Operator.EQUAL, Value.NULL);
    }

    /**
     * A value that is not null.
     *
     * @return the query with the condition
     */
    public ObjectQuery<T, R> isNotNull() {
        return raw(Operator.NOT_EQUAL, Value.NULL);
    }

    /**
     * Any value, and be it null: the property is there.
     *
     * @return the query with the condition
     */
    public ObjectQuery<T, R> exists() {
        return raw(Operator.GREATER_THAN_OR_EQUAL, Value.NULL);
    }
}
