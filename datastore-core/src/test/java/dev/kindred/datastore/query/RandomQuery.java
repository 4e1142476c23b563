package dev.kindred.datastore.query;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random queries with everything a query can say, and with names and values that are awkward to write. */
final class RandomQuery {

    private static final String[] NAMES = {
        "a",
        "size",
        "address.zip",
        "select",
        "Order",
        "a b",
        "`",
        "``x",
        "1st",
        "größe",
        "a.",
        ".",
        "a..b",
        "$_9",
        "key",
        "'",
        "\n",
        "a.null",
        "__kind__",
        "date",
        "@x"
    };

    private static final String[] TEXTS = {
        "",
        "x",
        "it's",
        "\"",
        "\\",
        "\\'",
        "a\nb\r\t\0",
        "\uD83D\uDE00",
        "\uD83D",
        "`",
        "@x",
        "%",
        "--",
        "' OR a = '1",
        "\u2028"
    };

    private final Random random;

    RandomQuery(long seed) {
        this.random = new Random(seed);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private String[] names() {
        Set<String> names = new LinkedHashSet<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            names.add(name());
        }
        return names.toArray(String[]::new);
    }

    private Key key() {
        Partition partition = Partition.DEFAULT;
        partition = chance(15) ? new Partition("s~it's", partition.namespace()) : partition;
        partition = chance(25) ? partition.withNamespace(chance(50) ? "n" : "m.1") : partition;
        Key key = null;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            String kind = name();
            if (chance(50)) {
                long id = chance(30) ? Long.MIN_VALUE : random.nextInt(9) - 10;
                key = key == null ? partition.key(kind, id) : key.child(kind, id);
            } else {
                String name = "n" + text().replace("\uD83D\uDE00", "\uFFFD").replace("\uD83D", "");
                key = key == null ? partition.key(kind, name) : key.child(kind, name);
            }
        }
        return key;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(5)];
        random.nextBytes(bytes);
        return bytes;
    }

    Value value() {
        return switch (random.nextInt(12)) {
            case 0 -> Value.NULL;
            case 1 -> Value.of(random.nextLong());
            case 2 -> Value.of(chance(50) ? Long.MIN_VALUE : Long.MAX_VALUE);
            case 3 -> Value.of(chance(50));
            case 4 -> Value.of(Double.longBitsToDouble(random.nextLong()));
            case 5 ->
                Value.of(new double[] {0.0, -0.0, 1, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE}
                        [random.nextInt(6)]);
            case 6 -> Value.of(new GeoPoint(random.nextInt(90), -random.nextInt(180)));
            case 7 -> Value.of(ByteString.copyOf(bytes()));
            case 8 -> new Value.BlobKeyValue(text());
            case 9 -> new Value.TimestampValue(chance(30) ? random.nextLong() : random.nextLong() >> 12);
            case 10 -> Value.of(key());
            default -> Value.of(text());
        };
    }

    private Filter filter(int depth) {
        int kind = random.nextInt(100);
        if (depth > 0 && kind < 20) {
            return new Filter.Or(filters(1, depth));
        }
        if (depth > 0 && kind < 40) {
            return new Filter.And(filters(chance(20) ? 0 : 1, depth));
        }
        if (kind < 50) {
            return Filter.key(chance(50) ? Operator.EQUAL : Operator.LESS_THAN, key());
        }
        Operator operator = Operator.values()[random.nextInt(Operator.values().length)];
        if (operator != Operator.IN && operator != Operator.NOT_IN) {
            return Filter.of(name(), operator, value());
        }
        List<Value> values = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            values.add(value());
        }
        return Filter.of(name(), operator, Value.of(values));
    }

    private List<Filter> filters(int least, int depth) {
        List<Filter> filters = new ArrayList<>();
        for (int left = least + random.nextInt(3); left > 0; left--) {
            filters.add(filter(depth - 1));
        }
        return filters;
    }

    private Cursor cursor() {
        return new Cursor(ByteString.copyOf(new byte[] {1, (byte) random.nextInt()}));
    }

    Query query() {
        Query query = chance(15) ? Query.kindless() : Query.kind(name());
        query = chance(20) ? query.namespace(chance(30) ? "" : "n") : query;
        query = chance(25) ? query.ancestor(key()) : query;
        for (Filter filter : filters(0, 3)) {
            query = query.filter(filter);
        }
        for (int left = random.nextInt(3); left > 0; left--) {
            String property = chance(20) ? Query.KEY : name();
            query = query.orderBy(chance(50) ? Order.ascending(property) : Order.descending(property));
        }
        query = chance(30) ? query.project(names()) : chance(20) ? query.keysOnly() : query;
        if (chance(30)) {
            query = query.selection() == Query.Selection.PROJECTION && chance(50)
                    ? query.distinct()
                    : query.distinctOn(names());
        }
        query = chance(30) ? query.limit(chance(30) ? 0 : random.nextInt()) : query;
        query = chance(30) ? query.offset(random.nextInt(Integer.MAX_VALUE)) : query;
        query = chance(15) ? query.startAt(cursor()) : query;
        return chance(15) ? query.endAt(cursor()) : query;
    }

    AggregationQuery aggregationQuery() {
        List<Aggregation> aggregations = new ArrayList<>();
        for (int left = 1 + random.nextInt(5); left > 0; left--) {
            Aggregation aggregation =
                    switch (random.nextInt(4)) {
                        case 0 -> Aggregation.count();
                        case 1 -> Aggregation.countUpTo(random.nextLong() >>> 1);
                        case 2 -> Aggregation.sum(name());
                        default -> Aggregation.average(name());
                    };
            aggregations.add(chance(50) ? aggregation.as(name() + left) : aggregation);
        }
        return new AggregationQuery(query(), aggregations);
    }
}
