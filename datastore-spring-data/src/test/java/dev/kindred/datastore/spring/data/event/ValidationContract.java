package dev.kindred.datastore.spring.data.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.auditing.EnableDatastoreAuditing;
import dev.kindred.datastore.spring.data.mapping.OnSave;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;

abstract class ValidationContract {

    record Price(@Positive int cents) {}

    record Product(
            @Id String id,
            @NotBlank String name,
            @Valid Price price,
            @CreatedDate @NotNull Instant created,
            @NotNull String slug) {

        static Product of(String id, String name, int cents) {
            return new Product(id, name, new Price(cents), null, null);
        }

        @OnSave
        Product withSlug() {
            return new Product(id, name, price, created, "slug");
        }
    }

    private final AnnotationConfigApplicationContext context;
    private final DatastoreTemplate template;

    ValidationContract(TestEngine engine) {
        context = TestContext.start(engine, Validating.class);
        template = context.getBean(DatastoreTemplate.class);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void e2_aValidObjectIsStoredWithWhatAuditingAndOnSaveHaveFilledIn() {
        Product saved = template.save(Product.of("p", "Pen", 120));

        assertThat(saved.created()).isNotNull();
        assertThat(template.getById("p", Product.class)).isEqualTo(saved);
    }

    @Test
    void e2_everyViolationIsListedNestedOnesTooAndNothingIsStored() {
        assertThatExceptionOfType(ConstraintViolationException.class)
                .isThrownBy(() -> template.save(Product.of("p", " ", -1)))
                .satisfies(e -> assertThat(e.getConstraintViolations()).hasSize(2))
                .withMessageContaining("Cannot store " + template.createKey(Product.class, "p"))
                .withMessageContaining("\n  - name must not be blank\n  - price.cents must be greater than 0");

        assertThat(template.count(Product.class)).isZero();
    }

    @Test
    void e2_ofABatchWithOneBadObjectNothingIsStored() {
        List<Product> batch = List.of(Product.of("a", "Pen", 120), Product.of("b", "", 120));

        assertThatExceptionOfType(ConstraintViolationException.class).isThrownBy(() -> template.saveAll(batch));
        assertThatExceptionOfType(ConstraintViolationException.class).isThrownBy(() -> template.insertAll(batch));

        assertThat(template.count(Product.class)).isZero();
    }

    @Test
    void e2_anUpdateIsValidatedAndLeavesWhatIsStored() {
        Product saved = template.save(Product.of("p", "Pen", 120));

        assertThatExceptionOfType(ConstraintViolationException.class)
                .isThrownBy(() -> template.update(Product.of("p", "", 120)));

        assertThat(template.getById("p", Product.class)).isEqualTo(saved);
    }

    @Configuration
    @EnableDatastoreAuditing
    static class Validating {

        @Bean
        ValidatorFactory validatorFactory() {
            return Validation.buildDefaultValidatorFactory();
        }

        @Bean
        ValidatingEntityCallback validatingEntityCallback(ValidatorFactory factory) {
            return new ValidatingEntityCallback(factory.getValidator());
        }
    }
}
