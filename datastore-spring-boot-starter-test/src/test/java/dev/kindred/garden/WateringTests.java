package dev.kindred.garden;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.test.DatastoreCleaner;
import dev.kindred.datastore.test.autoconfigure.AutoConfigureTestDatastore;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.test.DelayTester;
import dev.kindred.delay.test.autoconfigure.AutoConfigureDelayTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
@AutoConfigureTestDatastore
@AutoConfigureDelayTester
@DisplayName("Row 71: deferred methods in a test of the whole application")
class WateringTests {

    @Autowired
    Plants plants;

    @Autowired
    Watering watering;

    @Autowired
    DelayOperations delay;

    @Autowired
    DelayTester tester;

    @AfterEach
    void empty() {
        watering.watered().clear();
        tester.reset();
        plants.deleteAll();
    }

    @RepeatedTest(2)
    void eachTestBeginsWithEmptyQueues() {
        assertThat(tester).hasNothingEnqueued().hasNothingWaiting();
        long rose = plants.save(Plant.named("Rose")).id();

        delay.in(ofHours(2)).call(() -> watering.water(rose, 5));

        assertThat(tester)
                .enqueued("garden.water")
                .withArguments(rose, 5)
                .dueIn(ofHours(2))
                .once();
        assertThat(tester.runDue().count()).isZero();
        tester.advance(ofHours(2)).runDueOrThrow();
        assertThat(watering.watered()).containsExactly("Rose 5");
        watering.water(rose, 1); // left to the next test, which does not get it
    }

    @Test
    void noWorkerRuns(@Autowired TaskDispatcher dispatcher) {
        assertThat(dispatcher.isRunning()).isFalse();
    }

    @Test
    void namesAreFreeAgainByTheClockOfTheTest() {
        long rose = plants.save(Plant.named("Rose")).id();
        delay.named("n").call(() -> watering.water(rose, 1));
        tester.runDueOrThrow();
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> delay.named("n").call(() -> watering.water(rose, 1)));

        tester.advance(ofHours(25));

        delay.named("n").call(() -> watering.water(rose, 1));
        assertThat(tester).enqueued("garden.water").named("n").times(2);
    }

    @Test
    void schedulesSurviveTheCleaner(@Autowired DatastoreCleaner cleaner) {
        plants.save(Plant.named("Rose"));

        assertThat(cleaner.deleteAll()).isEqualTo(1);

        for (int day = 0; day < 2; day++) {
            tester.advanceTo(tester.waiting().get(0).eta()).runDueOrThrow();
        }
        assertThat(watering.watered()).containsExactly("round", "round");
    }

    @RepeatedTest(2)
    void schedulesAreKeptFromTestToTest() {
        assertThat(tester.waiting()).singleElement().satisfies(round -> {
            assertThat(round.key()).isEqualTo("garden.round");
            tester.advanceTo(round.eta());
        });

        tester.runDueOrThrow();

        assertThat(watering.watered()).containsExactly("round");
    }

    @Test
    void theStoreIsTheOneOfTheTest(@Autowired StorageEngine engine) {
        assertThat(engine.status().engine()).isEqualTo("memory");
    }
}
