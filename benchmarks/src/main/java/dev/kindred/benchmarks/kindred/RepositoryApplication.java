package dev.kindred.benchmarks.kindred;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.RetryOnConflictAdvisor;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The beans that an application with repositories needs; the rest of this module's class path stays out of it. */
@Configuration
@EnableTransactionManagement
@EnableDatastoreRepositories
@Import(CityService.class)
class RepositoryApplication {

    /** Starts it over an empty directory, with its composite index built. */
    static ConfigurableApplicationContext start(Store store, Path directory) {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(RepositoryApplication.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "store",
                        store.name(),
                        "directory",
                        directory.toString(),
                        "spring.main.banner-mode",
                        "off",
                        "logging.level.root",
                        "error"))
                .run();
        LocalDatastore datastore = context.getBean(LocalDatastore.class);
        datastore.engine().open();
        datastore.declareIndexes(context.getBean(DatastoreMappingContext.class).compositeIndexes());
        datastore.buildIndexes(() -> false);
        return context;
    }

    @Bean
    Store.Open store(@Value("${store}") Store store, @Value("${directory}") Path directory) {
        return store.open(directory);
    }

    @Bean
    LocalDatastore datastore(Store.Open store) {
        return LocalDatastore.on(store.engine()).build();
    }

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

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static RetryOnConflictAdvisor retryOnConflictAdvisor() {
        return new RetryOnConflictAdvisor();
    }
}
