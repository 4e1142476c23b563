package dev.kindred.datastore.index;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The index rows of entities.
 *
 * <pre>
 * prefix  number of the partition, number of the kind, number of the property, value in ordered encoding
 *         number of the partition, number of the kind, 0                       (the row of the entity's kind)
 * key     the encoded entity key
 * </pre>
 *
 * <b>Written to disk.</b> See {@code docs/formats/keys-and-index-rows.md}.
 */
public final class IndexRows {

    /** Takes the place of a property's number in the row that every entity has for its kind. */
    public static final int KIND_ROW = 0;

    private IndexRows() {}

    /**
     * The beginning of all rows of one property.
     *
     * @param partition the partition's number
     * @param kind the kind's number
     * @param property the property's number
     * @return the beginning of a row's prefix; the value follows
     */
    public static byte[] propertyPrefix(int partition, int kind, int property) {
        return new ByteWriter(12)
                .putNumber(partition)
                .putNumber(kind)
                .putNumber(property)
                .toByteArray();
    }

    /**
     * The prefix of the rows that list the entities of a kind.
     *
     * @param partition the partition's number
     * @param kind the kind's number
     * @return a whole prefix
     */
    public static byte[] kindPrefix(int partition, int kind) {
        return propertyPrefix(partition, kind, KIND_ROW);
    }

    /**
     * The prefix of the rows of one value of a property.
     *
     * @param propertyPrefix from {@link #propertyPrefix}
     * @param value a single value
     * @return a whole prefix
     */
    public static byte[] valuePrefix(byte[] propertyPrefix, Value value) {
        ByteWriter out = new ByteWriter(propertyPrefix.length + 16).put(propertyPrefix);
        OrderedCodec.putValue(out, value);
        return out.toByteArray();
    }

    /** What a write does to the index rows of one entity. */
    public interface Delta {

        /**
         * A row to add.
         *
         * @param prefix the row's prefix
         */
        void add(byte[] prefix);

        /**
         * A row to remove.
         *
         * @param prefix the row's prefix
         */
        void remove(byte[] prefix);

        /**
         * A property of the entity has several distinct values.
         *
         * @param property the property's number
         */
        void severalValues(int property);
    }

    /**
     * Compares an entity's rows before and after a write and reports exactly the rows that differ: none to add that is there, none to remove that is not. Properties that are equal cost a comparison, no
     * encoding.
     *
     * @param before the stored entity, or null if there is none
     * @param after the entity to store, or null to delete it
     * @param partition the partition's number
     * @param kind the kind's number
     * @param names the dictionary, which knows all names of both
     * @param delta told what to do
     */
    public static void diff(
            @Nullable Entity before, @Nullable Entity after, int partition, int kind, Names names, Delta delta) {
        if (before == null && after != null) {
            delta.add(kindPrefix(partition, kind));
        }
        if (after == null && before != null) {
            delta.remove(kindPrefix(partition, kind));
        }
        Rows old = new Rows(partition, kind, names);
        Rows fresh = new Rows(partition, kind, names);
        if (before != null) {
            before.properties().forEach((name, property) -> {
                if (after == null || !property.equals(after.property(name))) {
                    old.collect(name, property);
                }
            });
        }
        if (after != null) {
            after.properties().forEach((name, property) -> {
                if (before == null || !property.equals(before.property(name))) {
                    fresh.collect(name, property);
                }
            });
        }
        // A literal property "a.b" and a nested one of the same dotted name share rows: one may come or
        // go while the other stays.
        if (before != null && after != null && !(old.byName.isEmpty() && fresh.byName.isEmpty())) {
            forgetRowsOfUnchangedProperties(before, after, old, fresh);
        }
        fresh.forEach(old, delta::add);
        old.forEach(fresh, delta::remove);
        fresh.byName.forEach((name, prefixes) -> {
            if (prefixes.size() > 1 || after != null && mayShareValues(name) && hasSeveral(after, name)) {
                delta.severalValues(names.find(name));
            }
        });
    }

    /** A literal property "a.b" and b of an embedded a have one name: what did not change counts too. */
    private static boolean mayShareValues(String name) {
        return name.indexOf('.') >= 0;
    }

    private static boolean hasSeveral(Entity entity, String name) {
        List<Value> values = IndexedValues.of(entity, name);
        return values.stream().anyMatch(value -> Value.order(value, values.get(0)) != 0);
    }

    private static void forgetRowsOfUnchangedProperties(Entity before, Entity after, Rows old, Rows fresh) {
        after.properties().forEach((name, property) -> {
            boolean mayShare = name.indexOf('.') >= 0 || property.value().rank() == Value.Rank.UNORDERED;
            if (mayShare && property.equals(before.property(name))) {
                old.forget(name, property);
                fresh.forget(name, property);
            }
        });
    }

    /** The distinct prefixes of some properties, by full name. */
    private static final class Rows {

        private final int partition;
        private final int kind;
        private final Names names;
        private final Map<String, TreeSet<byte[]>> byName = new HashMap<>();

        Rows(int partition, int kind, Names names) {
            this.partition = partition;
            this.kind = kind;
            this.names = names;
        }

        void collect(String name, Property property) {
            IndexedValues.visit(name, property, (full, value) -> byName.computeIfAbsent(
                            full, n -> new TreeSet<>(Arrays::compareUnsigned))
                    .add(prefix(full, value)));
        }

        void forget(String name, Property property) {
            IndexedValues.visit(name, property, (full, value) -> {
                TreeSet<byte[]> prefixes = byName.get(full);
                if (prefixes != null) {
                    prefixes.remove(prefix(full, value));
                }
            });
        }

        private byte[] prefix(String name, Value value) {
            ByteWriter out =
                    new ByteWriter(32).putNumber(partition).putNumber(kind).putNumber(names.find(name));
            OrderedCodec.putValue(out, value);
            return out.toByteArray();
        }

        void forEach(Rows except, Consumer<byte[]> action) {
            byName.forEach((name, prefixes) -> {
                TreeSet<byte[]> excepted = except.byName.get(name);
                for (byte[] prefix : prefixes) {
                    if (excepted == null || !excepted.contains(prefix)) {
                        action.accept(prefix);
                    }
                }
            });
        }
    }
}
