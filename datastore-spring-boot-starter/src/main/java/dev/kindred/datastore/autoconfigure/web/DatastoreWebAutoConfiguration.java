package dev.kindred.datastore.autoconfigure.web;

import dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration;
import dev.kindred.datastore.spring.data.repository.CursorPosition;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.JacksonModule;

/** Auto-configuration of scroll positions as arguments of controllers, and of windows as their answers. {@code Pageable} and {@code Sort} are Spring Boot's. */
@AutoConfiguration(after = DatastoreDataAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({WebMvcConfigurer.class, CursorPosition.class})
@ConditionalOnBean(DatastoreOperations.class)
@ConditionalOnBooleanProperty(name = "kindred.datastore.web.enabled", matchIfMissing = true)
public final class DatastoreWebAutoConfiguration {

    DatastoreWebAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "datastoreWebMvcConfigurer")
    WebMvcConfigurer datastoreWebMvcConfigurer() {
        return new WebMvcConfigurer() {

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CursorArgumentResolver());
            }
        };
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JacksonModule.class)
    static final class Json {

        @Bean
        @ConditionalOnMissingBean
        WindowJacksonModule datastoreWindowJacksonModule() {
            return new WindowJacksonModule();
        }
    }
}
