package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.spring.data.auditing.EnableDatastoreAuditing;
import dev.kindred.datastore.spring.data.auditing.EntityAuditing;
import dev.kindred.datastore.spring.data.event.AfterSaveEvent;
import dev.kindred.datastore.spring.data.event.BeforeConvertCallback;
import dev.kindred.datastore.spring.data.event.ValidatingEntityCallback;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validation;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.AuditorAware;

/** Callbacks, events, auditing and validation in an application with Spring Boot. */
class EntityLifecycleAutoConfigurationTests {

    record Page(
            @Id String name,
            @NotBlank String text,
            @CreatedDate @Nullable Instant created,
            @CreatedBy @Nullable String author) {

        static Page of(String name, String text) {
            return new Page(name, text, null, null);
        }
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTransactionAutoConfiguration.class,
                    DatastoreDataAutoConfiguration.class,
                    DatastoreValidationAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory");

    private final ApplicationContextRunner validating =
            runner.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class));

    @Test
    void withAValidatorBadObjectsAreRefused() {
        validating.run(context -> assertThatExceptionOfType(ConstraintViolationException.class)
                .isThrownBy(() -> context.getBean(DatastoreTemplate.class).save(Page.of("home", " ")))
                .withMessageContaining("text must not be blank"));
    }

    @Test
    void withoutAValidatorWithoutTheClassAndSwitchedOffThereIsNoValidation() {
        runner.run(this::storesABlankPage);
        validating
                .withPropertyValues("kindred.datastore.validation.enabled=false")
                .run(this::storesABlankPage);
        runner.withClassLoader(new FilteredClassLoader("jakarta.validation")).run(this::storesABlankPage);
    }

    private void storesABlankPage(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed().doesNotHaveBean("validatingEntityCallback");
        assertThat(context.getBean(DatastoreTemplate.class)
                        .save(Page.of("home", " "))
                        .text())
                .isBlank();
    }

    @Test
    void anApplicationsOwnValidatingCallbackIsUsed() {
        ValidatingEntityCallback own = new ValidatingEntityCallback(
                Validation.buildDefaultValidatorFactory().getValidator());

        validating.withBean("own", ValidatingEntityCallback.class, () -> own).run(context -> assertThat(
                        context.getBean(ValidatingEntityCallback.class))
                .isSameAs(own));
    }

    @Test
    void auditingIsOffUntilTheAnnotationIsThere() {
        runner.run(context -> {
            assertThat(context).doesNotHaveBean(EntityAuditing.class);
            assertThat(context.getBean(DatastoreTemplate.class)
                            .save(Page.of("home", "x"))
                            .created())
                    .isNull();
        });
        runner.withUserConfiguration(Auditing.class).run(context -> {
            Page saved = context.getBean(DatastoreTemplate.class).save(Page.of("home", "x"));
            assertThat(saved.created()).isNotNull();
            assertThat(saved.author()).isEqualTo("ann");
        });
    }

    @Test
    void callbacksAndListenersOfTheApplicationAreFoundInALazyOneToo() {
        runner.withUserConfiguration(Around.class)
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    Page saved = context.getBean(DatastoreTemplate.class).save(Page.of("home", "x"));

                    assertThat(saved.text()).isEqualTo("x!");
                    assertThat(context.getBean(Around.class).heard).containsExactly(saved);
                });
    }

    @Test
    void eventsCanBeSwitchedOffAndCallbacksStay() {
        runner.withUserConfiguration(Around.class)
                .withPropertyValues("kindred.datastore.entity-events.enabled=false")
                .run(context -> {
                    Page saved = context.getBean(DatastoreTemplate.class).save(Page.of("home", "x"));

                    assertThat(saved.text()).isEqualTo("x!");
                    assertThat(context.getBean(Around.class).heard).isEmpty();
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableDatastoreAuditing
    static class Auditing {

        @Bean
        AuditorAware<String> auditor() {
            return () -> Optional.of("ann");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Around {

        final List<Object> heard = new ArrayList<>();

        @Bean
        BeforeConvertCallback<Page> shout() {
            return page -> new Page(page.name(), page.text() + "!", page.created(), page.author());
        }

        @EventListener
        void saved(AfterSaveEvent<Page> event) {
            heard.add(event.instance());
        }
    }
}
