package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Queries of the kinds {@code __namespace__}, {@code __kind__} and {@code __property__}. Their entities are not stored: they are made from the {@link Catalog} and handed
 * to the execution as if a transaction had just written them, so that limits, offsets, cursors and all else mean what they always mean.
 */
public final class MetadataQuery {

    /** A namespace: its name, or id 1 for the default one. */
    public static final String NAMESPACE = "__namespace__";
    /** A kind: its name. */
    public static final String KIND = "__kind__";
    /** An indexed property: its name, below the {@link #KIND} of its kind. */
    public static final String PROPERTY = "__property__";
    /** What a {@link #PROPERTY} holds: the sorted names of its representations. */
    public static final String REPRESENTATION = "property_representation";

    private static final long DEFAULT_NAMESPACE_ID = 1;

    private MetadataQuery() {}

    /**
     * Whether a query asks for metadata.
     *
     * @param query any query
     * @return true for the three kinds
     */
    public static boolean isOne(Query query) {
        String kind = query.kind();
        return kind != null && (kind.equals(NAMESPACE) || kind.equals(KIND) || kind.equals(PROPERTY));
    }

    /**
     * Checks what only such queries must keep to.
     *
     * @param query any query; one of another kind is good
     * @throws InvalidQueryException if it projects, filters or orders by anything but the ascending key, or has an ancestor that its kind does not take
     */
    public static void check(Query query) {
        if (!isOne(query)) {
            return;
        }
        if (query.selection() == Query.Selection.PROJECTION) {
            throw new InvalidQueryException(
                    "A query of kind " + query.kind() + " projects; ask for its entities, or for keys only.");
        }
        query.filters().forEach(filter -> check(filter, query));
        for (Order order : query.orders()) {
            if (!order.property().equals(Query.KEY) || order.isDescending()) {
                throw new InvalidQueryException("A query of kind " + query.kind() + " orders by \"" + order.property()
                        + "\"" + (order.isDescending() ? " descending" : "") + "; its results come by " + Query.KEY
                        + " ascending only. Leave the order out.");
            }
        }
        Key ancestor = query.ancestor();
        if (ancestor != null
                && !(PROPERTY.equals(query.kind())
                        && ancestor.depth() == 1
                        && ancestor.kind().equals(KIND)
                        && ancestor.name() != null)) {
            throw new InvalidQueryException("A query of kind " + query.kind() + " has the ancestor " + ancestor + "; "
                    + (PROPERTY.equals(query.kind())
                            ? "it takes the key of a kind, " + KIND + "(\"City\") say."
                            : "it takes none."));
        }
    }

    private static void check(Filter filter, Query query) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(each -> check(each, query));
        } else if (filter instanceof Filter.Or or) {
            or.filters().forEach(each -> check(each, query));
        } else if (filter instanceof Filter.PropertyFilter comparison
                && !comparison.property().equals(Query.KEY)) {
            throw new InvalidQueryException("A query of kind " + query.kind() + " filters by \"" + comparison.property()
                    + "\"; it can filter by " + Query.KEY + " only.");
        }
    }

    /**
     * The entities a query of one of the three kinds chooses from.
     *
     * @param query the query, checked
     * @param catalog the snapshot's
     * @return all there are, or those below the query's ancestor
     */
    public static Overlay entities(NormalQuery query, Catalog catalog) {
        Partition partition = query.partition();
        Map<byte[], Optional<Entity>> entities = new TreeMap<>(Arrays::compareUnsigned);
        switch (String.valueOf(query.kind())) {
            case NAMESPACE ->
                catalog.namespaces(partition.app())
                        .forEach(name -> add(
                                entities,
                                Entity.builder(
                                        name.isEmpty()
                                                ? partition.key(NAMESPACE, DEFAULT_NAMESPACE_ID)
                                                : partition.key(NAMESPACE, name))));
            case KIND ->
                catalog.kinds(partition).forEach(name -> add(entities, Entity.builder(partition.key(KIND, name))));
            default ->
                kinds(query.ancestor(), partition, catalog).forEach(kind -> catalog.properties(partition, kind)
                        .forEach((name, representations) -> add(
                                entities,
                                Entity.builder(partition.key(KIND, kind).child(PROPERTY, name))
                                        .set(
                                                REPRESENTATION,
                                                Value.of(representations.stream()
                                                        .map(Value::of)
                                                        .toList())))));
        }
        return new Overlay.Alone(entities);
    }

    private static Collection<String> kinds(@Nullable Key ancestor, Partition partition, Catalog catalog) {
        String only = ancestor == null ? null : ancestor.name();
        return only == null ? catalog.kinds(partition) : List.of(only);
    }

    private static void add(Map<byte[], Optional<Entity>> entities, Entity.Builder builder) {
        Entity entity = builder.build();
        // As an entity key, but of any length, and always of partition 1: kind and property may be long, and need no
        // number.
        byte[] key = new ByteWriter()
                .put(OrderedCodec.ancestorPrefix(entity.key(), 1))
                .put(0)
                .toByteArray();
        entities.put(key, Optional.of(entity));
    }
}
