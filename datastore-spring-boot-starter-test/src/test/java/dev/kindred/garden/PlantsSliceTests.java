package dev.kindred.garden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.test.autoconfigure.DataDatastoreTest;
import dev.kindred.delay.DelayOperations;
import jakarta.validation.ConstraintViolationException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.transaction.AfterTransaction;
import org.springframework.test.context.transaction.BeforeTransaction;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Row A11 and pain 20: what is stored, and nothing else. */
@DataDatastoreTest(properties = "kindred.datastore.namespace=slice")
class PlantsSliceTests {

    @Autowired
    Plants plants;

    @Autowired
    DatastoreOperations datastore;

    @Autowired
    ApplicationContext context;

    @BeforeTransaction
    void nothingIsLeftOfTheTestBefore() {
        assertThat(plants.count()).isZero();
    }

    @AfterTransaction
    void a11_pain20_nothingIsLeftOfThisTest() {
        assertThat(plants.count()).isZero();
    }

    @Test
    void a11_pain20_whatIsSavedIsFoundByKeyAndByQueryInTheSameTransaction() {
        Plant rose = plants.save(Plant.named("Rose"));
        plants.save(Plant.named("Tulip"));

        assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                .isTrue();
        assertThat(plants.findById(rose.id())).contains(rose);
        assertThat(plants.findByNameStartingWith("R")).containsExactly(rose);
        assertThat(datastore.count(Plant.class)).isEqualTo(2);
    }

    @Test
    void theStoreIsInMemoryAndPropertiesOfTheTestCount() {
        assertThat(context.getBean(StorageEngine.class).status().engine()).isEqualTo("memory");
        assertThat(datastore.getDatastore().partition().namespace()).isEqualTo("slice");
    }

    @Test
    void a11_callbacksAuditingAndValidationTakePart() {
        Plant saved = plants.save(Plant.named(" Ivy "));

        assertThat(saved.name()).isEqualTo("Ivy");
        assertThat(saved.planter()).isEqualTo("Flora");
        assertThatExceptionOfType(ConstraintViolationException.class)
                .isThrownBy(() -> plants.save(Plant.named("")))
                .withMessageContaining("name");
    }

    @Test
    void a11_otherComponentsAndTheQueuesAreNotThere() {
        assertThat(context.getBeanNamesForType(Gardener.class)).isEmpty();
        assertThat(context.getBeanNamesForType(DelayOperations.class)).isEmpty();
        assertThat(context.getBeanNamesForAnnotation(org.springframework.stereotype.Controller.class))
                .isEmpty();
    }
}
