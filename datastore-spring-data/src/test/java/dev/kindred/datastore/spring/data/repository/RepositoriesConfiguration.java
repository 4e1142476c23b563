package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.people.People;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** What an application without Spring Boot writes; the datastore comes from the test. */
@Configuration
@EnableTransactionManagement
@EnableDatastoreRepositories(basePackageClasses = People.class)
class RepositoriesConfiguration {

    @Bean
    DatastoreMappingContext datastoreMappingContext() {
        return new DatastoreMappingContext();
    }

    @Bean
    DatastoreConverter datastoreConverter(DatastoreMappingContext context) {
        return new MappingDatastoreConverter(context);
    }

    @Bean
    DatastoreTemplate datastoreTemplate(Datastore datastore, DatastoreConverter converter) {
        return new DatastoreTemplate(datastore, converter);
    }

    @Bean
    DatastoreTransactionManager datastoreTransactionManager(Datastore datastore) {
        return new DatastoreTransactionManager(datastore);
    }
}
