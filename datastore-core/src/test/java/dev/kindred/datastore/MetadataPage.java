package dev.kindred.datastore;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** The code of {@code docs/reference/metadata.md}; {@link ReferencePagesTests} compares and runs it. */
final class MetadataPage {

    private MetadataPage() {}

    static List<Object> helpers(Datastore datastore) {
        // tag::helpers[]
        Metadata metadata = datastore.metadata(); // of the datastore's namespace
        List<String> namespaces = metadata.namespaces(); // "" is the default one
        List<String> kinds = metadata.namespace("shop").kinds();
        Map<String, SortedSet<String>> properties =
                metadata.kindProperties("City"); // {name=[STRING], population=[INT64, NULL]}
        List<Key> bounds = metadata.splitPoints("City", 8); // seven keys, for eight parallel workers
        // end::helpers[]
        return List.of(namespaces, kinds, properties.toString(), bounds);
    }

    static List<Object> statistics(Datastore datastore) {
        // tag::statistics[]
        KindStatistics cities = datastore.metadata().statistics("City"); // of the datastore's namespace
        List<KindStatistics> all = datastore.metadata().statistics(); // all namespaces, by namespace and kind
        // end::statistics[]
        return List.of(cities, all);
    }

    static List<Query> queries(Datastore datastore) {
        return List.of(
                // tag::queries[]
                Query.kind("__kind__")
                        .filter(Filter.key(
                                Operator.GREATER_THAN_OR_EQUAL,
                                datastore.partition().key("__kind__", "C"))),
                Query.kind("__property__").ancestor(datastore.partition().key("__kind__", "City"))
                // end::queries[]
                );
    }
}
