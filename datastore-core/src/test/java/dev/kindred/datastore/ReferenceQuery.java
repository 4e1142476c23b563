package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Filter.PropertyFilter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a query means, as App Engine's rules put it, with no thought of speed: every entity is looked at. Independent of the planner, the index rows
 * and the codec, all of which are checked against it.
 *
 * <ol>
 *   <li>The filters become alternatives, each a list of {@code =} and range comparisons that must all hold: {@code !=} is less or greater, IN and NOT IN
 *       are several.
 *   <li>Let E(p) be the indexed values of p. An entity matches an alternative if every equality is met by some value of E(p), and, for each property
 *       with ranges, one value of E(p) satisfies all of them, and every property that is sorted by has a value.
 *   <li>It stands at its least (descending: greatest) value within the ranges; at the first operand where the property has equalities alone. Of
 *       several alternatives, at the one that comes first. The key breaks ties.
 *   <li>Without orders, results come by the one property that all alternatives have ranges on, if there is just one.
 *   <li>A projection has a row for each combination of the values within the ranges of all properties that are sorted by or projected; the projected ones are
 *       sorted by last, in alphabetical order. Of rows that are equal in what the query is distinct on, the first counts.
 * </ol>
 */
final class ReferenceQuery {

    /** An entity and where it stands. */
    record Row(List<Value> sortValues, Key key, Entity entity) {}

    private final Query query;
    private final Partition partition;
    private final List<List<PropertyFilter>> alternatives;
    private final List<List<PropertyFilter>> asked;
    private final List<Order> orders;
    private final int grouped;

    ReferenceQuery(Query query, Partition home) {
        this.query = query;
        this.partition = partitionOf(query, home);
        this.alternatives = alternatives(new Filter.And(query.filters()));
        this.asked = alternatives.isEmpty()
                ? List.of(certain(query.filters().stream()).toList())
                : alternatives;
        List<Order> given = orders();
        check();
        Set<String> group = group();
        if (query.distinctness() != Query.Distinctness.NONE) {
            checkGroup(group, given);
        }
        this.orders = new ArrayList<>(given);
        group.forEach(this::sortAlsoBy);
        query.projection().stream().sorted().forEach(this::sortAlsoBy);
        this.grouped = query.distinctness() == Query.Distinctness.NONE ? -1 : group.size();
    }

    Partition partition() {
        return partition;
    }

    /** All results in order, without regard to cursors, offset and limit. */
    List<Row> rows(Collection<Entity> entities) {
        List<Row> rows = new ArrayList<>();
        for (Entity entity : entities) {
            if (inScope(entity.key())) {
                Stream<Row> places = alternatives.stream().flatMap(alternative -> place(alternative, entity));
                if (query.projection().isEmpty()) {
                    places.min(this::compare).ifPresent(rows::add);
                } else {
                    Set<Row> distinct = new TreeSet<>(this::compare);
                    places.forEach(distinct::add);
                    rows.addAll(distinct);
                }
            }
        }
        rows.sort(this::compare);
        return rows;
    }

    int compare(Row left, Row right) {
        for (int i = 0; i < orders.size(); i++) {
            int order = Value.order(left.sortValues.get(i), right.sortValues.get(i));
            if (order != 0) {
                return orders.get(i).isDescending() ? -order : order;
            }
        }
        return left.key.compareTo(right.key);
    }

    /** Leaves out the rows that are like the one before them in what the query is distinct on; the first may be like one that is not among them. */
    List<Row> distinct(List<Row> rows, @Nullable Row before) {
        if (grouped < 0) {
            return rows;
        }
        List<Row> distinct = new ArrayList<>();
        Row last = before;
        for (Row row : rows) {
            if (last == null || !isLike(row, last)) {
                distinct.add(row);
                last = row;
            }
        }
        return distinct;
    }

