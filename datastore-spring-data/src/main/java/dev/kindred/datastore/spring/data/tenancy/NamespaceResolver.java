package dev.kindred.datastore.spring.data.tenancy;

import org.jspecify.annotations.Nullable;

/**
 * Says to which namespace a call belongs where nobody has opened one with {@link Namespaces}: by the request, the user who is logged in, or the like. Asked
 * once or several times for each operation, on the thread that makes it, so it should be quick and give the same answer throughout one request. Safe for all threads.
 */
@FunctionalInterface
public interface NamespaceResolver {

    /** Knows no namespace: only what {@link Namespaces} opened counts. */
    NamespaceResolver NONE = () -> null;

    /**
     * The namespace of the call that is being made.
     *
     * @return up to 100 of {@code [0-9A-Za-z._-]}, empty for the default namespace; null if the call belongs to none, so that the configured one serves, or the call is
     *     refused where one is required
     */
    @Nullable
    String resolveNamespace();
}
