package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.index.IndexRows;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot holds: namespaces, kinds, properties. Read off the index rows themselves by seeking from one to the next, since these are sorted by partition, kind,
 * property and rank of the value: a seek for each of them that exists, however many entities there are, and what has no entity any more is not found. Names come sorted by
 * their UTF-8 bytes. For one thread.
 */
public final class Catalog {

    /** Text by its UTF-8 bytes, as the datastore sorts everywhere. */
    public static final Comparator<String> BYTES = (a, b) -> Value.order(Value.of(a), Value.of(b));

    private static final byte[] ALL = {};

    /** How many keys are looked at for each part that is asked for: the parts differ by at most this share. */
    private static final int SAMPLES_PER_PART = 64;

    private final StorageTransaction snapshot;
    private final Names names;

    /**
     * A view of a snapshot.
     *
     * @param snapshot what to read; in a transaction that writes, what is visited joins the read set
     * @param names the dictionary
     */
    public Catalog(StorageTransaction snapshot, Names names) {
        this.snapshot = snapshot;
        this.names = names;
    }

    /**
     * The namespaces of an application that have an entity.
     *
     * @param app the application id
     * @return sorted, the default one first
     */
    public SortedSet<String> namespaces(String app) {
        SortedSet<String> namespaces = new TreeSet<>(BYTES);
        byte[] from = ALL;
        for (IndexRow row = first(from, ALL); row != null; row = first(from, ALL)) {
            int number = new ByteReader(row.prefix()).getNumber();
            Partition partition = names.partition(number);
            if (partition.app().equals(app) && !kinds(partition).isEmpty()) {
                namespaces.add(partition.namespace());
            }
            from = new ByteWriter(4).putNumber(number + 1).toByteArray();
        }
        return namespaces;
    }

    /**
     * The kinds that have an entity in a partition.
     *
     * @param partition application and namespace
     * @return sorted
     */
    public SortedSet<String> kinds(Partition partition) {
        SortedSet<String> kinds = new TreeSet<>(BYTES);
        int number = names.find(partition);
        if (number == Names.UNKNOWN) {
            return kinds;
        }
        byte[] all = new ByteWriter(4).putNumber(number).toByteArray();
        byte[] from = all;
        for (IndexRow row = first(from, all); row != null; row = first(from, all)) {
            ByteReader prefix = new ByteReader(row.prefix(), all.length);
            int kind = prefix.getNumber();
            // An undeclared composite index may leave rows behind, but the row of the kind itself comes first.
            if (prefix.getNumber() == IndexRows.KIND_ROW) {
                kinds.add(names.name(kind));
            }
            from = new ByteWriter(8).put(all).putNumber(kind + 1).toByteArray();
        }
        return kinds;
    }

    /**
     * The indexed properties of a kind, and of which types their values are.
     *
     * @param partition application and namespace
     * @param kind the kind
     * @return sorted names with sorted names of representations; empty for an unknown kind
     */
    public SortedMap<String, SortedSet<String>> properties(Partition partition, String kind) {
        SortedMap<String, SortedSet<String>> properties = new TreeMap<>(BYTES);
        int partitionNumber = names.find(partition);
        int kindNumber = names.find(kind);
        if (partitionNumber == Names.UNKNOWN || kindNumber == Names.UNKNOWN) {
            return properties;
        }
        byte[] all = new ByteWriter(8)
                .putNumber(partitionNumber)
                .putNumber(kindNumber)
                .toByteArray();
        byte[] from = IndexRows.propertyPrefix(partitionNumber, kindNumber, IndexRows.KIND_ROW + 1);
        for (IndexRow row = first(from, all); row != null; row = first(from, all)) {
            int property = new ByteReader(row.prefix(), all.length).getNumber();
            String name = names.name(property);
            if (!isCompositeIndex(name)) {
                properties.put(
                        name, representations(IndexRows.propertyPrefix(partitionNumber, kindNumber, property), row));
            }
            from = IndexRows.propertyPrefix(partitionNumber, kindNumber, property + 1);
        }
        return properties;
    }

