package dev.kindred.datastore.spring.data;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.RetryOnConflictAdvisor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** An application without Spring Boot, on an empty datastore of its own; close it. */
public final class TestContext {

    private TestContext() {}

    public static AnnotationConfigApplicationContext start(TestEngine engine, Class<?>... configuration) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(Datastore.class, engine::open);
        context.register(Beans.class);
        if (configuration.length > 0) {
            context.register(configuration);
        }
        context.refresh();
        return context;
    }

    @Configuration
    @EnableTransactionManagement
    static class Beans {

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
}
