package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerClockTests {

    private static final long SERVER = 1_700_000_000_500_000L;
    private static final long MILLI = 1_000_000;

    private final ServerClock clock = new ServerClock();
    private final long begun = System.nanoTime();

    private long since(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - nanos);
    }

    @Test
    void goesByTheServerHoweverWrongThisMachineIs() {
        clock.read(begun, begun + 2 * MILLI, SERVER);

        assertThat(clock.micros()).isBetween(SERVER - 1_000, SERVER + since(begun));
        assertThat(clock.instant().getEpochSecond()).isBetween(1_700_000_000L, 1_700_000_010L);
    }

    @Test
    void anAnswerThatTookLongTellsNothingThatIsNotKnownBetter() {
        clock.read(begun, begun + 2 * MILLI, SERVER);

        clock.read(begun, begun + 1_000 * MILLI, SERVER + 100_000);

        assertThat(clock.micros()).isBetween(SERVER - 1_000, SERVER + since(begun));
    }

    @Test
    void aQuickerAnswerTellsMore() {
        clock.read(begun, begun + 1_000 * MILLI, SERVER + 100_000);

        clock.read(begun, begun + 2 * MILLI, SERVER);

        assertThat(clock.micros()).isBetween(SERVER - 1_000, SERVER + since(begun));
    }

    @Test
    void aServerWhoseClockWasSetIsFollowedAlsoBack() {
        clock.read(begun, begun + MILLI, SERVER);

        clock.read(begun, begun + 100 * MILLI, SERVER - TimeUnit.HOURS.toMicros(1));

        assertThat(clock.micros()).isLessThan(SERVER - TimeUnit.MINUTES.toMicros(59));
    }
}
