package dev.kindred.datastore.autoconfigure.endpoint;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the endpoint.
 *
 * @param showValues When to show values: those that slow queries compare with, and the entity that an index could not be built for.
 * @param roles Roles that may see values when authorized; none for all users that are logged in.
 */
@ConfigurationProperties("management.endpoint.datastore")
record DatastoreEndpointProperties(
        @DefaultValue("never") Show showValues,
        @DefaultValue Set<String> roles) {}
