package dev.kindred.garden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.test.autoconfigure.DataDatastoreTest;
import dev.kindred.delay.test.DelayTester;
import dev.kindred.delay.test.autoconfigure.AutoConfigureDelayTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.transaction.TestTransaction;

@DataDatastoreTest
@AutoConfigureDelayTester
@Import(Watering.class)
@DisplayName("Row 71: deferred methods in a slice, whose tests are transactions")
class WateringSliceTests {

    @Autowired
    Plants plants;

    @Autowired
    Watering watering;

    @Autowired
    DelayTester tester;

    @AfterEach
    void forget() {
        watering.watered().clear();
    }

    @Test
    void callInTheTransactionOfTheTestIsSeenByTheTest() {
        long rose = plants.save(Plant.named("Rose")).id();

        watering.water(rose, 5);

        assertThat(tester).enqueued("garden.water").withArguments(rose, 5).once();
        assertThatIllegalStateException()
                .isThrownBy(() -> tester.runDue())
                .withMessageContaining("TestTransaction.flagForCommit()");
        assertThat(watering.watered()).isEmpty();
    }

    @Test
    void callRunsWhenTheTransactionOfTheTestIsCommitted() {
        long rose = plants.save(Plant.named("Rose")).id();
        watering.water(rose, 5);

        TestTransaction.flagForCommit();
        TestTransaction.end();

        tester.runDueOrThrow();
        assertThat(watering.watered()).containsExactly("Rose 5");
        plants.deleteAll();
    }
}
