package dev.kindred.datastore.autoconfigure.endpoint;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** The endpoint over HTTP, where who asks decides whether values are shown. */
@EndpointWebExtension(endpoint = DatastoreEndpoint.class)
public final class DatastoreEndpointWebExtension {

    private final DatastoreEndpoint endpoint;
    private final Show showValues;
    private final Set<String> roles;

    DatastoreEndpointWebExtension(DatastoreEndpoint endpoint, Show showValues, Set<String> roles) {
        this.endpoint = endpoint;
        this.showValues = showValues;
        this.roles = roles;
    }

    /**
     * The whole store.
     *
     * @param caller who asks
     * @return a description
     */
    @ReadOperation
    public DatastoreDescriptor datastore(SecurityContext caller) {
        return endpoint.datastore(showValues.isShown(caller, roles));
    }

    /**
     * One kind.
     *
     * @param caller who asks
     * @param kind the kind
     * @param namespace the namespace whose properties are listed; null for the application's own
     * @return a description; null, which is 404, if there is no such kind
     */
    @ReadOperation
    public @Nullable KindDescriptor kind(SecurityContext caller, @Selector String kind, @Nullable String namespace) {
        return endpoint.kind(kind, namespace, showValues.isShown(caller, roles));
    }
}
