package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.CursorCodec;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Filter.PropertyFilter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A query in normal form, checked against its partition: what planner and evaluator work on. The rules are those of the datastore's formal evaluation
 * model; two of App Engine's restrictions are lifted: several properties may have ranges, and the first order need not be on one of them.
 */
public final class NormalQuery {

    private final Query query;
    private final Partition partition;
    private final List<Conjunction> disjuncts;
    private final RowShape shape;
    private final Order.Direction keyDirection;

    private NormalQuery(
            Query query,
            Partition partition,
            List<Conjunction> disjuncts,
            RowShape shape,
            Order.Direction keyDirection) {
        this.query = query;
        this.partition = partition;
        this.disjuncts = disjuncts;
        this.shape = shape;
        this.keyDirection = keyDirection;
    }

    /**
     * Brings a query into normal form.
     *
     * @param query the query
     * @param defaults the datastore's application, and the namespace if the query says none
     * @return the normal form
     * @throws InvalidQueryException if the query breaks a rule
     */
    public static NormalQuery of(Query query, Partition defaults) {
        Partition partition = partition(query, defaults);
        for (Filter filter : query.filters()) {
            check(filter, query, partition);
        }
        List<Conjunction> disjuncts = NormalForm.of(query.filters());
        // Where nothing can match, as with an empty IN, the rest of the filters still says what may be asked for.
        List<Conjunction> asked = disjuncts.isEmpty() ? List.of(NormalForm.certain(query.filters())) : disjuncts;
        List<Order> sort = new ArrayList<>();
        Order.Direction keyDirection = Order.Direction.ASCENDING;
        boolean keyOrder = false;
        for (Order order : query.orders()) {
            if (order.property().equals(Query.KEY)) {
                keyDirection = order.direction();
                // All results have this one key: nothing is sorted by it.
                keyOrder = !isConstant(Query.KEY, asked);
                break;
            }
            if (query.kind() == null) {
                throw new InvalidQueryException("A query without a kind orders by \"" + order.property()
                        + "\"; it can order by " + Query.KEY + " only. Name a kind.");
            }
            if (!isConstant(order.property(), asked)
                    && sort.stream().noneMatch(earlier -> earlier.property().equals(order.property()))) {
                sort.add(order);
            }
        }
        if (haveOneKey(asked)) {
            sort.clear();
            keyOrder = false;
        } else if (sort.isEmpty() && !keyOrder) {
            impliedOrder(asked, sort);
        }
        RowShape shape = RowShape.of(query, sort, keyOrder, property -> isConstant(property, asked), ranges(asked));
        return new NormalQuery(query, partition, disjuncts, shape, keyDirection);
    }

    private static Partition partition(Query query, Partition defaults) {
        Key ancestor = query.ancestor();
        String namespace = query.namespace();
        if (ancestor == null) {
            return namespace == null ? defaults : defaults.withNamespace(namespace);
        }
        if (!ancestor.app().equals(defaults.app())) {
            throw new InvalidQueryException(
                    "Ancestor " + ancestor + " belongs to application \"" + ancestor.app()
                            + "\", not to \"" + defaults.app()
                            + "\". Make keys by the datastore's partition(), or let it accept that application's by acceptApps(…).");
        }
        if (namespace != null && !namespace.equals(ancestor.namespace())) {
            throw new InvalidQueryException("Ancestor " + ancestor + " is in namespace \"" + ancestor.namespace()
                    + "\", the query in namespace \"" + namespace + "\".");
        }
        return ancestor.partition();
    }

