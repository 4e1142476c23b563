package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.core.TypedPropertyPath;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.support.PageableExecutionUtils;

/**
 * A query that is put together step by step and then asked for what is wanted: objects, keys, counts, sums, pages. {@link DatastoreOperations#query(Class)} begins
 * one:
 *
 * <pre>{@code
 * List<City> cities = template.query(City.class)
 *         .where(City::country).is("no")
 *         .and("size").gt(10_000L)
 *         .orderByDescending("size")
 *         .all();
 * }</pre>
 *
 * <p>Properties of a type are paths of fields, {@code "address.city"}, or method references; a name that is none is an error that tells the nearest one, and so is a field
 * that is not indexed. Properties of a kind have their stored names. Whatever asks joins the transaction of its thread.
 *
 * <p>Immutable: each step returns a changed copy, so that one query may be the beginning of several. Safe for all threads.
 *
 * @param <T> the type that is queried
 * @param <R> the type of the results
 */
public final class ObjectQuery<T, R> {

    private final Subject<T> subject;
    private final Class<R> result;
    private final Query query;
    private final List<Order> orders;
    private final FetchPlan plan;
    private final @Nullable List<String> columns;

    private ObjectQuery(
            Subject<T> subject,
            Class<R> result,
            Query query,
            List<Order> orders,
            FetchPlan plan,
            @Nullable List<String> columns) {
        this.subject = subject;
        this.result = result;
        this.query = query;
        this.orders = orders;
        this.plan = plan;
        this.columns = columns;
    }

    static <T> ObjectQuery<T, T> of(Subject<T> subject, Class<T> type) {
        return new ObjectQuery<>(subject, type, subject.all(), List.of(), FetchPlan.NONE, null);
    }

    /** Rows with the properties that a query selects. */
    static <R> ObjectQuery<Entity, R> ofRows(Subject<Entity> subject, Class<R> result) {
        Query query = subject.all();
        List<String> columns = query.selection() == Query.Selection.PROJECTION ? query.projection() : null;
        return new ObjectQuery<>(subject, result, query, List.of(), FetchPlan.NONE, columns);
    }

    private ObjectQuery<T, R> with(UnaryOperator<Query> change) {
        Query changed = subject.template.translated(() -> change.apply(query));
        return new ObjectQuery<>(subject, result, changed, orders, plan, columns);
    }

    ObjectQuery<T, R> filtered(Function<Subject<T>, Filter> filter) {
        return with(before -> before.filter(filter.apply(subject)));
    }

    // Conditions

    /**
     * Begins a condition.
     *
     * @param property the path of a field, or the stored name of a property
     * @return what completes it
     */
    public Criterion<T, R, Object> where(String property) {
        return new Criterion<>(this, property);
    }

    /**
     * Begins a condition.
     *
     * @param <P> the type of the property
     * @param property a method reference, or a path of them
     * @return what completes it
     */
    public <P> Criterion<T, R, P> where(TypedPropertyPath<T, P> property) {
        return new Criterion<>(this, Updating.path(property));
    }

    /**
     * Begins another condition, which has to be met as well; the same as {@link #where(String)}.
     *
     * @param property the path of a field, or the stored name of a property
     * @return what completes it
     */
    public Criterion<T, R, Object> and(String property) {
        return where(property);
    }

    /**
     * Begins another condition, which has to be met as well.
     *
     * @param <P> the type of the property
     * @param property a method reference, or a path of them
     * @return what completes it
     */
    public <P> Criterion<T, R, P> and(TypedPropertyPath<T, P> property) {
        return where(property);
    }

    /**
     * Adds alternatives, of which one has to be met.
     *
     * @param alternatives each adds its conditions to the query it is given, and nothing else
     * @return a changed copy
     * @throws InvalidDataAccessApiUsageException if there is none, or one without a condition
     */
    @SafeVarargs
    public final ObjectQuery<T, R> anyOf(UnaryOperator<ObjectQuery<T, R>>... alternatives) {
        ObjectQuery<T, R> blank = new ObjectQuery<>(subject, result, Query.kindless(), List.of(), FetchPlan.NONE, null);
        List<Filter> filters = new ArrayList<>();
        for (UnaryOperator<ObjectQuery<T, R>> alternative : alternatives) {
            List<Filter> conditions = alternative.apply(blank).query.filters();
            if (conditions.isEmpty()) {
                throw new InvalidDataAccessApiUsageException(
                        "Alternative " + (filters.size() + 1) + " has no condition, so that it is met by everything.");
            }
            filters.add(conditions.size() == 1 ? conditions.get(0) : new Filter.And(conditions));
        }
        return with(before -> before.filter(Filter.or(filters.toArray(Filter[]::new))));
    }

