package dev.kindred.datastore.index;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An index over several properties of a kind, for queries that combine equalities with orders. Queries need none; where one is declared, an equality on its
 * leading columns with an order on the rest is one scan. Costs a row per entity and combination of values, written with the entity.
 *
 * @param kind the kind
 * @param columns at least two, each property once; an entity that lacks one of them, or has it unindexed, has no row
 */
public record CompositeIndex(String kind, List<Column> columns) {

    /**
     * A property and the direction in which its values are stored.
     *
     * @param property the property's name, dotted for embedded ones
     * @param direction up or down
     */
    public record Column(String property, Direction direction) {

        boolean isDescending() {
            return direction == Direction.DESCENDING;
        }
    }

    /** Up or down. */
    public enum Direction {
        /** Smallest first. */
        ASCENDING,
        /** Greatest first. */
        DESCENDING
    }

    /**
     * Checks the columns.
     *
     * @param kind see the record
     * @param columns see the record
     * @throws IllegalArgumentException if there are fewer than two columns, or a property twice
     */
    public CompositeIndex {
        columns = List.copyOf(columns);
        Set<String> properties = new HashSet<>();
        for (Column column : columns) {
            if (column.property().isEmpty() || !properties.add(column.property())) {
                throw new IllegalArgumentException("Composite index on " + kind + " " + columns + ": a property is "
                        + (column.property().isEmpty() ? "empty." : "there twice: \"" + column.property() + "\"."));
            }
        }
        if (columns.size() < 2) {
            throw new IllegalArgumentException("Composite index on " + kind + " " + columns
                    + " needs at least two properties; single ones are indexed by themselves.");
        }
    }

    /**
     * A composite index in short.
     *
     * @param kind the kind
     * @param columns properties, with a minus in front for descending: {@code "country", "-population"}
     * @return the index
     * @throws IllegalArgumentException if there are fewer than two columns, or a property twice
     */
    public static CompositeIndex on(String kind, String... columns) {
        List<Column> parsed = new ArrayList<>();
        for (String column : columns) {
            parsed.add(
                    column.startsWith("-")
                            ? new Column(column.substring(1), Direction.DESCENDING)
                            : new Column(column, Direction.ASCENDING));
        }
        return new CompositeIndex(kind, parsed);
    }

    /**
     * What the dictionary calls the index: its columns, behind a zero character, which keeps it apart from properties.
     *
     * @return the same for equal columns, of whatever kind
     */
    public String dictionaryName() {
        StringBuilder name = new StringBuilder("\0");
        for (Column column : columns) {
            name.append(column.isDescending() ? '-' : '+')
                    .append(column.property())
                    .append('\0');
        }
        return name.toString();
    }

    /**
     * Reads what {@link #dictionaryName()} made.
     *
     * @param kind the kind
     * @param name the name in the dictionary
     * @return an equal index
     */
    public static CompositeIndex fromDictionaryName(String kind, String name) {
        List<Column> columns = new ArrayList<>();
        for (int from = 1; from < name.length(); ) {
            int end = name.indexOf('\0', from);
            columns.add(new Column(
                    name.substring(from + 1, end),
                    name.charAt(from) == '-' ? Direction.DESCENDING : Direction.ASCENDING));
            from = end + 1;
        }
        return new CompositeIndex(kind, columns);
    }

    /**
     * Reports the rows that a write changes.
     *
     * @param before the stored entity, or null if there is none
     * @param after the entity to store, or null to delete it
     * @param partition the partition's number
     * @param names the dictionary
     * @param delta told what to do
     */
    public void diff(
            @Nullable Entity before, @Nullable Entity after, int partition, Names names, IndexRows.Delta delta) {
        if (before != null && after != null && !changes(before, after)) {
            return;
        }
        // An entity that is too large for the index cannot have come into it: it was there before, and building stopped
        // at it. It must be possible to delete it.
        Set<byte[]> old = before == null || countRows(before) > Limits.MAX_INDEXED_VALUES
                ? Set.of()
                : rows(before, partition, names);
        Set<byte[]> fresh = after == null ? Set.of() : rows(after, partition, names);
        for (byte[] row : fresh) {
            if (!old.contains(row)) {
                delta.add(row);
            }
        }
        for (byte[] row : old) {
            if (!fresh.contains(row)) {
                delta.remove(row);
            }
        }
    }

    private boolean changes(Entity before, Entity after) {
        for (Column column : columns) {
            if (!IndexedValues.of(before, column.property()).equals(IndexedValues.of(after, column.property()))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The prefixes of all rows of an entity: one for each combination of its values. {@link CompositeLimits} tells whether these are too many.
     *
     * @param entity the entity
     * @param partition the partition's number
     * @param names the dictionary
     * @return the prefixes, found by content
     */
    public Set<byte[]> rows(Entity entity, int partition, Names names) {
        List<byte[]> combined =
                List.of(IndexRows.propertyPrefix(partition, names.find(kind), names.find(dictionaryName())));
        for (Column column : columns) {
            List<Value> values = values(entity, column);
            List<byte[]> longer = new ArrayList<>(combined.size() * values.size());
            for (byte[] beginning : combined) {
                for (Value value : values) {
                    ByteWriter out = new ByteWriter(beginning.length + 16).put(beginning);
                    putColumn(out, column, value);
                    longer.add(out.toByteArray());
                }
            }
            combined = longer;
        }
        Set<byte[]> rows = new TreeSet<>(Arrays::compareUnsigned);
        rows.addAll(combined);
        return rows;
    }

    /** How many rows an entity has, without making them. */
    long countRows(Entity entity) {
        long rows = 1;
        for (Column column : columns) {
            // At most 20,000 values a column: never near an overflow as long as this is cut.
            rows = Math.min(rows * values(entity, column).size(), Integer.MAX_VALUE);
        }
        return rows;
    }

    /** The values of a column, each once. */
    static List<Value> values(Entity entity, Column column) {
        List<Value> values = IndexedValues.of(entity, column.property());
        if (values.size() < 2) {
            return values;
        }
        Set<Value> distinct = new TreeSet<>(Value::order);
        distinct.addAll(values);
        return List.copyOf(distinct);
    }

    /** In short: {@code City(country, -population)}. */
    @Override
    public String toString() {
        return columns.stream()
                .map(column -> (column.isDescending() ? "-" : "") + column.property())
                .collect(Collectors.joining(", ", kind + "(", ")"));
    }

    /**
     * Writes a value as a column stores it: all bits flipped if the column descends.
     *
     * @param out where to
     * @param column the column
     * @param value a single value
     */
    public static void putColumn(ByteWriter out, Column column, Value value) {
        int from = out.size();
        OrderedCodec.putValue(out, value);
        if (column.isDescending()) {
            out.complement(from);
        }
    }
}
