package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.tenancy.ForeignNamespaceException;
import dev.kindred.datastore.spring.data.tenancy.NamespaceRequiredException;
import dev.kindred.datastore.spring.data.tenancy.Tenancy;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which namespace a call means, and what it may touch. The first of these that says something counts:
 *
 * <ol>
 *   <li>the namespace the kind is pinned to,
 *   <li>that of the view, {@link DatastoreOperations#inNamespace},
 *   <li>that of the thread or the resolver, {@link Tenancy#namespace()}.
 * </ol>
 *
 * Keys and queries that name another are refused. If none of them says anything, the call uses the configured namespace and may name any other, or is refused
 * itself, as the {@link Tenancy} has it.
 */
final class NamespaceRules {

    /** Queries of this kind list namespaces, and are of none. */
    private static final String NAMESPACE_KIND = "__namespace__";

    private final DatastoreMappingContext mapping;
    private final Partition configured;
    private final @Nullable String view;
    private final Supplier<Tenancy> tenancy;
    private volatile Partition last;

    NamespaceRules(
            DatastoreMappingContext mapping, Partition configured, Supplier<Tenancy> tenancy, @Nullable String view) {
        this.mapping = mapping;
        this.configured = configured;
        this.tenancy = tenancy;
        this.view = view;
        this.last = view == null ? configured : configured.withNamespace(view);
    }

    NamespaceRules in(String namespace) {
        return new NamespaceRules(mapping, configured, tenancy, namespace);
    }

    /** The namespace the call is in; null if it is in none. */
    @Nullable
    String scope() {
        return view != null ? view : tenancy.get().namespace();
    }

    /** Where new root keys belong, of kinds that are not pinned. */
    Partition partition() {
        String scope = scope();
        if (scope == null) {
            return configured;
        }
        Partition known = last; // Making one checks the name, and most calls are in the namespace of the one before.
        if (!known.namespace().equals(scope)) {
            known = configured.withNamespace(scope);
            last = known;
        }
        return known;
    }

    /** Where new root keys of a kind belong. */
    Partition partition(String kind) {
        String pinned = mapping.pinnedNamespace(kind);
        return pinned == null ? partition() : configured.withNamespace(pinned);
    }

    void check(String operation, Key key) {
        String namespace = namespace(operation, key.kind());
        if (namespace != null && !namespace.equals(key.namespace())) {
            throw foreign("Cannot " + operation + " " + key, key.kind(), namespace, key.namespace());
        }
    }

    void check(String operation, Collection<Key> keys) {
        keys.forEach(key -> check(operation, key));
    }

    Query in(String operation, Query query) {
        String kind = query.kind();
        if (NAMESPACE_KIND.equals(kind)) {
            return query;
        }
        String namespace = namespace(operation, kind);
        if (namespace == null) {
            return query;
        }
        Key ancestor = query.ancestor();
        String named = query.namespace() == null && ancestor != null ? ancestor.namespace() : query.namespace();
        if (named == null) {
            return query.namespace(namespace);
        }
        if (!named.equals(namespace)) {
            throw foreign("Cannot " + operation + " with " + query, kind, namespace, named);
        }
        return query;
    }

    AggregationQuery in(String operation, AggregationQuery query) {
        Query scoped = in(operation, query.query());
        return scoped == query.query() ? query : new AggregationQuery(scoped, query.aggregations());
    }

    /** Where what the call touches has to be; null if it may be anywhere. */
    @Nullable
    String namespace(String operation, @Nullable String kind) {
        String pinned = kind == null ? null : mapping.pinnedNamespace(kind);
        if (pinned != null) {
            return pinned;
        }
        String scope = scope();
        if (scope == null && tenancy.get().unscoped() == Tenancy.Unscoped.REFUSED) {
            throw new NamespaceRequiredException(operation, kind);
        }
        return scope;
    }

    private ForeignNamespaceException foreign(String attempt, @Nullable String kind, String namespace, String foreign) {
        boolean pinned = kind != null && mapping.pinnedNamespace(kind) != null;
        return new ForeignNamespaceException(
                attempt + ", which is in namespace \"" + foreign + "\": "
                        + (pinned
                                ? "kind \"" + kind + "\" is pinned to \"" + namespace + "\" by @PinnedNamespace."
                                : "the call is in \"" + namespace + "\". Make it within Namespaces.run(\"" + foreign
                                        + "\", …) or on template.inNamespace(\"" + foreign
                                        + "\") if that is meant; put @PinnedNamespace on a type that all tenants share."),
                namespace,
                foreign);
    }
}
