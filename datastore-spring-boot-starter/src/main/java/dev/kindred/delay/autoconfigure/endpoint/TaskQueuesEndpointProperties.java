package dev.kindred.delay.autoconfigure.endpoint;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the endpoint.
 *
 * @param showValues When to show values: the arguments and headers of tasks, and the messages of their errors.
 * @param roles Roles that may see values when authorized; none for all users that are logged in.
 */
@ConfigurationProperties("management.endpoint.taskqueues")
record TaskQueuesEndpointProperties(
        @DefaultValue("never") Show showValues,
        @DefaultValue Set<String> roles) {}
