package dev.kindred.datastore.spring.data.tenancy;

import org.jspecify.annotations.Nullable;

/**
 * How a template finds the namespace of a call, and what it does with a call that has none.
 *
 * @param resolver asked where {@link Namespaces} says nothing
 * @param unscoped what becomes of calls that belong to no namespace
 */
public record Tenancy(NamespaceResolver resolver, Unscoped unscoped) {

    /** Only {@link Namespaces} counts; calls outside use the configured namespace. */
    public static final Tenancy DEFAULT = new Tenancy(NamespaceResolver.NONE, Unscoped.CONFIGURED);

    /** What becomes of calls that belong to no namespace. */
    public enum Unscoped {
        /** They use the configured namespace, and may name any other by key, {@code @Namespace} field or query. */
        CONFIGURED,
        /** They are refused, unless all they touch is of kinds with a pinned namespace. */
        REFUSED
    }

    /**
     * The namespace of the call that is being made: the one {@link Namespaces} opened on this thread, otherwise what the resolver says.
     *
     * @return the namespace; null if there is none
     */
    public @Nullable String namespace() {
        String opened = Namespaces.current();
        return opened != null ? opened : resolver.resolveNamespace();
    }
}
