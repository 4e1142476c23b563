package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTests {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Task TASK = Task.of(new byte[] {1});

    @Test
    void plainTaskGoesToTheDefaultQueueAtOnceWithoutAName() {
        assertThat(TASK.queue()).isEqualTo("default");
        assertThat(TASK.etaFrom(NOW)).isEqualTo(NOW);
        assertThat(TASK.name()).isNull();
        assertThat(TASK.priority()).isNull();
    }

    @Test
    void changesLeaveTheOriginalAlone() {
        Task changed =
                TASK.queue("mail").named("w-17").priority(3).header("a", "b").in(Duration.ofMinutes(5));

        assertThat(changed.queue()).isEqualTo("mail");
        assertThat(changed.name()).isEqualTo("w-17");
        assertThat(changed.headers()).containsEntry("a", "b");
        assertThat(changed.etaFrom(NOW)).isEqualTo(NOW.plusSeconds(300));
        assertThat(TASK.headers()).isEmpty();
    }

    @Test
    void laterTimeReplacesAnEarlierDelay() {
        Instant eta = NOW.plusSeconds(7);

        assertThat(TASK.in(Duration.ofDays(1)).at(eta).etaFrom(NOW)).isEqualTo(eta);
        assertThat(TASK.at(eta).in(Duration.ZERO).etaFrom(NOW)).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "under_score", "with space", "ümlaut", "a.b"})
    void queueNamesAreAppEngines(String name) {
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> TASK.queue(name))
                .withMessageContaining("\"" + name + "\"");
    }

    @Test
    void namesHaveALength() {
        assertThat(TASK.queue("q".repeat(100)).queue()).hasSize(100);
        assertThatExceptionOfType(InvalidTaskException.class).isThrownBy(() -> TASK.queue("q".repeat(101)));
        assertThat(TASK.named("n_-".repeat(166)).name()).hasSize(498);
        assertThatExceptionOfType(InvalidTaskException.class).isThrownBy(() -> TASK.named("n".repeat(501)));
        assertThatExceptionOfType(InvalidTaskException.class).isThrownBy(() -> TASK.named("a b"));
    }

    @Test
    void negativeDelaysAndTimesBefore1970AreRefused() {
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> TASK.in(Duration.ofSeconds(-1)))
                .withMessageContaining("PT-1S");
        assertThatExceptionOfType(InvalidTaskException.class).isThrownBy(() -> TASK.at(Instant.EPOCH.minusNanos(1)));
    }

    @Test
    void prioritiesAreBytes() {
        assertThat(TASK.priority(255).priority()).isEqualTo(255);
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> TASK.priority(256))
                .withMessageContaining("256");
    }

    @Test
    void delayOfAllEternityIsNoOverflow() {
        assertThat(TASK.in(Duration.ofSeconds(Long.MAX_VALUE)).etaFrom(NOW)).isEqualTo(Instant.MAX);
    }
}