    private boolean isLike(Row left, Row right) {
        for (int i = 0; i < grouped; i++) {
            if (Value.order(left.sortValues.get(i), right.sortValues.get(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    private Set<String> group() {
        Set<String> group = new TreeSet<>(
                query.distinctness() == Query.Distinctness.PROJECTION ? query.projection() : query.distinctOn());
        group.removeIf(this::isFixed);
        return group;
    }

    private void sortAlsoBy(String property) {
        if (orders.stream().noneMatch(order -> order.property().equals(property))) {
            orders.add(Order.ascending(property));
        }
    }

    private void checkGroup(Set<String> group, List<Order> given) {
        List<String> first =
                given.stream().limit(group.size()).map(Order::property).toList();
        boolean others = !group.containsAll(first);
        List<String> rangesElsewhere = asked.stream()
                .flatMap(ReferenceQuery::ranges)
                .map(PropertyFilter::property)
                .filter(property -> !property.equals(Query.KEY) && !group.contains(property))
                .toList();
        boolean projects = !query.projection().isEmpty();
        if (query.kind() == null) {
            throw new InvalidQueryException("A query without a kind is distinct on nothing; name a kind.");
        }
        if (query.distinctness() == Query.Distinctness.PROJECTION && !projects) {
            throw new InvalidQueryException("distinct() is for projections.");
        }
        if (projects && !query.projection().containsAll(query.distinctOn())) {
            throw new InvalidQueryException(query.distinctOn() + " is not among the projected.");
        }
        if (others) {
            throw new InvalidQueryException(
                    first + " are sorted by before " + group + ". Put them first in its orders.");
        }
        if (!rangesElsewhere.isEmpty()) {
            throw new InvalidQueryException("A range on \"" + rangesElsewhere.get(0) + "\" is not on " + group);
        }
    }

    private boolean inScope(Key key) {
        return key.partition().equals(partition)
                && (query.kind() == null || query.kind().equals(key.kind()))
                && (query.ancestor() == null || query.ancestor().isAncestorOrSelfOf(key));
    }

    private Stream<Row> place(List<PropertyFilter> alternative, Entity entity) {
        Map<String, List<Value>> indexed = indexedValues(entity);
        Map<String, List<Value>> inRange = new HashMap<>();
        Map<String, List<Value>> equal = new HashMap<>();
        for (PropertyFilter filter : alternative) {
            String property = filter.property();
            List<Value> values = indexed.getOrDefault(property, List.of());
            if (filter.operator() == Operator.EQUAL) {
                if (values.stream().noneMatch(value -> holds(filter, value))) {
                    return Stream.empty();
                }
                equal.putIfAbsent(property, List.of(filter.operand()));
            } else {
                inRange.putIfAbsent(property, values);
                inRange.computeIfPresent(property, (p, left) -> left.stream()
                        .filter(value -> holds(filter, value))
                        .toList());
            }
        }
        if (inRange.values().stream().anyMatch(List::isEmpty)) {
            return Stream.empty();
        }
        List<List<Value>> combinations = List.of(List.of());
        for (Order order : orders) {
            List<Value> values = inRange.getOrDefault(
                    order.property(),
                    equal.getOrDefault(order.property(), indexed.getOrDefault(order.property(), List.of())));
            if (values.isEmpty()) {
                return Stream.empty();
            }
            Comparator<Value> byOrder = Value::order;
            List<Value> counting = query.projection().isEmpty()
                    ? List.of(values.stream()
                            .min(order.isDescending() ? byOrder.reversed() : byOrder)
                            .orElseThrow())
                    : values;
            if (combinations.size() * counting.size() > Limits.MAX_INDEXED_VALUES) {
                throw new InvalidQueryException(
                        entity.key() + " has more than " + Limits.MAX_INDEXED_VALUES + " combinations.");
            }
            combinations = combinations.stream()
                    .flatMap(left -> counting.stream().map(value -> concat(left, List.of(value))))
                    .toList();
        }
        return combinations.stream().map(sortValues -> new Row(sortValues, entity.key(), seen(entity, sortValues)));
    }

    /** What the query shows of an entity: all of it, or the projected properties with the values of one row as indexes know them. */
    private Entity seen(Entity entity, List<Value> sortValues) {
        if (query.projection().isEmpty()) {
            return entity;
        }
        Map<String, Property> properties = new LinkedHashMap<>();
        for (String name : query.projection()) {
            for (int i = 0; i < orders.size(); i++) {
                if (orders.get(i).property().equals(name)) {
                    properties.put(name, Property.of(asIndexed(sortValues.get(i))));
                }
            }
        }
        return Entity.partial(entity.key(), properties, 0, 0);
    }

    private static Value asIndexed(Value value) {
        if (value instanceof Value.TimestampValue time) {
            return Value.of(time.micros());
        }
        if (value instanceof Value.BytesValue bytes) {
            try {
                return Value.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes.value().toByteArray()))
                        .toString());
            } catch (CharacterCodingException e) {
                return value;
            }
        }
        return value instanceof Value.BlobKeyValue blob ? Value.of(blob.value()) : value;
    }

    private static boolean holds(PropertyFilter filter, Value value) {
        int order = Value.order(value, filter.operand());
        return switch (filter.operator()) {
            case EQUAL -> order == 0;
            case LESS_THAN -> order < 0;
            case LESS_THAN_OR_EQUAL -> order <= 0;
            case GREATER_THAN -> order > 0;
            case GREATER_THAN_OR_EQUAL -> order >= 0;
            case NOT_EQUAL, IN, NOT_IN -> throw new IllegalStateException("expanded before: " + filter);
        };
    }

    static Map<String, List<Value>> indexedValues(Entity entity) {
        Map<String, List<Value>> values = new HashMap<>();
        collect("", entity.properties(), values);
        values.put(Query.KEY, List.of(Value.of(entity.key())));
        return values;
    }

    private static void collect(String prefix, Map<String, Property> properties, Map<String, List<Value>> into) {
        properties.forEach((name, property) -> {
            if (property.indexed()) {
                collect(prefix + name, property.value(), into);
            }
        });
    }

    private static void collect(String name, Value value, Map<String, List<Value>> into) {
        if (value instanceof Value.ListValue list) {
            list.values().forEach(element -> collect(name, element, into));
        } else if (value instanceof Value.EntityValue nested) {
            collect(name + ".", nested.properties(), into);
        } else {
            into.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        }
    }

    private static List<List<PropertyFilter>> alternatives(Filter filter) {
        if (filter instanceof Filter.Or or) {
            return or.filters().stream()
                    .flatMap(each -> alternatives(each).stream())
                    .toList();
        }
        if (filter instanceof Filter.And and) {
            List<List<PropertyFilter>> product = List.of(List.of());
            for (Filter each : and.filters()) {
                List<List<PropertyFilter>> right = alternatives(each);
                product = product.stream()
                        .flatMap(left -> right.stream().map(more -> concat(left, more)))
                        .toList();
            }
            return product;
        }
        PropertyFilter one = (PropertyFilter) filter;
        String property = one.property();
        return switch (one.operator()) {
            case IN ->
                distinct(one).stream()
                        .map(value -> List.of(new PropertyFilter(property, Operator.EQUAL, value)))
                        .toList();
            case NOT_EQUAL -> around(property, List.of(one.operand()));
            case NOT_IN -> around(property, new ArrayList<>(distinct(one)));
            default -> List.of(List.of(one));
        };
    }

    /** The gaps between ascending values: before the first, between any two, behind the last. */
    private static List<List<PropertyFilter>> around(String property, List<Value> ascending) {
        if (ascending.isEmpty()) {
            return List.of(List.of(new PropertyFilter(property, Operator.GREATER_THAN_OR_EQUAL, Value.NULL)));
        }
        List<List<PropertyFilter>> gaps = new ArrayList<>();
        for (int gap = 0; gap <= ascending.size(); gap++) {
            List<PropertyFilter> bounds = new ArrayList<>();
            if (gap > 0) {
                bounds.add(new PropertyFilter(property, Operator.GREATER_THAN, ascending.get(gap - 1)));
            }
            if (gap < ascending.size()) {
                bounds.add(new PropertyFilter(property, Operator.LESS_THAN, ascending.get(gap)));
            }
            gaps.add(bounds);
        }
        return gaps;
    }

    /** What decides the shape of a query that nothing can match, as one with an empty IN: the comparisons that have no alternatives. */
    private static Stream<PropertyFilter> certain(Stream<Filter> filters) {
        return filters.flatMap(filter -> {
            if (filter instanceof Filter.And and) {
                return certain(and.filters().stream());
            }
            return filter instanceof PropertyFilter one
                            && (one.operator() == Operator.EQUAL
                                    || one.operator().isRange())
                    ? Stream.of(one)
                    : Stream.empty();
        });
    }

    private static Set<Value> distinct(PropertyFilter filter) {
        Set<Value> values = new TreeSet<>(Value::order);
        values.addAll(((Value.ListValue) filter.operand()).values());
        return values;
    }

    private static <T> List<T> concat(List<T> left, List<T> right) {
        return Stream.concat(left.stream(), right.stream()).toList();
    }

    /** The orders that decide: not those on a property that one equality fixes, nor those behind the key, which has no ties. */
    private List<Order> orders() {
        List<Value> keys = asked.stream()
                .map(each -> equalities(each, Query.KEY).findFirst().orElse(Value.NULL))
                .toList();
        if (!keys.get(0).equals(Value.NULL) && keys.stream().allMatch(keys.get(0)::equals)) {
            return List.of(); // however many alternatives there are
        }
        List<Order> result = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Order order : query.orders()) {
            if (!seen.contains(Query.KEY) && seen.add(order.property()) && !isFixed(order.property())) {
                result.add(order);
            }
        }
        if (result.isEmpty()) {
            Set<String> everywhere = null;
            for (List<PropertyFilter> alternative : asked) {
                Set<String> properties = new HashSet<>();
                ranges(alternative).forEach(filter -> properties.add(filter.property()));
                if (everywhere == null) {
                    everywhere = properties;
                } else {
                    everywhere.retainAll(properties);
                }
            }
            if (everywhere != null) {
                everywhere.remove(Query.KEY);
                if (everywhere.size() == 1) {
                    result.add(Order.ascending(everywhere.iterator().next()));
                }
            }
        }
        return result;
    }

    private boolean isFixed(String property) {
        Set<Value> operands = new TreeSet<>(Value::order);
        for (List<PropertyFilter> alternative : asked) {
            List<Value> equal = equalities(alternative, property).toList();
            if (equal.isEmpty()
                    || ranges(alternative).anyMatch(filter -> filter.property().equals(property))) {
                return false;
            }
            operands.add(equal.get(0));
        }
        return operands.size() == 1;
    }

    private static Stream<Value> equalities(List<PropertyFilter> alternative, String property) {
        return alternative.stream()
                .filter(filter ->
                        filter.operator() == Operator.EQUAL && filter.property().equals(property))
                .map(PropertyFilter::operand);
    }

    private static Stream<PropertyFilter> ranges(List<PropertyFilter> alternative) {
        return alternative.stream().filter(filter -> filter.operator().isRange());
    }

    private static Partition partitionOf(Query query, Partition home) {
        Key ancestor = query.ancestor();
        String namespace = query.namespace();
        if (ancestor == null) {
            return namespace == null ? home : home.withNamespace(namespace);
        }
        if (!ancestor.app().equals(home.app()) || (namespace != null && !namespace.equals(ancestor.namespace()))) {
            throw new InvalidQueryException("Ancestor " + ancestor + " of application \"" + ancestor.app()
                    + "\" is not in namespace \"" + namespace + "\" of " + home + ".");
        }
        return ancestor.partition();
    }

    private void check() {
        if (alternatives.size() > Limits.MAX_DISJUNCTIONS) {
            throw new InvalidQueryException("The query has " + alternatives.size() + " alternatives; the limit is "
                    + Limits.MAX_DISJUNCTIONS + ".");
        }
        if (query.kind() == null
                && query.orders().stream()
                        .takeWhile(order -> !order.property().equals(Query.KEY))
                        .findAny()
                        .isPresent()) {
            throw new InvalidQueryException("A query without a kind sorts by key only.");
        }
        if (query.kind() == null && !query.projection().isEmpty()) {
            throw new InvalidQueryException("A query without a kind projects nothing; name a kind.");
        }
        query.filters().forEach(this::check);
    }

    private void check(Filter filter) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(this::check);
        } else if (filter instanceof Filter.Or or) {
            or.filters().forEach(this::check);
        } else if (filter instanceof PropertyFilter one) {
            List<Value> operands =
                    one.operand() instanceof Value.ListValue list ? list.values() : List.of(one.operand());
            if ((one.operator() == Operator.EQUAL || one.operator() == Operator.IN)
                    && query.projection().contains(one.property())) {
                throw new InvalidQueryException(
                        "The query projects what its filter " + one + " says. Leave it out of the projection.");
            }
            if (one.operator() == Operator.NOT_IN && operands.size() > Limits.MAX_NOT_IN_VALUES) {
                throw new InvalidQueryException("NOT IN on \"" + one.property() + "\" has " + operands.size()
                        + " values; the limit is " + Limits.MAX_NOT_IN_VALUES + ".");
            }
            if (one.property().equals(Query.KEY)) {
                for (Value operand : operands) {
                    Partition other = ((Value.KeyValue) operand).value().partition();
                    if (!other.equals(partition)) {
                        throw new InvalidQueryException("Key " + operand + " of " + other + " is not in " + partition);
                    }
                }
            } else if (query.kind() == null) {
                throw new InvalidQueryException("A query without a kind filters by key only, not by " + one);
            }
        }
    }
}
