package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.KindStatistics;
import dev.kindred.datastore.Metadata;
import dev.kindred.datastore.model.Key;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What there is in the namespace of the call. The names of all namespaces are told to every call: that is how somebody goes through them. */
final class ScopedMetadata implements Metadata {

    private final Metadata metadata;
    private final NamespaceRules rules;

    ScopedMetadata(Metadata metadata, NamespaceRules rules) {
        this.metadata = metadata;
        this.rules = rules;
    }

    private Metadata of(String operation, @Nullable String kind) {
        String namespace = rules.namespace(operation, kind);
        return namespace == null ? metadata : metadata.namespace(namespace);
    }

    @Override
    public Metadata namespace(String name) {
        return new ScopedMetadata(metadata.namespace(name), rules.in(name));
    }

    @Override
    public List<String> namespaces() {
        return metadata.namespaces();
    }

    @Override
    public List<String> kinds() {
        return of("list", null).kinds();
    }

    @Override
    public SortedMap<String, SortedSet<String>> kindProperties(String kind) {
        return of("list the properties of", kind).kindProperties(kind);
    }

    @Override
    public List<Key> splitPoints(String kind, int parts) {
        return of("divide", kind).splitPoints(kind, parts);
    }

    @Override
    public List<KindStatistics> statistics() {
        String namespace = rules.namespace("count", null);
        return metadata.statistics().stream()
                .filter(each -> namespace == null || each.namespace().equals(namespace))
                .toList();
    }

    @Override
    public KindStatistics statistics(String kind) {
        return of("count", kind).statistics(kind);
    }
}