    /** It has a zero character in front, which property names with index rows of their own do not. */
    private static boolean isCompositeIndex(String name) {
        return !name.isEmpty() && name.charAt(0) == 0;
    }

    private SortedSet<String> representations(byte[] all, IndexRow firstRow) {
        SortedSet<String> found = new TreeSet<>();
        for (IndexRow row = firstRow; row != null; ) {
            ByteReader value = new ByteReader(row.prefix(), all.length);
            found.add(representation(OrderedCodec.readValue(value).rank()));
            int rank = row.prefix()[all.length] & 0xFF;
            row = first(new ByteWriter(all.length + 1).put(all).put(rank + 1).toByteArray(), all);
        }
        return found;
    }

    private static String representation(Value.Rank rank) {
        return switch (rank) {
            case NULL -> "NULL";
            case INTEGER -> "INT64";
            case BOOLEAN -> "BOOLEAN";
            case STRING -> "STRING";
            case DOUBLE -> "DOUBLE";
            case GEO_POINT -> "POINT";
            case USER -> "USER";
            case KEY -> "REFERENCE";
            case UNORDERED -> throw new IllegalArgumentException("A value without an order has no index row.");
        };
    }

    /**
     * Keys that divide the entities of a kind into parts of about equal size. Reads a row of the kind for each entity, and no entities.
     *
     * @param partition application and namespace
     * @param kind the kind
     * @param parts how many parts, at least 1
     * @return ascending keys, each the first one of the next part; one fewer than parts, or as many as there are entities after the first
     */
    public List<Key> splitPoints(Partition partition, String kind, int parts) {
        int partitionNumber = names.find(partition);
        int kindNumber = names.find(kind);
        if (partitionNumber == Names.UNKNOWN || kindNumber == Names.UNKNOWN) {
            return List.of();
        }
        List<byte[]> samples = samples(IndexRows.kindPrefix(partitionNumber, kindNumber), parts);
        List<Key> points = new ArrayList<>();
        int taken = 0;
        for (int part = 1; part < parts; part++) {
            int at = (int) Math.round((double) samples.size() * part / parts);
            if (at > taken && at < samples.size()) {
                points.add(OrderedCodec.readEntityKey(samples.get(at), names));
                taken = at;
            }
        }
        return points;
    }

    /** Every key, every second, every fourth and so on: whenever there are too many, each second one is dropped. */
    private List<byte[]> samples(byte[] kindPrefix, int parts) {
        int most = Math.max(2, (int) Math.min(Integer.MAX_VALUE / 2, 2L * SAMPLES_PER_PART * parts));
        List<byte[]> samples = new ArrayList<>();
        long stride = 1;
        long position = 0;
        try (Scan<IndexRow> rows =
                snapshot.scanIndex(IndexRange.startingWith(kindPrefix), ScanDirection.ASCENDING, Integer.MAX_VALUE)) {
            for (IndexRow row = rows.next(); row != null; row = rows.next()) {
                if (position++ % stride == 0) {
                    if (samples.size() == most) {
                        List<byte[]> half = new ArrayList<>(most);
                        for (int i = 0; i < most; i += 2) {
                            half.add(samples.get(i));
                        }
                        samples = half;
                        stride *= 2;
                    }
                    if ((position - 1) % stride == 0) {
                        samples.add(row.key());
                    }
                }
            }
        }
        return samples;
    }

    /** The first row from a prefix on that begins in a given way. */
    private @Nullable IndexRow first(byte[] from, byte[] beginning) {
        IndexRange range = new IndexRange(
                IndexRange.atPrefix(from), ByteRange.successor(beginning) == null ? null : IndexRange.after(beginning));
        try (Scan<IndexRow> scan = snapshot.scanIndex(range, ScanDirection.ASCENDING, 1)) {
            return scan.next();
        }
    }
}
