package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.spring.data.event.ValidatingEntityCallback;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import jakarta.validation.Validator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of Bean Validation before objects are stored, where the application has a validator. */
@AutoConfiguration(
        after = DatastoreDataAutoConfiguration.class,
        afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnClass({DatastoreOperations.class, Validator.class})
@ConditionalOnBean(DatastoreOperations.class)
@ConditionalOnSingleCandidate(Validator.class)
@ConditionalOnBooleanProperty(name = "kindred.datastore.validation.enabled", matchIfMissing = true)
public final class DatastoreValidationAutoConfiguration {

    DatastoreValidationAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ValidatingEntityCallback validatingEntityCallback(Validator validator) {
        return new ValidatingEntityCallback(validator);
    }
}
