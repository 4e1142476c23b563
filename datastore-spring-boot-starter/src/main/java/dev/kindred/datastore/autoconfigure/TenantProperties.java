package dev.kindred.datastore.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of namespaces as tenants.
 *
 * @param required Whether calls of templates and repositories that belong to no namespace are errors, but for kinds with a pinned one.
 */
@ConfigurationProperties("kindred.datastore.tenant")
public record TenantProperties(@DefaultValue("false") boolean required) {}
