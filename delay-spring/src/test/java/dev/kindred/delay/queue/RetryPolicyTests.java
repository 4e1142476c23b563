package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table of App Engine's retry parameters, and where it is fitted, clamped and limited. */
class RetryPolicyTests {

    private static final Duration YOUNG = Duration.ZERO;

    @Test
    void doublesFromATenthOfASecondByDefault() {
        assertThat(millis(RetryPolicy.APP_ENGINE, 6)).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L);
    }

    @Test
    void growsBySteadyStepsAfterTheLastDoubling() {
        RetryPolicy policy = RetryPolicy.builder().maxDoublings(3).build();

        assertThat(millis(policy, 7)).containsExactly(100L, 200L, 400L, 800L, 1_600L, 2_400L, 3_200L);
    }

    @Test
    void staysAtTheMaximum() {
        RetryPolicy policy = backoff(10, 300).maxDoublings(3).build();

        assertThat(millis(policy, 8))
                .containsExactly(10_000L, 20_000L, 40_000L, 80_000L, 160_000L, 240_000L, 300_000L, 300_000L);
    }

    @Test
    void growsLinearlyWithoutDoublings() {
        RetryPolicy policy = backoff(10, 200).maxDoublings(0).build();

        assertThat(millis(policy, 22))
                .startsWith(10_000L, 20_000L, 30_000L)
                .endsWith(190_000L, 200_000L, 200_000L, 200_000L);
    }

    @Test
    void neverOverflowsHoweverOftenATaskFails() {
        RetryPolicy policy =
                backoff(1, 1_000_000).maxDoublings(Integer.MAX_VALUE).build();

        assertThat(policy.backoff(64)).isEqualTo(Duration.ofSeconds(1_000_000));
        assertThat(policy.backoff(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1_000_000));
        assertThat(RetryPolicy.APP_ENGINE.backoff(Integer.MAX_VALUE)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void limitOfSevenRetriesAllowsEightRuns() {
        RetryPolicy policy = RetryPolicy.builder().retryLimit(7).build();

        assertThat(policy.givesUp(7, YOUNG)).isFalse();
        assertThat(policy.givesUp(8, YOUNG)).isTrue();
    }

    @Test
    void limitOfNoRetriesGivesUpAtTheFirstFailure() {
        assertThat(RetryPolicy.builder().retryLimit(0).build().givesUp(1, YOUNG))
                .isTrue();
    }

    @Test
    void retriesForEverWithoutLimits() {
        assertThat(RetryPolicy.DEFAULT.givesUp(1_000_000, Duration.ofDays(3_650)))
                .isFalse();
    }

    @Test
    void ageAloneGivesUpWhenItIsPassed() {
        RetryPolicy policy = RetryPolicy.builder().ageLimit(Duration.ofDays(2)).build();

        assertThat(policy.givesUp(100, Duration.ofDays(2))).isFalse();
        assertThat(policy.givesUp(1, Duration.ofDays(2).plusNanos(1))).isTrue();
    }

    @Test
    void bothLimitsMustBePassedIfBothAreGiven() {
        RetryPolicy policy = RetryPolicy.builder()
                .retryLimit(3)
                .ageLimit(Duration.ofHours(1))
                .build();

        assertThat(policy.givesUp(10, Duration.ofMinutes(59))).isFalse();
        assertThat(policy.givesUp(3, Duration.ofHours(2))).isFalse();
        assertThat(policy.givesUp(4, Duration.ofHours(2))).isTrue();
    }

    @Test
    void runsBrokenOffByKillsUseTheAttemptsUp() {
        RetryPolicy policy = RetryPolicy.builder().retryLimit(2).build();

        assertThat(policy.exhaustedBefore(3, 0, 0)).isFalse();
        assertThat(policy.exhaustedBefore(4, 0, 0)).isTrue();
        assertThat(RetryPolicy.DEFAULT.exhaustedBefore(1_000, 0, Long.MAX_VALUE / 2))
                .isFalse();
    }

    @Test
    void runsBrokenOffByKillsUseTheAgeUp() {
        RetryPolicy policy = backoff(10, 10).ageLimit(Duration.ofSeconds(60)).build();

        assertThat(policy.exhaustedBefore(2, 0, 71_000_000)).isFalse();
        assertThat(policy.exhaustedBefore(2, 0, 71_000_001)).isTrue();
    }

    @Test
    void whatWasPutBackRegularlyAlwaysGetsItsNextRun() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            RetryPolicy policy = backoff(1 + random.nextInt(10), 10 + random.nextInt(100))
                    .retryLimit(random.nextBoolean() ? random.nextInt(5) : null)
                    .ageLimit(random.nextBoolean() ? Duration.ofSeconds(1 + random.nextInt(200)) : null)
                    .build();
            int failures = 1 + random.nextInt(8);
            long failedAt = random.nextInt(300) * 1_000_000L;

            if (!policy.givesUp(failures, Duration.ofNanos(failedAt * 1_000))) {
                long eta = failedAt + policy.delayMicros(failures, random::nextDouble);
                assertThat(policy.exhaustedBefore(failures + 1, 0, eta))
                        .as("seed %d, %s, %d failures", seed, policy, failures)
                        .isFalse();
            }
        }
    }

    @Test
    void oneBackoffAloneMovesTheOther() {
        assertThat(RetryPolicy.builder().minBackoff(Duration.ofHours(2)).build().backoff(9))
                .isEqualTo(Duration.ofHours(2));
        assertThat(RetryPolicy.builder()
                        .maxBackoff(Duration.ofMillis(5))
                        .build()
                        .backoff(1))
                .isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void minimumAboveTheMaximumIsRefusedWithBothValues() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backoff(20, 10).build())
                .withMessageContaining("\"PT20S\"")
                .withMessageContaining("\"PT10S\"");
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        RetryPolicy.Builder builder = RetryPolicy.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.retryLimit(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxDoublings(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.jitter(0.2))
                .withMessageContaining("0.2");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.ageLimit(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.DEFAULT.backoff(0));
    }

    @Test
    void jitterLengthensByAtMostItsPart() {
        RetryPolicy policy = backoff(10, 300).jitter(0.1).build();

        assertThat(policy.delayMicros(1, () -> 0)).isEqualTo(10_000_000);
        assertThat(policy.delayMicros(1, () -> 0.5)).isEqualTo(10_500_000);
        assertThat(policy.delayMicros(100, () -> 0.999_999_999)).isBetween(329_999_000L, 330_000_000L);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        assertThat(IntStream.range(0, 1_000).mapToLong(i -> policy.delayMicros(1, random::nextDouble)))
                .as("seed %d", seed)
                .allMatch(micros -> micros >= 10_000_000 && micros <= 11_000_000);
    }

    private static RetryPolicy.Builder backoff(int minSeconds, int maxSeconds) {
        return RetryPolicy.builder()
                .minBackoff(Duration.ofSeconds(minSeconds))
                .maxBackoff(Duration.ofSeconds(maxSeconds));
    }

    private static List<Long> millis(RetryPolicy policy, int failures) {
        return IntStream.rangeClosed(1, failures)
                .mapToObj(n -> policy.backoff(n).toMillis())
                .toList();
    }
}
