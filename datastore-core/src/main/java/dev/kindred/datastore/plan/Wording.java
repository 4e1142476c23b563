package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.index.IndexRows;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.PlanNode;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.ScanDirection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the steps of a plan for one conjunction into words: the bytes they work on are turned back into names, and into the values that the query gave. */
record Wording(NormalQuery query, Conjunction conjunction, Names names, Selectivity selectivity) {

    static PlanNode node(String operation, List<String> details, PlanNode... inputs) {
        return new PlanNode(operation, details, List.of(), List.of(inputs));
    }

    /** The rows of one prefix, in the order of keys. */
    PlanNode prefixScan(byte[] prefix, ScanDirection direction) {
        Index index = Index.of(prefix, names);
        List<String> details = new ArrayList<>();
        addIfThere(details, condition(prefix));
        addIfThere(details, keys());
        details.add(direction == ScanDirection.ASCENDING ? "by key" : "by key, backwards");
        return new PlanNode("scan " + index.name(), details, List.of(index.name()), List.of());
    }

    /** The rows that begin so, in the order of some columns. */
    PlanNode valueScan(byte[] prefix, List<Order> orders, ScanDirection values, ScanDirection keys) {
        Index index = Index.of(prefix, names);
        List<String> details = new ArrayList<>();
        if (index.composite() != null) {
            int fixed = index.composite().columns().size() - orders.size();
            addIfThere(details, equalities(index.composite().columns().subList(0, fixed)));
        }
        String first = orders.get(0).property();
        ValueRange range = conjunction.ranges().get(first);
        addIfThere(details, range == null ? "" : range(first, range));
        addIfThere(details, keys());
        details.add("by "
                + String.join(", ", orders.stream().map(Order::property).toList())
                + (values == ScanDirection.ASCENDING ? "" : ", backwards")
                + (values == keys ? "" : ", turning each group of equal values"));
        return new PlanNode("scan " + index.name(), details, List.of(index.name()), List.of());
    }

    /** The index a prefix belongs to. */
    String index(byte[] prefix) {
        return Index.of(prefix, names).name();
    }

    /** What holds for the rows of a whole prefix: {@code country = "IT"}; empty for those of a kind. */
    String condition(byte[] prefix) {
        Index index = Index.of(prefix, names);
        if (index.composite() != null) {
            return equalities(index.composite().columns());
        }
        if (index.property() == null) {
            return "";
        }
        for (Value value : conjunction.equalities().getOrDefault(index.property(), List.of())) {
            if (Arrays.equals(IndexRows.valuePrefix(index.beginning(), value), prefix)) {
                return index.property() + " = " + ValueText.of(value);
            }
        }
        return index.property() + " = …";
    }

    private String equalities(List<CompositeIndex.Column> columns) {
        List<String> conditions = new ArrayList<>();
        for (CompositeIndex.Column column : columns) {
            List<Value> values = conjunction.equalities().getOrDefault(column.property(), List.of());
            conditions.add(column.property() + " = " + (values.isEmpty() ? "…" : ValueText.of(values.get(0))));
        }
        return String.join(" and ", conditions);
    }

    /** What the query asks of keys: {@code below Country("IT")}; empty if nothing. */
    String keys() {
        List<String> conditions = new ArrayList<>();
        if (query.ancestor() != null) {
            conditions.add("below " + query.ancestor());
        }
        ValueRange range = conjunction.ranges().get(Query.KEY);
        if (range != null) {
            conditions.add(range(Query.KEY, range));
        }
        return String.join(" and ", conditions);
    }

    /** All that the conjunction asks, for a step that tests whole entities. */
    String everything() {
        List<String> conditions = new ArrayList<>();
        conjunction
                .equalities()
                .forEach((property, values) ->
                        values.forEach(value -> conditions.add(property + " = " + ValueText.of(value))));
        for (Map.Entry<String, ValueRange> range : conjunction.ranges().entrySet()) {
            conditions.add(range(range.getKey(), range.getValue()));
        }
        return String.join(" and ", conditions);
    }

    private static String range(String property, ValueRange range) {
        List<String> limits = new ArrayList<>();
        if (range.low() != null) {
            limits.add(property
                    + (range.low().inclusive() ? " >= " : " > ")
                    + ValueText.of(range.low().value()));
        }
        if (range.high() != null) {
            limits.add(property
                    + (range.high().inclusive() ? " <= " : " < ")
                    + ValueText.of(range.high().value()));
        }
        return limits.isEmpty() ? property + " has a value" : String.join(" and ", limits);
    }

    static void addIfThere(List<String> details, String detail) {
        if (!detail.isEmpty()) {
            details.add(detail);
        }
    }

    /**
     * What a row's prefix says of its index.
     *
     * @param name as people call it
     * @param beginning of all its rows
     * @param property null for a kind's and a composite one
     * @param composite null for any other
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Index(
            String name,
            byte[] beginning,
            @Nullable String property,
            @Nullable CompositeIndex composite) {

        static Index of(byte[] prefix, Names names) {
            ByteReader in = new ByteReader(prefix);
            in.getNumber();
            String kind = names.name(in.getNumber());
            int number = in.getNumber();
            byte[] beginning = Arrays.copyOf(prefix, in.position());
            if (number == 0) {
                return new Index(kind, beginning, null, null);
            }
            String property = names.name(number);
            if (property.isEmpty() || property.charAt(0) != 0) {
                return new Index(kind + "." + property, beginning, property, null);
            }
            CompositeIndex composite = CompositeIndex.fromDictionaryName(kind, property);
            return new Index(composite.toString(), beginning, null, composite);
        }
    }
}
