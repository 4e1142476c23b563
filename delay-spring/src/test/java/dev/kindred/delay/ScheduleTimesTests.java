package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When schedules are due, above all when clocks are moved. In Berlin they go forward on 2026-03-29 at 01:00Z, from 2 to 3, and back on 2026-10-25 at 01:00Z, from 3 to 2. */
class ScheduleTimesTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @Test
    void missingLocalTimeRunsAsMuchLaterAsTheClocksAreMoved() {
        assertThat(times("0 30 2 * * *", BERLIN, "2026-03-28T00:00:00Z", 3))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void doubleLocalTimeRunsTheFirstTimeOnly() {
        assertThat(times("0 30 2 * * *", BERLIN, "2026-10-24T00:00:00Z", 3))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        assertThat(times("0 30 2 * * *", BERLIN, "2026-10-25T01:10:00Z", 1)).containsExactly("2026-10-26T01:30:00Z");
    }

    @Test
    void sameHoldsInAnotherZone() {
        assertThat(times("0 30 2 * * *", NEW_YORK, "2026-03-08T00:00:00Z", 2))
                .containsExactly("2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z");
        assertThat(times("0 30 1 * * *", NEW_YORK, "2026-11-01T00:00:00Z", 2))
                .containsExactly("2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-28T20:07:00Z", "2026-10-24T20:07:00Z"})
    void everyHourGoesByElapsedTimeWhateverTheClocksDo(String from) {
        for (ZoneId zone : List.of(BERLIN, NEW_YORK)) {
            ScheduleTimes half = ScheduleTimes.Cron.of("0 */30 * * * *", zone);
            Instant time = Objects.requireNonNull(half.next(Instant.parse(from)));
            for (int i = 0; i < 40; i++) {
                Instant next = Objects.requireNonNull(half.next(time));
                assertThat(Duration.between(time, next)).isEqualTo(Duration.ofMinutes(30));
                time = next;
            }
        }
    }

    @Test
    void dayHasOneRunInEveryZoneAndYear() {
        ScheduleTimes daily = ScheduleTimes.Cron.of("0 15 2 * * *", BERLIN);
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        for (int day = 0; day < 365; day++) {
            time = Objects.requireNonNull(daily.next(time));
        }
        assertThat(time).isEqualTo(Instant.parse("2026-12-31T01:15:00Z"));
    }

    @Test
    void gridOfPeriodsBeginsWith1970() {
        ScheduleTimes quarter = new ScheduleTimes.Every(Duration.ofMinutes(15));

        assertThat(quarter.next(Instant.parse("2026-11-21T10:07:00Z"))).isEqualTo("2026-11-21T10:15:00Z");
        assertThat(quarter.next(Instant.parse("2026-11-21T10:15:00Z"))).isEqualTo("2026-11-21T10:30:00Z");
    }

    @Test
    void lastTimesAreFoundFromTheEnd() {
        ScheduleTimes second = new ScheduleTimes.Every(Duration.ofSeconds(1));
        Instant until = Instant.parse("2026-11-21T10:00:00.5Z");

        assertThat(second.last(until.minus(Duration.ofDays(300)), until, 2))
                .containsExactly(Instant.parse("2026-11-21T09:59:59Z"), Instant.parse("2026-11-21T10:00:00Z"));
        assertThat(second.last(until, until, 2)).isEmpty();
        ScheduleTimes bursts = ScheduleTimes.Cron.of("0-4 0 9 * * *", ZoneId.of("UTC"));
        assertThat(bursts.last(until.minus(Duration.ofDays(3)), until, 7))
                .hasSize(7)
                .startsWith(Instant.parse("2026-11-20T09:00:03Z"))
                .endsWith(Instant.parse("2026-11-21T09:00:04Z"));
    }

    @Test
    void thereIsNoTimeAfterTheLast() {
        assertThat(ScheduleTimes.Cron.of("0 0 0 30 2 *", BERLIN).next(Instant.parse("2026-01-01T00:00:00Z")))
                .isNull();
    }

    private static List<String> times(String cron, ZoneId zone, String after, int count) {
        List<String> times = new ArrayList<>();
        Instant time = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            time = Objects.requireNonNull(ScheduleTimes.Cron.of(cron, zone).next(time));
            times.add(time.toString());
        }
        return times;
    }
}
