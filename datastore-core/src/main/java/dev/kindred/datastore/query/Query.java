package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What to look for. Immutable: every method returns a changed copy, so a query can be kept in a constant and derived from by any thread.
 *
 * <p>Results come in the order of the {@link #orderBy orders}; without any, in the order of the one property that has a range filter, else by key. The
 * key, ascending, breaks ties, even under descending orders. An entity appears once.
 *
 * <p>Rules that need only the query are checked here; those that need the datastore (namespace, cursor) when it runs.
 */
public final class Query {

    /** The name under which filters and orders speak of the entity's key. */
    public static final String KEY = "__key__";

    private final @Nullable String kind;
    private final @Nullable String namespace;
    private final @Nullable Key ancestor;
    private final List<Filter> filters;
    private final List<Order> orders;
    private final int limit;
    private final int offset;
    private final Selection selection;
    private final List<String> projection;
    private final Distinctness distinctness;
    private final List<String> distinctOn;
    private final Consistency consistency;
    private final int batchSize;
    private final @Nullable Cursor start;
    private final @Nullable Cursor end;

    /** What a result row carries. */
    public enum Selection {
        /** Key and all properties. */
        ENTITIES,
        /** The key alone. */
        KEYS,
        /** The key and the values of the {@link #projection() projected} properties, one row for each combination of them. */
        PROJECTION
    }

    /** Which results are left out because they are like earlier ones. */
    public enum Distinctness {
        /** None. */
        NONE,
        /** Those with the same values of all projected properties. */
        PROJECTION,
        /** Those with the same values of the properties named in {@link #distinctOn}. */
        PROPERTIES
    }

    /** How fresh results must be. */
    public enum Consistency {
        /** Everything that was committed before is seen. */
        STRONG,
        /** The caller does not mind results of a moment ago. A hint: the engines of this process answer strongly all the same. */
        EVENTUAL
    }

    private Query(Draft draft) {
        this.kind = draft.kind;
        this.namespace = draft.namespace;
        this.ancestor = draft.ancestor;
        this.filters = List.copyOf(draft.filters);
        this.orders = List.copyOf(draft.orders);
        this.limit = draft.limit;
        this.offset = draft.offset;
        this.selection = draft.selection;
        this.projection = List.copyOf(draft.projection);
        this.distinctness = draft.distinctness;
        this.distinctOn = List.copyOf(draft.distinctOn);
        this.consistency = draft.consistency;
        this.batchSize = draft.batchSize;
        this.start = draft.start;
        this.end = draft.end;
    }

    /**
     * A query for all entities of a kind.
     *
     * @param kind the kind, not empty
     * @return the query
     * @throws InvalidQueryException if the kind is empty
     */
    public static Query kind(String kind) {
        if (kind.isEmpty()) {
            throw new InvalidQueryException("The kind of a query is empty; use Query.kindless() to look across kinds.");
        }
        Draft draft = new Draft();
        draft.kind = kind;
        return new Query(draft);
    }

    /**
     * A query across kinds, by ancestor or key range. It takes filters and orders on {@link #KEY} only.
     *
     * @return the query
     */
    public static Query kindless() {
        return new Query(new Draft());
    }

    /**
     * Limits the answer to one namespace.
     *
     * @param name the namespace, empty for the default one
     * @return a changed copy
     */
    public Query namespace(String name) {
        Draft draft = new Draft(this);
        draft.namespace = name;
        return new Query(draft);
    }

    /**
     * Limits the answer to a key and what lies below it. The last call wins.
     *
     * @param key a complete key; its entity need not exist
     * @return a changed copy
     * @throws InvalidQueryException if the key is incomplete
     */
    public Query ancestor(Key key) {
        if (key.isIncomplete()) {
            throw new InvalidQueryException(
                    "Ancestor " + key + " is incomplete; put its entity first and use the key it gets.");
        }
        Draft draft = new Draft(this);
        draft.ancestor = key;
        return new Query(draft);
    }

    /**
     * The same query about other keys: the ancestor and the operands of filters on {@link #KEY} are replaced. Keys that other properties are compared with stay.
     *
     * @param mapping what to replace a key with; must keep complete keys complete
     * @return a changed copy
     * @throws InvalidQueryException if the ancestor would be incomplete
     */
    public Query withKeys(UnaryOperator<Key> mapping) {
        Draft draft = new Draft(this);
        draft.filters.replaceAll(filter -> KeyOperands.replace(filter, mapping));
        Query changed = new Query(draft);
        return ancestor == null ? changed : changed.ancestor(mapping.apply(ancestor));
    }

    /**
     * Adds a condition; all must hold.
     *
     * @param filter the condition
     * @return a changed copy
     */
    public Query filter(Filter filter) {
        Draft draft = new Draft(this);
        draft.filters.add(filter);
        return new Query(draft);
    }

    /**
     * Adds a comparison; all must hold.
     *
     * @param property the property's name, or {@link #KEY}
     * @param operator how to compare
     * @param operand what to compare with
     * @return a changed copy
     * @throws InvalidQueryException if the operand does not fit the operator
     */
    public Query filter(String property, Operator operator, Value operand) {
        return filter(Filter.of(property, operator, operand));
    }

    /**
     * Adds a comparison in App Engine's short form, {@code "Price <"}; all must hold.
     *
     * @param condition the property's name and one of {@code <}, {@code <=}, {@code =}, {@code >=}, {@code >}, {@code !=}, with or without space
     * @param operand a single value
     * @return a changed copy
     * @throws InvalidQueryException if there is no name or no such operator, or the operand is a list
     */
    public Query filter(String condition, Value operand) {
        return filter(Condition.parse(condition, operand));
    }

    /**
     * Adds a sort criterion in App Engine's short form, {@code "Price"} or {@code "-Price"}, behind those there are.
     *
     * @param order the property's name; a leading minus sorts the greatest first
     * @return a changed copy
     * @throws InvalidQueryException if there is no name, or a leading plus
     */
    public Query orderBy(String order) {
        return orderBy(Condition.order(order));
    }

    /**
     * Adds a sort criterion behind those there are.
     *
     * @param order property and direction
     * @return a changed copy
     */
    public Query orderBy(Order order) {
        Draft draft = new Draft(this);
        draft.orders.add(order);
        return new Query(draft);
    }

    /**
     * The most results to return.
     *
     * @param most 0 for none; negative for no limit, which is the default
     * @return a changed copy
     */
    public Query limit(int most) {
        Draft draft = new Draft(this);
        draft.limit = Math.max(most, -1);
        return new Query(draft);
    }

    /**
     * How many results to skip, after the start cursor and before the limit.
     *
     * @param skipped 0 or more
     * @return a changed copy
     * @throws InvalidQueryException if it is negative
     */
    public Query offset(int skipped) {
        if (skipped < 0) {
            throw new InvalidQueryException("Query offset " + skipped + " is negative.");
        }
        Draft draft = new Draft(this);
        draft.offset = skipped;
        return new Query(draft);
    }

    /**
     * Asks for keys alone, which costs less.
     *
     * @return a changed copy
     * @throws InvalidQueryException if the query projects
     */
    public Query keysOnly() {
        if (selection == Selection.PROJECTION) {
            throw new InvalidQueryException("The query projects " + projection
                    + " and cannot give keys alone as well; every projected row has its key.");
        }
        Draft draft = new Draft(this);
        draft.selection = Selection.KEYS;
        return new Query(draft);
    }

    /**
     * Asks for some properties alone, read from indexes without looking at entities. There is one row for each combination of the distinct values, within the
     * filtered ranges, of the projected and the ordered properties: an entity with two authors and three tags has six rows of {@code author, tag}. An entity
     * that lacks one of them, or has it unindexed, has none. Beyond the query's orders, rows are sorted by the projected properties in alphabetical order.
     *
     * <p>The values come as the index knows them: a time as the long of its microseconds, bytes as text where they are UTF-8. The rows are partial entities and
     * cannot be stored.
     *
     * @param properties at least one name; replaces those given before
     * @return a changed copy
     * @throws InvalidQueryException if there is none, one is empty or there twice, one is {@link #KEY} (which every row has), or the query asks for keys alone
     */
    public Query project(String... properties) {
        if (selection == Selection.KEYS) {
            throw new InvalidQueryException("The query asks for keys alone and cannot project " + List.of(properties)
                    + " as well; leave keysOnly() out.");
        }
        Draft draft = new Draft(this);
        draft.selection = Selection.PROJECTION;
        draft.projection = distinctNames("projection", properties);
        return new Query(draft);
    }

    /**
     * Leaves out rows with the same values of all projected properties as an earlier one: the first of each combination stays. Offset and limit count what is left.
     *
     * @return a changed copy; it must project by the time it runs
     * @throws InvalidQueryException if the query is distinct on some properties already
     */
    public Query distinct() {
        if (distinctness == Distinctness.PROPERTIES) {
            throw new InvalidQueryException(
                    "The query is distinct on " + distinctOn + " already; use either distinct() or distinctOn(…).");
        }
        Draft draft = new Draft(this);
        draft.distinctness = Distinctness.PROJECTION;
        return new Query(draft);
    }

    /**
     * Keeps only the first result of each combination of values of some properties. The results are sorted by these properties first, so where the query has
     * orders, they must begin with them. Works for whole entities, too; with a projection, the properties must be among the projected ones. Offset and limit
     * count what is left.
     *
     * @param properties at least one name; replaces those given before
     * @return a changed copy
     * @throws InvalidQueryException if there is none, one is empty, there twice or {@link #KEY}, or the query is {@link #distinct()} already
     */
    public Query distinctOn(String... properties) {
        if (distinctness == Distinctness.PROJECTION) {
            throw new InvalidQueryException(
                    "The query is distinct on its whole projection already; use either distinct() or distinctOn(…).");
        }
        Draft draft = new Draft(this);
        draft.distinctness = Distinctness.PROPERTIES;
        draft.distinctOn = distinctNames("DISTINCT ON", properties);
        return new Query(draft);
    }

    private static List<String> distinctNames(String what, String... properties) {
        if (properties.length == 0) {
            throw new InvalidQueryException("The " + what + " of a query names no property.");
        }
        List<String> names = new ArrayList<>();
        for (String property : properties) {
            if (property.isEmpty() || property.equals(KEY)) {
                throw new InvalidQueryException("The " + what + " of a query names \"" + property
                        + "\"; give names of properties. Every row has its key.");
            }
            if (names.contains(property)) {
                throw new InvalidQueryException("The " + what + " of a query names \"" + property + "\" twice.");
            }
            names.add(property);
        }
        return names;
    }

    /**
     * Says how fresh results must be.
     *
     * @param changed strong, which is the default, or eventual
     * @return a changed copy
     */
    public Query consistency(Consistency changed) {
        Draft draft = new Draft(this);
        draft.consistency = changed;
        return new Query(draft);
    }

    /**
     * Proposes how many results to read at once. Changes only how fast they come.
     *
     * @param results at least 1
     * @return a changed copy
     * @throws InvalidQueryException if it is less than 1
     */
    public Query batchSize(int results) {
        if (results < 1) {
            throw new InvalidQueryException("Query batch size " + results + " is less than 1.");
        }
        Draft draft = new Draft(this);
        draft.batchSize = results;
        return new Query(draft);
    }

    /**
     * Begins after a cursor.
     *
     * @param cursor from a run of the same query, or null for the beginning
     * @return a changed copy
     */
    public Query startAt(@Nullable Cursor cursor) {
        Draft draft = new Draft(this);
        draft.start = cursor;
        return new Query(draft);
    }

    /**
     * Ends at a cursor, with the row it stands after as the last.
     *
     * @param cursor from a run of the same query, or null for the end
     * @return a changed copy
     */
    public Query endAt(@Nullable Cursor cursor) {
        Draft draft = new Draft(this);
        draft.end = cursor;
        return new Query(draft);
    }

    /**
     * The kind.
     *
     * @return null for a query across kinds
     */
    public @Nullable String kind() {
        return kind;
    }

    /**
     * The namespace asked for.
     *
     * @return null to use the ancestor's, or else the datastore's own
     */
    public @Nullable String namespace() {
        return namespace;
    }

    /**
     * The ancestor.
     *
     * @return a complete key, or null
     */
    public @Nullable Key ancestor() {
        return ancestor;
    }

    /**
     * The conditions, all of which must hold.
     *
     * @return in the order they were added
     */
    public List<Filter> filters() {
        return filters;
    }

    /**
     * The sort criteria.
     *
     * @return the most significant first
     */
    public List<Order> orders() {
        return orders;
    }

    /**
     * The most results.
     *
     * @return -1 for no limit
     */
    public int limit() {
        return limit;
    }

    /**
     * How many results are skipped.
     *
     * @return 0 or more
     */
    public int offset() {
        return offset;
    }

    /**
     * What rows carry.
     *
     * @return keys or entities
     */
    public Selection selection() {
        return selection;
    }

    /**
     * The properties a row carries.
     *
     * @return in the order they were given; empty unless the query projects
     */
    public List<String> projection() {
        return projection;
    }

    /**
     * Which results are left out because they are like earlier ones.
     *
     * @return none, those like in projection, or in some properties
     */
    public Distinctness distinctness() {
        return distinctness;
    }

    /**
     * The properties of {@link #distinctOn(String...)}.
     *
     * @return in the order they were given; empty unless the query is distinct on some properties
     */
    public List<String> distinctOn() {
        return distinctOn;
    }

    /**
     * How fresh results must be.
     *
     * @return strong unless changed
     */
    public Consistency consistency() {
        return consistency;
    }

    /**
     * The proposed number of results to read at once.
     *
     * @return 0 to leave it to the datastore
     */
    public int batchSize() {
        return batchSize;
    }

    /**
     * Where the answer begins.
     *
     * @return null for the beginning
     */
    public @Nullable Cursor start() {
        return start;
    }

    /**
     * Where the answer ends.
     *
     * @return null for the end
     */
    public @Nullable Cursor end() {
        return end;
    }

    /** As {@link Gql#format(Query) GQL}, for people and logs; values are shown, and behind the text what it cannot say. */
    @Override
    public String toString() {
        return new GqlPrinter(namespace).query(this).shown();
    }

    /** The fields while a copy is made. */
    private static final class Draft {
        private @Nullable String kind;
        private @Nullable String namespace;
        private @Nullable Key ancestor;
        private final List<Filter> filters = new ArrayList<>();
        private final List<Order> orders = new ArrayList<>();
        private int limit = -1;
        private int offset;
        private Selection selection = Selection.ENTITIES;
        private List<String> projection = List.of();
        private Distinctness distinctness = Distinctness.NONE;
        private List<String> distinctOn = List.of();
        private Consistency consistency = Consistency.STRONG;
        private int batchSize;
        private @Nullable Cursor start;
        private @Nullable Cursor end;

        Draft() {}

        Draft(Query query) {
            kind = query.kind;
            namespace = query.namespace;
            ancestor = query.ancestor;
            filters.addAll(query.filters);
            orders.addAll(query.orders);
            limit = query.limit;
            offset = query.offset;
            selection = query.selection;
            projection = query.projection;
            distinctness = query.distinctness;
            distinctOn = query.distinctOn;
            consistency = query.consistency;
            batchSize = query.batchSize;
            start = query.start;
            end = query.end;
        }
    }
}
