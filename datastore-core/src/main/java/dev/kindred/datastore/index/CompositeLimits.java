package dev.kindred.datastore.index;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an entity with several lists from exploding: it has a row in a composite index for each combination of its values, 8,000 for three lists of 20. All rows of an
 * entity are counted, those of single properties too, and the bytes of those in composite indexes.
 */
public final class CompositeLimits {

    /** So few rows cannot reach the limit in bytes: a row has at most 20 columns of 1,500 bytes then, or fewer. */
    private static final int HARMLESS_ROWS = 64;

    private static final int HARMLESS_COLUMNS = 20;

    private final Entity entity;
    private final List<CompositeIndex> indexes;

    private CompositeLimits(Entity entity, List<CompositeIndex> indexes) {
        this.entity = entity;
        this.indexes = indexes;
    }

    /**
     * Checks an entity before it is saved.
     *
     * @param entity the entity; its key may be incomplete
     * @param indexes the composite indexes of its kind
     * @throws InvalidValueException if it would have too many rows, or too large ones; names the index that has most
     */
    public static void check(Entity entity, List<CompositeIndex> indexes) {
        String problem = problem(entity, indexes);
        if (problem != null) {
            throw new InvalidValueException("Cannot save " + entity.key() + ": it" + problem);
        }
    }

    /**
     * What keeps an entity out of some indexes.
     *
     * @param entity the entity
     * @param indexes composite indexes of its kind
     * @return the rest of a sentence that begins with the entity, and the way out; null if nothing does
     */
    public static @Nullable String problem(Entity entity, List<CompositeIndex> indexes) {
        return indexes.isEmpty() ? null : new CompositeLimits(entity, indexes).problem();
    }

    private @Nullable String problem() {
        int[] single = new int[1];
        entity.properties()
                .forEach((name, property) -> IndexedValues.visit(name, property, (full, value) -> single[0]++));
        long rows = 0;
        int columns = 0;
        for (CompositeIndex index : indexes) {
            rows += index.countRows(entity);
            columns = Math.max(columns, index.columns().size());
        }
        if (rows + single[0] > Limits.MAX_INDEXED_VALUES) {
            return String.format(
                    Locale.ROOT,
                    " would have %,d rows in composite indexes and %,d in those of single properties; the limit is %,d rows. %s",
                    rows,
                    single[0],
                    Limits.MAX_INDEXED_VALUES,
                    wayOut());
        }
        long bytes = rows <= HARMLESS_ROWS && columns <= HARMLESS_COLUMNS ? 0 : countBytes();
        return bytes <= Limits.MAX_COMPOSITE_BYTES
                ? null
                : String.format(
                        Locale.ROOT,
                        " would have %,d bytes of rows in composite indexes; the limit is %,d bytes. %s",
                        bytes,
                        Limits.MAX_COMPOSITE_BYTES,
                        wayOut());
    }

    private String wayOut() {
        CompositeIndex worst = indexes.get(0);
        for (CompositeIndex index : indexes) {
            worst = index.countRows(entity) > worst.countRows(entity) ? index : worst;
        }
        List<String> factors = new ArrayList<>();
        for (CompositeIndex.Column column : worst.columns()) {
            factors.add("\"" + column.property() + "\" has "
                    + CompositeIndex.values(entity, column).size() + " values");
        }
        return String.format(
                Locale.ROOT,
                "%,d rows are in the index %s, one for each combination: %s. Shorten the lists, exclude one from indexes, or declare no such index.",
                worst.countRows(entity),
                worst,
                String.join(", ", factors));
    }

    private long countBytes() {
        Key key = entity.key();
        int keyBytes = OrderedCodec.entityKey(key.isIncomplete() ? key.complete(Long.MAX_VALUE) : key, 1).length;
        long bytes = 0;
        for (CompositeIndex index : indexes) {
            long rows = index.countRows(entity);
            if (rows == 0) {
                continue;
            }
            bytes += rows * keyBytes;
            for (CompositeIndex.Column column : index.columns()) {
                List<Value> values = CompositeIndex.values(entity, column);
                ByteWriter out = new ByteWriter();
                values.forEach(value -> OrderedCodec.putValue(out, value));
                bytes += rows / values.size() * out.size();
            }
        }
        return bytes;
    }
}
