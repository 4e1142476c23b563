package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.stores.Cities;
import dev.kindred.datastore.spring.data.repository.stores.City;
import dev.kindred.datastore.spring.data.repository.stores.Nobodys;
import dev.kindred.datastore.spring.data.repository.stores.Plains;
import dev.kindred.datastore.spring.data.repository.stores.Session;
import dev.kindred.datastore.spring.data.repository.stores.Sessions;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.keyvalue.core.KeyValueAdapter;
import org.springframework.data.keyvalue.core.KeyValueOperations;
import org.springframework.data.keyvalue.core.KeyValueTemplate;
import org.springframework.data.map.MapKeyValueAdapter;
import org.springframework.data.map.repository.config.EnableMapRepositories;

class MultiStoreTests {

    @Test
    void p3_pain07_eachRepositoryBelongsToTheStoreThatItOrItsEntityNames() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(LocalDatastore.class, () -> LocalDatastore.on(new MemoryEngine())
                    .build());
            context.register(RepositoriesConfiguration.class, TwoStores.class);
            context.refresh();

            context.getBean(Cities.class).save(new City("Rome"));
            context.getBean(Sessions.class).save(new Session("s1"));

            DatastoreTemplate template = context.getBean(DatastoreTemplate.class);
            assertThat(template.findAll(City.class)).containsExactly(new City("Rome"));
            assertThat(template.count(Session.class)).isZero();
            assertThat(context.getBeanNamesForType(Plains.class)).hasSize(1);
            assertThat(context.getBeanNamesForType(Nobodys.class)).isEmpty();
        }
    }

    @Configuration
    @EnableDatastoreRepositories(basePackageClasses = Cities.class)
    @EnableMapRepositories(basePackageClasses = Cities.class, keyValueTemplateRef = "mapTemplate")
    static class TwoStores {

        @Bean
        KeyValueAdapter mapAdapter() {
            return new MapKeyValueAdapter();
        }

        @Bean
        KeyValueOperations mapTemplate(KeyValueAdapter adapter) {
            return new KeyValueTemplate(adapter);
        }
    }
}
