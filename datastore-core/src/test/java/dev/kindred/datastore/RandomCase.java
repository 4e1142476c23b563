package dev.kindred.datastore;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Transform;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random keys, entities and queries from one seed. Everything is drawn from small pools, so that values meet, ties are common and filters find something;
 * the pools hold the values that are known to be confused: 1 and a time of one microsecond, "a" as text and as bytes, the two zeros.
 */
final class RandomCase {

    /** "n.x" is both a name of its own and property x of an embedded entity n. */
    private static final String[] PROPERTIES = {"p", "q", "n.x", "r"};

    private static final Value[] NUMBERS = {Value.of(0), Value.of(1), Value.of(2), Value.of(3)};

    private final Random random;
    private final Partition partition;
    private final String[] kinds;
    private final int percentLists;
    private final boolean large;
    private final Value[] values;

    List<String> kinds() {
        return List.of(kinds);
    }

    /** Kinds are the case's own, because a store remembers which properties of a kind ever had several values: with few lists, it plans as if there were none. */
    RandomCase(long seed, Partition partition) {
        this.random = new Random(seed);
        this.partition = partition;
        String suffix = Long.toUnsignedString(seed, 36);
        this.kinds = new String[] {"A" + suffix, "B" + suffix, "A" + suffix + "B"};
        this.large = random.nextInt(40) == 0;
        this.percentLists = new int[] {0, 0, 2, 35, 35}[random.nextInt(5)];
        this.values = new Value[] {
            Value.NULL,
            Value.of(-1),
            Value.of(Long.MAX_VALUE),
            Value.of(Instant.ofEpochSecond(0, 1_000)),
            Value.of(false),
            Value.of(true),
            Value.of(""),
            Value.of("a"),
            Value.of("a\0"),
            Value.of("ab"),
            Value.of("\uFFFF"),
            Value.of("\uD83D\uDE00"),
            Value.of(ByteString.copyOf(new byte[] {'a'})),
            Value.of(ByteString.copyOf(new byte[] {-1, 0, -1})),
            Value.of(1.0),
            Value.of(0.0),
            Value.of(-0.0),
            Value.of(Double.NaN),
            Value.of(Double.NEGATIVE_INFINITY),
            Value.of(new GeoPoint(1, -1)),
            Value.of(new GeoPoint(1, 1)),
            Value.of(partition.key(kinds[0], 1)),
            Value.of(partition.key(kinds[0], 1).child(kinds[1], "a"))
        };
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T oneOf(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private <T> List<T> several(int most, Supplier<T> each) {
        List<T> list = new ArrayList<>();
        for (int left = below(most + 1); left > 0; left--) {
            list.add(each.get());
        }
        return list;
    }

    /** What a case begins with: nothing, or so much that plans work in several batches and groups of equal values are large. */
    List<Entity> beginning() {
        List<Entity> entities = new ArrayList<>();
        for (int left = large ? 450 : 0; left > 0; left--) {
            entities.add(entity());
        }
        return entities;
    }

    Key key() {
        if (large && chance(90)) {
            return partition.key(kinds[chance(80) ? 0 : 1], 1 + below(500));
        }
        Key key = null;
        for (int depth = chance(70) ? 1 : chance(70) ? 2 : 3; depth > 0; depth--) {
            String kind = oneOf(kinds);
            if (chance(60)) {
                long id = new long[] {1, 2, 3, 256, -1}[below(5)];
                key = key == null ? partition.key(kind, id) : key.child(kind, id);
            } else {
                String name = new String[] {"a", "aa", "b"}[below(3)];
                key = key == null ? partition.key(kind, name) : key.child(kind, name);
            }
        }
        return key;
    }

    Value value() {
        return chance(60) ? oneOf(NUMBERS) : oneOf(values);
    }

    Entity entity() {
        Entity.Builder entity = Entity.builder(key());
        for (String property : PROPERTIES) {
            if (chance(75)) {
                entity.set(property, property());
            }
        }
        if (chance(25)) {
            entity.set(
                    "n",
                    new Property(chance(percentLists) ? Value.of(several(2, this::nested)) : nested(), !chance(15)));
        }
        return entity.build();
    }

    /** What a conditional write expects: a version as it is when the write is made. */
    enum Base {
        ANY,
        CURRENT,
        NONE,
        WRONG
    }

    /** Mutations whose base versions are still to be filled in. */
    record Planned(Mutation mutation, Base base) {}

    List<Planned> mutations() {
        List<Planned> mutations = new ArrayList<>();
        for (int left = chance(60) ? 1 : 2 + below(4); left > 0; left--) {
            mutations.add(new Planned(mutation(), chance(65) ? Base.ANY : Base.values()[1 + below(3)]));
        }
        return mutations;
    }

    private Mutation mutation() {
        Entity entity = entity();
        Mutation mutation =
                switch (below(5)) {
                    case 0 -> Mutation.insert(entity);
                    case 1 -> Mutation.update(entity);
                    case 2 -> Mutation.delete(entity.key());
                    default -> Mutation.put(entity);
                };
        mutation = mutation.onConflict(chance(50) ? Mutation.OnConflict.SKIP : Mutation.OnConflict.FAIL);
        if (mutation.operation() == Mutation.Operation.DELETE) {
            return mutation;
        }
        if (chance(50)) {
            mutation = mutation.mask(mask());
        }
        return chance(50) ? mutation.transform(several(4, this::transform).toArray(new Transform[0])) : mutation;
    }

    PropertyMask mask() {
        return PropertyMask.of(several(3, this::path));
    }

    private String path() {
        return new String[] {"p", "q", "r", "n\\.x", "n", "n.x", "n.deep.y", "n.deep", "n.new.y", "p.x"}[below(10)];
    }

    private Transform transform() {
        Value number = oneOf(new Value[] {
            Value.of(1),
            Value.of(-2),
            Value.of(Long.MAX_VALUE),
            Value.of(0.5),
            Value.of(1.0),
            Value.of(-0.0),
            Value.of(Double.NaN)
        });
        String path = path();
        return switch (below(5)) {
            case 0 -> new Transform.Maximum(path, number);
            case 1 -> new Transform.Minimum(path, number);
            case 2 -> new Transform.AppendMissing(path, new Value.ListValue(several(3, this::value)));
            case 3 -> new Transform.RemoveAll(path, new Value.ListValue(several(3, this::value)));
            default -> new Transform.Increment(path, number);
        };
    }

    private Property property() {
        Value value = chance(percentLists) ? Value.of(several(4, this::value)) : value();
        return new Property(value, !chance(12));
    }

    private Value nested() {
        Map<String, Property> properties = new LinkedHashMap<>();
        properties.put("x", property());
        if (chance(30)) {
            properties.put("deep", Property.of(new Value.EntityValue(null, Map.of("y", property()))));
        }
        return new Value.EntityValue(chance(20) ? key() : null, properties);
    }

    /** A valid query but, now and then, for too many alternatives or for naming a property without a kind. */
    Query query() {
        boolean kindless = chance(15);
        Query query = kindless ? Query.kindless() : Query.kind(oneOf(kinds));
        query = query.namespace(partition.namespace());
        if (chance(25)) {
            query = query.ancestor(key());
        }
        for (int filters = chance(25) ? 0 : 1 + below(3); filters > 0; filters--) {
            query = query.filter(kindless && chance(95) ? keyFilter() : filter(2));
        }
        for (int orders = chance(45) ? 0 : 1 + below(3); orders > 0; orders--) {
            query = query.orderBy(order(kindless && chance(95) ? Query.KEY : chance(12) ? Query.KEY : name()));
        }
        return chance(25) ? shaped(query) : query;
    }

    /** A projection, distinct or not, or whole entities that are distinct on something; most of the time of a kind that is allowed. */
    private Query shaped(Query query) {
        List<String> names = new ArrayList<>();
        for (String name : PROPERTIES) {
            if (chance(60) && (chance(3) || query.filters().stream().noneMatch(filter -> fixes(filter, name)))) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            return query;
        }
        String[] all = names.toArray(String[]::new);
        String[] some = names.subList(0, 1 + below(all.length)).toArray(String[]::new);
        return switch (below(6)) {
            case 0 -> query.distinctOn(some);
            case 1 -> query.project(all).distinctOn(some);
            case 2, 3 -> query.project(all).distinct();
            default -> query.project(all);
        };
    }

    private static boolean fixes(Filter filter, String name) {
        if (filter instanceof Filter.And and) {
            return and.filters().stream().anyMatch(each -> fixes(each, name));
        }
        if (filter instanceof Filter.Or or) {
            return or.filters().stream().anyMatch(each -> fixes(each, name));
        }
        Filter.PropertyFilter one = (Filter.PropertyFilter) filter;
        return one.property().equals(name) && (one.operator() == Operator.EQUAL || one.operator() == Operator.IN);
    }

    /** What can differ between a query and one that takes its cursor. */
    Query cut(Query query) {
        Query cut = chance(30) && query.projection().isEmpty() ? query.keysOnly() : query;
        cut = chance(40) ? cut.limit(below(6)) : cut;
        return chance(25) ? cut.offset(below(4)) : cut;
    }

    /** Numbers over a query's results. */
    AggregationQuery aggregation(Query query) {
        Aggregation[] all = new Aggregation[1 + below(4)];
        for (int i = 0; i < all.length; i++) {
            all[i] = switch (below(4)) {
                case 0 -> Aggregation.count();
                case 1 -> Aggregation.countUpTo(below(5));
                case 2 -> Aggregation.sum(name());
                default -> Aggregation.average(name());
            };
        }
        return AggregationQuery.of(query, all);
    }

    private String name() {
        return chance(6) ? "n.deep.y" : chance(3) ? "none" : oneOf(PROPERTIES);
    }

    private Order order(String property) {
        return chance(50) ? Order.ascending(property) : Order.descending(property);
    }

    private Filter filter(int depth) {
        int kind = below(100);
        if (depth > 0 && kind < 12) {
            return Filter.or(filters(depth));
        }
        if (depth > 0 && kind < 18) {
            return Filter.and(filters(depth));
        }
        if (kind < 26) {
            return keyFilter();
        }
        String property = name();
        if (kind < 60) {
            return Filter.equal(property, value());
        }
        if (kind < 66) {
            return Filter.in(property, several(4, this::value));
        }
        if (kind < 70) {
            return Filter.of(property, Operator.NOT_IN, Value.of(several(3, this::value)));
        }
        return Filter.of(property, comparison(), value());
    }

    private Filter[] filters(int depth) {
        Filter[] filters = new Filter[1 + below(3)];
        for (int i = 0; i < filters.length; i++) {
            filters[i] = filter(depth - 1);
        }
        return filters;
    }

    private Filter keyFilter() {
        return chance(15)
                ? Filter.in(Query.KEY, several(3, () -> Value.of(key())))
                : Filter.key(chance(15) ? Operator.EQUAL : comparison(), key());
    }

    private Operator comparison() {
        return new Operator[] {
                    Operator.LESS_THAN,
                    Operator.LESS_THAN_OR_EQUAL,
                    Operator.GREATER_THAN,
                    Operator.GREATER_THAN_OR_EQUAL,
                    Operator.GREATER_THAN,
                    Operator.LESS_THAN,
                    Operator.NOT_EQUAL
                }
                [below(7)];
    }
}
