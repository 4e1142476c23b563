package dev.kindred.datastore.autoconfigure.endpoint;

import dev.kindred.datastore.KindStatistics;
import dev.kindred.datastore.autoconfigure.endpoint.DatastoreDescriptor.CompositeIndexDescriptor;
import dev.kindred.datastore.autoconfigure.endpoint.DatastoreDescriptor.SlowQueryDescriptor;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of a kind.
 *
 * @param kind the kind
 * @param namespace the namespace that the properties are of
 * @param statistics how much there is of it, in all namespaces
 * @param properties the indexed properties and the representations of their values
 * @param compositeIndexes its composite indexes
 * @param slowQueries the slow queries for it, the slowest first
 */
public record KindDescriptor(
        String kind,
        String namespace,
        List<KindStatistics> statistics,
        Map<String, SortedSet<String>> properties,
        List<CompositeIndexDescriptor> compositeIndexes,
        List<SlowQueryDescriptor> slowQueries)
        implements OperationResponseBody {}