    private static void check(Filter filter, Query query, Partition partition) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(each -> check(each, query, partition));
        } else if (filter instanceof Filter.Or or) {
            or.filters().forEach(each -> check(each, query, partition));
        } else if (filter instanceof PropertyFilter comparison) {
            if (comparison.property().equals(Query.KEY)) {
                List<Value> operands = comparison.operand() instanceof Value.ListValue list
                        ? list.values()
                        : List.of(comparison.operand());
                for (Value operand : operands) {
                    checkKey(((Value.KeyValue) operand).value(), partition);
                }
            } else if (query.kind() == null) {
                throw new InvalidQueryException("A query without a kind filters by \"" + comparison.property()
                        + "\"; it can filter by " + Query.KEY + " only. Name a kind.");
            }
        }
    }

    private static void checkKey(Key key, Partition partition) {
        if (!key.app().equals(partition.app())) {
            throw new InvalidQueryException(
                    "Key " + key + " in a filter on " + Query.KEY + " belongs to application \""
                            + key.app() + "\", not to \"" + partition.app()
                            + "\". Make keys by the datastore's partition(), or let it accept that application's by acceptApps(…).");
        }
        if (!key.namespace().equals(partition.namespace())) {
            throw new InvalidQueryException("Key " + key + " in a filter on " + Query.KEY + " is in namespace \""
                    + key.namespace() + "\", the query in namespace \"" + partition.namespace() + "\".");
        }
    }

    private static Set<String> ranges(List<Conjunction> disjuncts) {
        Set<String> properties = new TreeSet<>();
        disjuncts.forEach(each -> properties.addAll(each.ranges().keySet()));
        return properties;
    }

    /**
     * Whether all alternatives ask for one and the same key, so that no order decides anything. How many alternatives there are does not count: some may
     * say the same with the values of one call and not with those of the next, and what is refused must not depend on values.
     */
    private static boolean haveOneKey(List<Conjunction> disjuncts) {
        List<Value> first = disjuncts.get(0).equalities().get(Query.KEY);
        return first != null
                && disjuncts.stream().allMatch(each -> {
                    List<Value> keys = each.equalities().get(Query.KEY);
                    return keys != null && Value.order(keys.get(0), first.get(0)) == 0;
                });
    }

    private static boolean isConstant(String property, List<Conjunction> disjuncts) {
        Value first = disjuncts.get(0).constant(property);
        if (first == null) {
            return false;
        }
        for (Conjunction disjunct : disjuncts) {
            Value constant = disjunct.constant(property);
            if (constant == null || Value.order(constant, first) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Without orders, results come by the one property that every alternative has a range on. */
    private static void impliedOrder(List<Conjunction> disjuncts, List<Order> sort) {
        String candidate = null;
        for (String property : disjuncts.get(0).ranges().keySet()) {
            boolean everywhere =
                    disjuncts.stream().allMatch(each -> each.ranges().containsKey(property));
            if (everywhere && !property.equals(Query.KEY)) {
                if (candidate != null) {
                    return;
                }
                candidate = property;
            }
        }
        if (candidate != null) {
            sort.add(Order.ascending(candidate));
        }
    }

    /**
     * The query it was made from.
     *
     * @return the query
     */
    public Query query() {
        return query;
    }

    /**
     * Where the query looks.
     *
     * @return application id and namespace
     */
    public Partition partition() {
        return partition;
    }

    @Nullable
    String kind() {
        return query.kind();
    }

    @Nullable
    Key ancestor() {
        return query.ancestor();
    }

    /** The alternatives; none means that nothing can match. */
    List<Conjunction> disjuncts() {
        return disjuncts;
    }

    /** The orders that decide, ahead of the key: the query's own, then those by projected properties. */
    List<Order> sort() {
        return shape.sort();
    }

    /** What the rows of one entity differ in behind the key. */
    List<Order> tail() {
        return shape.tail();
    }

    boolean isProjection() {
        return query.selection() == Query.Selection.PROJECTION;
    }

    boolean isDistinct() {
        return shape.group() != RowShape.NOT_DISTINCT;
    }

    /** The orders in which rows of a distinct query must be equal to be the same. */
    List<Order> group() {
        return shape.sort().subList(0, shape.group());
    }

    /** How the key breaks ties. */
    Order.Direction keyDirection() {
        return keyDirection;
    }

    boolean isKeyDescending() {
        return keyDirection == Order.Direction.DESCENDING;
    }

    /**
     * Reads a cursor of this query.
     *
     * @param cursor the cursor, or null
     * @return its position; null for no cursor
     * @throws InvalidQueryException if it is damaged or of another query
     */
    byte @Nullable [] position(@Nullable Cursor cursor) {
        return cursor == null ? null : CursorCodec.decode(cursor, fingerprint());
    }

    /** The cursor after a position. */
    Cursor cursor(byte[] position) {
        return CursorCodec.encode(fingerprint(), position);
    }

    /**
     * A hash of everything that decides the sequence of results. Stable over restarts and versions of the library, since cursors are kept in
     * bookmarks: SHA-256 over an encoding of our own, cut to 64 bits.
     */
    private long fingerprint() {
        ByteWriter out = new ByteWriter(256);
        text(out, partition.app());
        text(out, partition.namespace());
        text(out, kind() == null ? "" : kind());
        Key ancestor = ancestor();
        text(out, ancestor == null ? "" : ancestor.encode());
        for (Conjunction disjunct : disjuncts) {
            out.put('|');
            disjunct.equalities().forEach((property, values) -> {
                text(out.put('='), property);
                values.forEach(value -> OrderedCodec.putValue(out, value));
            });
            disjunct.ranges().forEach((property, range) -> {
                text(out.put('<'), property);
                limit(out, range.low());
                limit(out, range.high());
            });
        }
        for (Order order : sort()) {
            text(out.put(order.isDescending() ? '-' : '+'), order.property());
        }
        out.put(isKeyDescending() ? '-' : '+');
        if (isProjection()) {
            query.projection().stream().sorted().forEach(property -> text(out.put('/'), property));
        }
        if (isDistinct()) {
            group().forEach(order -> text(out.put('#'), order.property()));
        }
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(out.toByteArray()))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    private static void limit(ByteWriter out, ValueRange.@Nullable Limit limit) {
        if (limit == null) {
            out.put('*');
        } else {
            out.put(limit.inclusive() ? '[' : '(');
            OrderedCodec.putValue(out, limit.value());
        }
    }

    private static void text(ByteWriter out, String text) {
        out.putTerminated(ByteWriter.utf8(text));
    }
}
