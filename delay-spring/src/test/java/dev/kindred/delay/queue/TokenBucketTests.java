package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketTests {

    private static final long SECOND = 1_000_000;
    private static final long NOW = 1_700_000_000L * SECOND;

    @Test
    void isFullAtFirstThenFillsUpContinuously() {
        TokenBucket bucket = new TokenBucket(Rate.of("10/s"), 5, NOW);

        assertThat(bucket.take(100, NOW)).isEqualTo(5);
        assertThat(bucket.take(100, NOW + 99_999)).isZero();
        assertThat(bucket.nextAt(NOW + 99_999)).isEqualTo(NOW + 100_000);
        assertThat(bucket.take(100, NOW + 100_000)).isEqualTo(1);
        assertThat(bucket.take(100, NOW + 450_000)).isEqualTo(3);
        assertThat(bucket.nextAt(NOW + 450_000)).isEqualTo(NOW + 500_000);
        assertThat(bucket.take(100, NOW + 500_000)).isEqualTo(1);
    }

    @Test
    void neverHoldsMoreThanItsSize() {
        TokenBucket bucket = new TokenBucket(Rate.of("999999999/s"), QueueSettings.MAX_BUCKET_SIZE, NOW);

        assertThat(bucket.take(Integer.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(100_000);
        TokenBucket slowest = new TokenBucket(Rate.of("0.001/d"), QueueSettings.MAX_BUCKET_SIZE, NOW);
        assertThat(slowest.take(Integer.MAX_VALUE, NOW)).isEqualTo(100_000);
        assertThat(slowest.nextAt(NOW) - NOW).isEqualTo(1_000L * 86_400 * SECOND);
    }

    @Test
    void rateOfZeroHasNoTokensEver() {
        TokenBucket bucket = new TokenBucket(Rate.ZERO, 5, NOW);

        assertThat(bucket.take(1, NOW + 1_000_000 * SECOND)).isZero();
        assertThat(bucket.nextAt(NOW)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void tokensForWhichThereWasNoTaskComeBack() {
        TokenBucket bucket = new TokenBucket(Rate.of("1/s"), 2, NOW);

        assertThat(bucket.take(2, NOW)).isEqualTo(2);
        bucket.giveBack(1);
        assertThat(bucket.take(2, NOW)).isEqualTo(1);
        bucket.giveBack(5);
        assertThat(bucket.take(9, NOW)).isEqualTo(2);
    }

    @Test
    void timeThatRunsBackwardsBringsNothing() {
        TokenBucket bucket = new TokenBucket(Rate.of("1/s"), 1, NOW);
        bucket.take(1, NOW);

        assertThat(bucket.take(1, NOW - 100 * SECOND)).isZero();
        assertThat(bucket.take(1, NOW + SECOND - 1)).isZero();
        assertThat(bucket.take(1, NOW + SECOND)).isEqualTo(1);
    }

    @Test
    void inNoTimeMoreThanTheBucketAndTheRateAreTaken() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] rates = {"20/s", "5/m", "0.7/s", "1000/h", "333.333/s", "7/d"};
        for (int round = 0; round < 200; round++) {
            Rate rate = Rate.of(rates[random.nextInt(rates.length)]);
            int size = 1 + random.nextInt(10);
            TokenBucket bucket = new TokenBucket(rate, size, NOW);
            long step = Math.max(2, rate.micros() / rate.tasks() * 2);
            List<Long> taken = new ArrayList<>();
            long now = NOW;
            for (int i = 0; i < 100; i++) {
                now += random.nextInt(4) == 0 ? bucket.nextAt(now) - now : random.nextLong(step);
                int tokens = bucket.take(1 + random.nextInt(3), now);
                for (int token = 0; token < tokens; token++) {
                    taken.add(now);
                }
            }
            for (int from = 0; from < taken.size(); from++) {
                for (int to = from; to < taken.size(); to++) {
                    // tokens <= size + rate * t, in whole numbers
                    BigInteger left =
                            BigInteger.valueOf(to - from + 1 - size).multiply(BigInteger.valueOf(rate.micros()));
                    BigInteger right = BigInteger.valueOf(taken.get(to) - taken.get(from))
                            .multiply(BigInteger.valueOf(rate.tasks()));
                    assertThat(left)
                            .as("seed %d, round %d, rate %s, size %d", seed, round, rate, size)
                            .isLessThanOrEqualTo(right);
                }
            }
        }
    }
}
