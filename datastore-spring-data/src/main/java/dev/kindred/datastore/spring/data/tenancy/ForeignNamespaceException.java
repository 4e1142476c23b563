package dev.kindred.datastore.spring.data.tenancy;

import org.springframework.dao.InvalidDataAccessApiUsageException;

/** A call in one namespace named a key, an object or a query of another, or one of a kind that is pinned elsewhere. Nothing was read or written. */
public final class ForeignNamespaceException extends InvalidDataAccessApiUsageException {

    private final String namespace;
    private final String foreign;

    /**
     * A call that reached into another namespace.
     *
     * @param message what was to be done with what
     * @param namespace the namespace it had to be in
     * @param foreign the namespace that was named
     */
    public ForeignNamespaceException(String message, String namespace, String foreign) {
        super(message);
        this.namespace = namespace;
        this.foreign = foreign;
    }

    /**
     * Where the call had to be.
     *
     * @return the namespace of the call, or the one the kind is pinned to
     */
    public String namespace() {
        return namespace;
    }

    /**
     * What was named.
     *
     * @return the namespace of the key, the object or the query
     */
    public String foreign() {
        return foreign;
    }
}
