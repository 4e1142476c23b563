package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.spring.data.text.DatastoreJacksonModule;
import dev.kindred.datastore.spring.data.text.TextConverter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JacksonModule;

/**
 * Auto-configuration of keys and cursors as text: Spring Boot adds the converter to Spring MVC's conversion service, and the module to the application's JSON
 * mapper.
 */
@AutoConfiguration
@ConditionalOnClass(TextConverter.class)
@ConditionalOnBooleanProperty(name = "kindred.datastore.enabled", matchIfMissing = true)
public final class DatastoreTextAutoConfiguration {

    DatastoreTextAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TextConverter datastoreTextConverter() {
        return new TextConverter();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JacksonModule.class)
    static final class Json {

        @Bean
        @ConditionalOnMissingBean
        DatastoreJacksonModule datastoreJacksonModule() {
            return new DatastoreJacksonModule();
        }
    }
}