    /**
     * Adds a condition in the terms of the datastore, as {@link DatastoreOperations#filters} makes it.
     *
     * @param filter the condition, on stored names
     * @return a changed copy
     */
    public ObjectQuery<T, R> matching(Filter filter) {
        return with(before -> before.filter(filter));
    }

    /**
     * Goes on from a query in the terms of the datastore, with its conditions, orders, limits and cursors beside the conditions of this one.
     *
     * @param other a query for entities of the same kind
     * @return a changed copy
     * @throws InvalidDataAccessApiUsageException if it is of another kind, or not for entities
     */
    public ObjectQuery<T, R> matching(Query other) {
        if (!Objects.equals(other.kind(), query.kind()) || other.selection() != Query.Selection.ENTITIES) {
            throw new InvalidDataAccessApiUsageException(
                    "Query " + other + " is not for entities of kind \"" + query.kind() + "\".");
        }
        return with(before -> {
            Query merged = other;
            for (Filter filter : before.filters()) {
                merged = merged.filter(filter);
            }
            Key ancestor = before.ancestor();
            String namespace = before.namespace();
            merged = ancestor == null || other.ancestor() != null ? merged : merged.ancestor(ancestor);
            return namespace == null || other.namespace() != null ? merged : merged.namespace(namespace);
        });
    }

    /**
     * Narrows down to an entity and its descendants.
     *
     * @param ancestor a complete key
     * @return a changed copy
     */
    public ObjectQuery<T, R> ancestor(Key ancestor) {
        return with(before -> before.ancestor(ancestor));
    }

    /**
     * Asks in another namespace.
     *
     * @param name the namespace, empty for the default one
     * @return a changed copy
     */
    public ObjectQuery<T, R> namespace(String name) {
        return with(before -> before.namespace(name));
    }

    /**
     * Asks for entities of all kinds instead, with the same ancestor and namespace.
     *
     * @return a query whose only property is {@code __key__}
     * @throws InvalidDataAccessApiUsageException if there are conditions or orders already
     */
    public ObjectQuery<Entity, Entity> kindless() {
        if (!query.filters().isEmpty() || !orders.isEmpty()) {
            throw new InvalidDataAccessApiUsageException("A query without a kind knows no property but \"" + Query.KEY
                    + "\"; leave conditions and orders out.");
        }
        Query all = Query.kindless();
        Key ancestor = query.ancestor();
        String namespace = query.namespace();
        all = ancestor == null ? all : all.ancestor(ancestor);
        all = namespace == null ? all : all.namespace(namespace);
        return of(new EntitySubject(subject.template, all), Entity.class);
    }

    // Order, limits, shape

    /**
     * Adds an order, upward; null comes first.
     *
     * @param property the path of a field, or the stored name of a property
     * @return a changed copy
     */
    public ObjectQuery<T, R> orderBy(String property) {
        return sort(Sort.by(property));
    }

    /**
     * Adds an order, upward; null comes first.
     *
     * @param property a method reference, or a path of them
     * @return a changed copy
     */
    public ObjectQuery<T, R> orderBy(TypedPropertyPath<T, ?> property) {
        return orderBy(Updating.path(property));
    }

    /**
     * Adds an order, downward; null comes last.
     *
     * @param property the path of a field, or the stored name of a property
     * @return a changed copy
     */
    public ObjectQuery<T, R> orderByDescending(String property) {
        return sort(Sort.by(Sort.Direction.DESC, property));
    }

    /**
     * Adds an order, downward; null comes last.
     *
     * @param property a method reference, or a path of them
     * @return a changed copy
     */
    public ObjectQuery<T, R> orderByDescending(TypedPropertyPath<T, ?> property) {
        return orderByDescending(Updating.path(property));
    }

    /**
     * Adds orders. What they leave equal is ordered by key.
     *
     * @param sort the orders
     * @return a changed copy
     * @throws InvalidDataAccessApiUsageException if a property has no order, case is to be ignored, or null to come where it does not
     */
    public ObjectQuery<T, R> sort(Sort sort) {
        List<Order> all = new ArrayList<>(orders);
        all.addAll(subject.template.translated(() -> ordered(sort)));
        return new ObjectQuery<>(subject, result, query, List.copyOf(all), plan, columns);
    }

