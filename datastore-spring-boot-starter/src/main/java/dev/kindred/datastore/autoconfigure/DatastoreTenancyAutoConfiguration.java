package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.tenancy.NamespaceResolver;
import dev.kindred.datastore.spring.data.tenancy.Tenancy;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of {@link Tenancy}: how the namespace of a call is found, and how it gets to the threads of Spring's executors. */
@AutoConfiguration(after = DatastoreAutoConfiguration.class)
@ConditionalOnClass(Tenancy.class)
@ConditionalOnBean(Datastore.class)
@EnableConfigurationProperties(TenantProperties.class)
public final class DatastoreTenancyAutoConfiguration {

    DatastoreTenancyAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    NamespaceResolver datastoreNamespaceResolver() {
        return NamespaceResolver.NONE;
    }

    @Bean
    @ConditionalOnMissingBean
    Tenancy datastoreTenancy(NamespaceResolver resolver, TenantProperties properties) {
        return new Tenancy(resolver, properties.required() ? Tenancy.Unscoped.REFUSED : Tenancy.Unscoped.CONFIGURED);
    }

    // Spring Boot puts all decorators there are around each other.
    @Bean
    @ConditionalOnMissingBean
    NamespaceTaskDecorator datastoreNamespaceTaskDecorator(Tenancy tenancy) {
        return new NamespaceTaskDecorator(tenancy);
    }
}
