package dev.kindred.datastore.spring.data.tenancy;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/** A call belongs to no namespace, where every call must. Nothing was read or written. */
public final class NamespaceRequiredException extends InvalidDataAccessApiUsageException {

    private final @Nullable String kind;

    /**
     * A call without a namespace.
     *
     * @param operation what was to be done, such as {@code query}
     * @param kind the kind, or null if it was none in particular
     */
    public NamespaceRequiredException(String operation, @Nullable String kind) {
        super("Cannot " + operation + " " + (kind == null ? "entities of all kinds" : "kind \"" + kind + "\"")
                + ": the call belongs to no namespace, and kindred.datastore.tenant.required asks for one. Make it within"
                + " Namespaces.run(\"tenant\", …) or on template.inNamespace(\"tenant\"), let a NamespaceResolver bean tell the"
                + " tenant, or put @PinnedNamespace on a type that all tenants share.");
        this.kind = kind;
    }

    /**
     * The kind that was meant.
     *
     * @return the kind, or null if it was none in particular
     */
    public @Nullable String kind() {
        return kind;
    }
}