    private List<Order> ordered(Sort sort) {
        List<Order> all = new ArrayList<>();
        for (Sort.Order order : sort) {
            Sort.NullHandling natural =
                    order.isAscending() ? Sort.NullHandling.NULLS_FIRST : Sort.NullHandling.NULLS_LAST;
            boolean nulls = order.getNullHandling() == Sort.NullHandling.NATIVE || order.getNullHandling() == natural;
            if (order.isIgnoreCase() || !nulls) {
                throw new InvalidDataAccessApiUsageException(
                        "Cannot sort by \"" + order
                                + "\": indexes distinguish case, and null is the smallest value; store what to sort by in a field of its own.");
            }
            String name = subject.name(order.getProperty());
            all.add(order.isAscending() ? Order.ascending(name) : Order.descending(name));
        }
        return all;
    }

    /**
     * Bounds the whole answer, of which pages are parts; for {@link #scroll} it is the size of a window.
     *
     * @param most the most results; 0 for none
     * @return a changed copy
     * @throws InvalidDataAccessApiUsageException if it is negative
     */
    public ObjectQuery<T, R> limit(int most) {
        if (most < 0) {
            throw new InvalidDataAccessApiUsageException("The limit " + most + " is negative; leave it out for all.");
        }
        return with(before -> before.limit(most));
    }

    /**
     * Skips results, which are read all the same; {@link #scroll} skips nothing.
     *
     * @param skipped how many, at least 0
     * @return a changed copy
     */
    public ObjectQuery<T, R> offset(int skipped) {
        return with(before -> before.offset(skipped));
    }

    /**
     * Loads what the results refer to, by one lookup for each level.
     *
     * @param paths fields that are references, as for {@link FetchPlan#of}
     * @return a changed copy
     */
    public ObjectQuery<T, R> fetch(String... paths) {
        return fetch(FetchPlan.of(paths));
    }

    /**
     * Loads what the results refer to.
     *
     * @param changed which references
     * @return a changed copy
     */
    public ObjectQuery<T, R> fetch(FetchPlan changed) {
        return new ObjectQuery<>(subject, result, query, orders, changed, columns);
    }

    /**
     * Asks for something else to be made of each result: an interface that is a view of the object, a record or another class with some of its properties by name, or a
     * supertype. Of a kind, {@code Map} gives the properties by name, {@code Key} the key, and another class is read as one.
     *
     * @param <P> the type
     * @param type the type
     * @return a changed copy
     */
    public <P> ObjectQuery<T, P> as(Class<P> type) {
        return new ObjectQuery<>(subject, type, query, orders, plan, columns);
    }

    /**
     * Asks for the different values that some properties have, read from an index alone: one row for each combination; for each element of a list one. What lacks a
     * property has no row. A row is a map by the names of the fields, those of a field within another {@code addressCity}; {@link #as} makes it a record, a
     * view, or of one property the value itself.
     *
     * @param properties at least one
     * @return a changed copy
     * @throws InvalidDataAccessApiUsageException if there is none
     */
    @SuppressWarnings("unchecked") // A class literal has no arguments.
    public ObjectQuery<T, Map<String, @Nullable Object>> distinct(String... properties) {
        if (properties.length == 0) {
            throw new InvalidDataAccessApiUsageException("Results are distinct by some property; name one.");
        }
        Class<Map<String, @Nullable Object>> map = (Class<Map<String, @Nullable Object>>) (Class<?>) Map.class;
        subject.template.translated(
                () -> Arrays.stream(properties).map(subject::name).toList());
        return new ObjectQuery<>(subject, map, query, orders, plan, List.of(properties));
    }

    /**
     * The query in the terms of the datastore.
     *
     * @return with all conditions, orders and limits
     */
    public Query toQuery() {
        return toQuery(orders);
    }

    private Query toQuery(List<Order> sorted) {
        return subject.template.translated(() -> {
            Query all = query;
            for (Order order : sorted) {
                all = all.orderBy(order);
            }
            return columns == null || all.selection() != Query.Selection.ENTITIES
                    ? all
                    : all.project(columns.stream().map(subject::name).toArray(String[]::new))
                            .distinct();
        });
    }

    private Query toQuery(Pageable pageable) {
        Sort sort = pageable.getSort();
        return toQuery(sort.isSorted() ? subject.template.translated(() -> ordered(sort)) : orders);
    }

    private Function<List<Entity>, List<R>> reader() {
        return columns == null ? subject.objects(result, plan) : subject.rows(result, columns);
    }

    private List<R> list(Query asked) {
        return reader().apply(
                        subject.template.execute(entities -> entities.run(asked).toList()));
    }

