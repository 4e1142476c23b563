package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.spring.data.aot.AheadOfTime;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.repository.changes.Stations;
import dev.kindred.datastore.spring.data.repository.changes.WrongChanges;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.gql.Texts;
import dev.kindred.datastore.spring.data.repository.library.Books;
import dev.kindred.datastore.spring.data.repository.library.WrongFetches;
import dev.kindred.datastore.spring.data.repository.people.People;
import dev.kindred.datastore.spring.data.repository.query.PostFilter;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import dev.kindred.datastore.spring.data.repository.zoo.Cats;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.data.util.Lazy;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The application of {@link RepositoriesConfiguration}, processed ahead of time. The datastore is there when it starts, and not before. */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement
@EnableDatastoreRepositories(
        basePackageClasses = {People.class, Texts.class, Cats.class, Books.class, Stations.class},
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.ASSIGNABLE_TYPE,
                        classes = {WrongFetches.class, WrongChanges.class}))
@Import(GeneratedRepositories.Beans.class)
public class GeneratedRepositories {

    private static final Lazy<AheadOfTime> GENERATED = Lazy.of(() -> AheadOfTime.process(GeneratedRepositories.class));

    static AheadOfTime generated() {
        return GENERATED.get();
    }

    static ConfigurableApplicationContext start(Opener datastore) {
        return generated().start(context -> context.getBeanFactory().registerSingleton("opener", datastore));
    }

    /** Gives the application its datastore. */
    public interface Opener {

        LocalDatastore open();
    }

    /** All but the repositories. */
    @Configuration(proxyBeanMethods = false)
    public static class Beans {

        @Bean
        public QuerySettings querySettings() {
            return new QuerySettings(PostFilter.WARN, 50);
        }

        @Bean
        public LocalDatastore datastore(Opener opener) {
            return opener.open();
        }

        @Bean
        public DatastoreMappingContext datastoreMappingContext() {
            return new DatastoreMappingContext();
        }

        @Bean
        public DatastoreConverter datastoreConverter(DatastoreMappingContext context) {
            return new MappingDatastoreConverter(context);
        }

        @Bean
        public DatastoreTemplate datastoreTemplate(Datastore datastore, DatastoreConverter converter) {
            return new DatastoreTemplate(datastore, converter);
        }

        @Bean
        public DatastoreTransactionManager datastoreTransactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }
    }
}
