package dev.kindred.datastore.spring.data.repository.config;

import java.lang.annotation.Annotation;
import org.springframework.data.repository.config.RepositoryBeanDefinitionRegistrarSupport;
import org.springframework.data.repository.config.RepositoryConfigurationExtension;

final class DatastoreRepositoriesRegistrar extends RepositoryBeanDefinitionRegistrarSupport {

    @Override
    protected Class<? extends Annotation> getAnnotation() {
        return EnableDatastoreRepositories.class;
    }

    @Override
    protected RepositoryConfigurationExtension getExtension() {
        return new DatastoreRepositoryConfigurationExtension();
    }
}
