package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.TaskRow;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From where a look at a queue starts. That looks find what they should is {@link PostgresLowWaterTests}'. */
class LowWaterTests {

    private static final long SECOND = 1_000_000_000;

    private long nanos = Long.MAX_VALUE - 5; // it may turn over at any time
    private final LowWater lowWater = new LowWater(() -> nanos);

    private static TaskRow task(long id, int priority, long eta) {
        return TaskRow.waiting(id, "mail", null, eta, priority, new byte[0], Map.of(), 0);
    }

    private void lookAndKeep() {
        try (LowWater.Look look = lowWater.look("mail")) {
            look.keep();
        }
    }

    private boolean isFull() {
        try (LowWater.Look look = lowWater.look("mail")) {
            look.keep();
            return look.condition().isEmpty();
        }
    }

    private Object[][] places() {
        try (LowWater.Look look = lowWater.look("mail")) {
            look.keep();
            return look.arguments().toArray(Object[][]::new);
        }
    }

    @Test
    void theFirstLookIsFullAndThoseOfTheNextSecondAreNot() {
        assertThat(isFull()).isTrue();
        nanos += SECOND - 1;
        assertThat(isFull()).isFalse();

        nanos += 1;
        assertThat(isFull()).isTrue();
        assertThat(isFull()).isFalse();
    }

    @Test
    void aLookThatFailedLetsTheNextBeFull() {
        lookAndKeep();

        lowWater.look("mail").close();

        assertThat(isFull()).isTrue();
    }

    @Test
    void aTaskMovesThePlaceOfItsPriorityBackAndNeverForward() {
        lookAndKeep();

        try (LowWater.Look look = lowWater.look("mail")) {
            lowWater.note(task(7, 100, 50));
            lowWater.note(task(8, 100, 60));
            lowWater.note(task(6, 100, 50));
            lowWater.note(task(9, 200, 90));
            look.keep();
        }

        assertThat(places()).isEqualTo(new Object[][] {{200, 100}, {90L, 50L}, {9L, 6L}});
    }

    @Test
    void whatIsNotedWhileALookGoesOnCountsWhenItEnds() {
        LowWater.Look look = lowWater.look("mail");
        lowWater.note(task(7, 100, 50));
        look.keep();
        look.close();

        assertThat(places()).isEqualTo(new Object[][] {{100}, {50L}, {7L}});
    }

    @Test
    void aQueueThatIsForgottenWhileALookGoesOnStaysForgotten() {
        LowWater.Look look = lowWater.look("mail");
        lowWater.forget(Set.of("mail"));
        look.keep();
        look.close();

        assertThat(isFull()).isTrue();
    }

    @Test
    void otherQueuesAreNotConcerned() {
        lookAndKeep();

        lowWater.forget(Set.of("print"));
        lowWater.look("print").close();

        assertThat(isFull()).isFalse();
    }
}
