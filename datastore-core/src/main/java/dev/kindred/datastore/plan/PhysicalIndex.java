package dev.kindred.datastore.plan;

import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.index.CompositeIndex.Column;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.IndexDefinition.Scope;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is built for an index definition. App Engine stores a row under every ancestor and every direction of the key; here keys are the last part of every index row in
 * any case, and rows are read both ways. So a definition loses its mark for ancestors, its columns of the key, and all but the last of several columns of one
 * property; if one column is left, the index that every property has does its work and nothing is built.
 */
public final class PhysicalIndex {

    private PhysicalIndex() {}

    /**
     * The index to build for a definition.
     *
     * @param definition the definition
     * @return empty if the built-in indexes serve its queries
     */
    public static Optional<CompositeIndex> of(IndexDefinition definition) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (Order column : definition.columns()) {
            if (!column.property().equals(Query.KEY)) {
                columns.remove(column.property());
                columns.put(
                        column.property(),
                        new Column(
                                column.property(),
                                column.isDescending()
                                        ? CompositeIndex.Direction.DESCENDING
                                        : CompositeIndex.Direction.ASCENDING));
            }
        }
        return columns.size() < 2
                ? Optional.empty()
                : Optional.of(new CompositeIndex(definition.kind(), List.copyOf(columns.values())));
    }

    /**
     * How App Engine would define an index, for queries without an ancestor.
     *
     * @param index the index
     * @return its definition
     */
    public static IndexDefinition definition(CompositeIndex index) {
        return new IndexDefinition(
                index.kind(),
                Scope.KIND,
                index.columns().stream()
                        .map(column -> column.direction() == CompositeIndex.Direction.DESCENDING
                                ? Order.descending(column.property())
                                : Order.ascending(column.property()))
                        .toList());
    }
}
