package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.config.DatastoreRepositoryConfigurationExtension;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Import;

/** Auto-configuration of the repositories below the application's package, unless it says {@code @EnableDatastoreRepositories} itself. */
@AutoConfiguration(after = {DatastoreDataAutoConfiguration.class, DatastoreTransactionAutoConfiguration.class})
@ConditionalOnClass(DatastoreRepository.class)
@ConditionalOnBean(DatastoreOperations.class)
@ConditionalOnBooleanProperty(name = "kindred.datastore.repositories.enabled", matchIfMissing = true)
// The extension is a bean with every @EnableDatastoreRepositories, even with one that finds no repository.
@ConditionalOnMissingBean(DatastoreRepositoryConfigurationExtension.class)
@Import(DatastoreRepositoriesRegistrar.class)
public final class DatastoreRepositoriesAutoConfiguration {

    DatastoreRepositoriesAutoConfiguration() {}
}