    // Answers

    /**
     * All results.
     *
     * @return in order, all in memory
     */
    public List<R> all() {
        return list(toQuery());
    }

    /**
     * The first result.
     *
     * @return empty if there is none
     */
    public Optional<R> first() {
        return list(toQuery().limit(query.limit() == 0 ? 0 : 1)).stream().findFirst();
    }

    /**
     * The only result.
     *
     * @return empty if there is none
     * @throws IncorrectResultSizeDataAccessException if there are several
     */
    public Optional<R> one() {
        Query asked = toQuery();
        List<R> found = list(Paging.atMost(asked, 2));
        if (found.size() > 1) {
            throw new IncorrectResultSizeDataAccessException(
                    "Query " + asked + " finds more than one; ask for the first, or for all.", 1, found.size());
        }
        return found.stream().findFirst();
    }

    /**
     * The results, read as they are taken.
     *
     * @return a stream for this thread; close it, or read it to the end. In a transaction it ends with it
     */
    public Stream<R> stream() {
        return subject.template.stream(toQuery(), subject.chunk(), reader());
    }

    /**
     * Counts the results, limit and offset included, without reading entities where the indexes suffice.
     *
     * @return how many there are
     */
    public long count() {
        return subject.template.count(toQuery(List.of()));
    }

    /**
     * Whether there is a result.
     *
     * @return false if there is none
     */
    public boolean exists() {
        Query asked = toQuery(List.of());
        return asked.limit() != 0 && subject.template.count(asked.limit(1)) > 0;
    }

    /**
     * The keys of the results; entities are not read.
     *
     * @return in order
     */
    public List<Key> keys() {
        return subject.template.keys(entities());
    }

    /** The query without the columns that it may select. */
    private Query entities() {
        return new ObjectQuery<>(subject, result, query, orders, plan, null).toQuery();
    }

    /**
     * A page with the number of all results, which is counted only if the page does not tell, and then as of the same moment.
     *
     * @param pageable which page; if it is sorted, its order takes the place of the query's
     * @return the page
     */
    public Page<R> page(Pageable pageable) {
        Query sorted = toQuery(pageable);
        return subject.template.performTransaction(ignored ->
                PageableExecutionUtils.getPage(list(Paging.paged(sorted, pageable, 0)), pageable, this::count));
    }

    /**
     * A page that knows whether another follows: one result more is read.
     *
     * @param pageable which page; if it is sorted, its order takes the place of the query's
     * @return the slice
     */
    public Slice<R> slice(Pageable pageable) {
        return Paging.slice(toQuery(pageable), pageable, this::list);
    }

    /**
     * The results behind a position, as {@link DatastoreOperations#scroll} reads them; the limit is the size of the window.
     *
     * @param position where to begin
     * @return the window
     * @throws InvalidDataAccessApiUsageException if the query has no limit or asks for distinct values, or the position is not of this query
     */
    public Window<R> scroll(ScrollPosition position) {
        if (columns != null) {
            throw new InvalidDataAccessApiUsageException(
                    "Rows with some properties have no cursor to scroll by; read pages, or scroll through the objects.");
        }
        return subject.template.scroll(toQuery(), position, reader());
    }

    /**
     * Removes the results, as {@link DatastoreOperations#deleteAll(Query)} does.
     *
     * @return how many were removed
     */
    public long delete() {
        return subject.template.deleteAll(entities());
    }

    // Numbers

    /**
     * The sum of a property, computed by the datastore.
     *
     * @param property the path of a field, or the stored name of a property
     * @return a {@code Long}, or a {@code Double} if there is one among the values or the sum is beyond a long; 0 of nothing
     * @throws InvalidDataAccessApiUsageException if it is stored as text in order to sort, as a {@code BigDecimal} is
     */
    public Number sum(String property) {
        Value sum = number(Aggregation.sum(summand(property)).as("sum"));
        if (sum instanceof Value.DoubleValue number) {
            return number.value();
        }
        return sum instanceof Value.LongValue number ? number.value() : 0L;
    }

    /**
     * The sum of a property.
     *
     * @param property a method reference, or a path of them
     * @return a {@code Long}, or a {@code Double}; 0 of nothing
     */
    public Number sum(TypedPropertyPath<T, ?> property) {
        return sum(Updating.path(property));
    }

