package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.spring.data.repository.config.DatastoreRepositoryConfigurationExtension;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import java.lang.annotation.Annotation;
import org.springframework.boot.autoconfigure.data.AbstractRepositoryConfigurationSourceSupport;
import org.springframework.data.repository.config.RepositoryConfigurationExtension;

/** Registers the repositories below the packages of auto-configuration. */
final class DatastoreRepositoriesRegistrar extends AbstractRepositoryConfigurationSourceSupport {

    @Override
    protected Class<? extends Annotation> getAnnotation() {
        return EnableDatastoreRepositories.class;
    }

    @Override
    protected Class<?> getConfiguration() {
        return EnableDatastoreRepositoriesConfiguration.class;
    }

    @Override
    protected RepositoryConfigurationExtension getRepositoryConfigurationExtension() {
        return new DatastoreRepositoryConfigurationExtension();
    }

    @EnableDatastoreRepositories
    private static final class EnableDatastoreRepositoriesConfiguration {}
}