    /**
     * The average of a property, computed by the datastore.
     *
     * @param property the path of a field, or the stored name of a property
     * @return empty of nothing
     * @throws InvalidDataAccessApiUsageException if it is stored as text in order to sort, as a {@code BigDecimal} is
     */
    public OptionalDouble avg(String property) {
        Value average = number(Aggregation.average(summand(property)).as("average"));
        return average instanceof Value.DoubleValue number ? OptionalDouble.of(number.value()) : OptionalDouble.empty();
    }

    /**
     * The average of a property.
     *
     * @param property a method reference, or a path of them
     * @return empty of nothing
     */
    public OptionalDouble avg(TypedPropertyPath<T, ?> property) {
        return avg(Updating.path(property));
    }

    private String name(String property) {
        return subject.template.translated(() -> subject.name(property));
    }

    private String summand(String property) {
        return subject.template.translated(() -> subject.summand(property));
    }

    private Value number(Aggregation aggregation) {
        return aggregated(List.of(aggregation)).values().values().iterator().next();
    }

    private AggregationResult aggregated(List<Aggregation> aggregations) {
        Query asked = entities();
        return subject.template.execute(entities -> entities.aggregate(new AggregationQuery(asked, aggregations)));
    }

    /**
     * Several counts, sums and averages in one pass.
     *
     * @param aggregations at most 5, of the paths of fields, or stored names of properties; give them names with {@code as}
     * @return the numbers by name
     */
    public AggregationResult aggregate(Aggregation... aggregations) {
        List<Aggregation> named = subject.template.translated(
                () -> Arrays.stream(aggregations).map(this::named).toList());
        return aggregated(named);
    }

    private Aggregation named(Aggregation aggregation) {
        if (aggregation instanceof Aggregation.Sum sum) {
            return new Aggregation.Sum(subject.summand(sum.property()), sum.alias());
        }
        return aggregation instanceof Aggregation.Average average
                ? new Aggregation.Average(subject.summand(average.property()), average.alias())
                : aggregation;
    }

    /**
     * The smallest value of a property but null, read from its index; orders and limits of the query do not count.
     *
     * @param property the path of a field, or the stored name of a property
     * @return empty if there is none
     */
    public Optional<Object> min(String property) {
        return extreme(property, Order.Direction.ASCENDING);
    }

    /**
     * The smallest value of a property but null; orders and limits of the query do not count.
     *
     * @param <P> the type of the property
     * @param property a method reference, or a path of them, to a field that holds one value
     * @return empty if there is none
     */
    @SuppressWarnings("unchecked") // The field's value is of the field's type.
    public <P> Optional<P> min(TypedPropertyPath<T, P> property) {
        return (Optional<P>) min(Updating.path(property));
    }

    /**
     * The greatest value of a property, read from its index; orders and limits of the query do not count.
     *
     * @param property the path of a field, or the stored name of a property
     * @return empty if there is none
     */
    public Optional<Object> max(String property) {
        return extreme(property, Order.Direction.DESCENDING);
    }

    /**
     * The greatest value of a property; orders and limits of the query do not count.
     *
     * @param <P> the type of the property
     * @param property a method reference, or a path of them, to a field that holds one value
     * @return empty if there is none
     */
    @SuppressWarnings("unchecked") // The field's value is of the field's type.
    public <P> Optional<P> max(TypedPropertyPath<T, P> property) {
        return (Optional<P>) max(Updating.path(property));
    }

    private Optional<Object> extreme(String property, Order.Direction direction) {
        String name = name(property);
        boolean key = name.equals(Query.KEY);
        Query first = query.offset(0).limit(1).orderBy(new Order(name, direction));
        Query asked = key
                ? first.keysOnly()
                : first.filter(Filter.of(name, Operator.GREATER_THAN, Value.NULL))
                        .project(name);
        List<Entity> found =
                subject.template.execute(entities -> entities.run(asked).toList());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Value value = key ? Value.of(found.get(0).key()) : found.get(0).value(name);
        return Optional.ofNullable(value == null ? null : subject.value(value, property));
    }

    // Plans

    /**
     * Tells how the query would be answered, and which index would help, without reading its results.
     *
     * @return the plan and advice
     */
    public Explanation explain() {
        Query asked = toQuery();
        return subject.template.execute(entities -> entities.explain(asked));
    }

    /**
     * Runs the query to its end, keeps none of its results, and tells how it was answered and what that cost.
     *
     * @return the plan, advice and statistics
     */
    public Analysis analyze() {
        Query asked = toQuery();
        return subject.template.execute(entities -> entities.analyze(asked));
    }

    /** The query, for people and logs. */
    @Override
    public String toString() {
        return toQuery().toString();
    }
}
