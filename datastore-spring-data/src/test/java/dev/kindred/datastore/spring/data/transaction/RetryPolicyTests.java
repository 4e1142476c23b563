package dev.kindred.datastore.spring.data.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.ConcurrentTransactionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryPolicyTests {

    /** The greatest pause each time. */
    private static final RandomGenerator GREATEST = new Random() {
        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private final List<Long> pauses = new ArrayList<>();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void pausesGrowTwofoldUpToTheBound() {
        RetryPolicy policy = new RetryPolicy(6, 20, 100);

        assertThatExceptionOfType(ConcurrentTransactionException.class)
                .isThrownBy(() -> policy.run(this::conflict, pauses::add, GREATEST));

        assertThat(runs).hasValue(6);
        assertThat(pauses).containsExactly(20L, 40L, 80L, 100L, 100L);
    }

    @Test
    void x3_pain05_pausesAreRandomBetweenNothingAndTheBound() {
        RetryPolicy policy = new RetryPolicy(1000, 50, 50);

        assertThatExceptionOfType(ConcurrentTransactionException.class)
                .isThrownBy(() -> policy.run(this::conflict, pauses::add, new Random(1)));

        assertThat(pauses).contains(0L, 50L).allMatch(pause -> pause >= 0 && pause <= 50);
    }

    @Test
    void hugeBackoffsDoNotOverflow() {
        RetryPolicy policy = new RetryPolicy(70, Long.MAX_VALUE / 2, Long.MAX_VALUE - 1);

        assertThatExceptionOfType(ConcurrentTransactionException.class)
                .isThrownBy(() -> policy.run(this::conflict, pauses::add, GREATEST));

        assertThat(pauses).allMatch(pause -> pause > 0);
    }

    @Test
    void successEndsTheAttempts() {
        int result = RetryPolicy.DEFAULT.run(
                () -> runs.get() == 1 ? runs.incrementAndGet() : conflict(), pauses::add, GREATEST);

        assertThat(result).isEqualTo(2);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void interruptionEndsTheAttemptsAndIsKept() {
        assertThatExceptionOfType(ConcurrentTransactionException.class)
                .isThrownBy(() -> RetryPolicy.DEFAULT.run(
                        this::conflict,
                        millis -> {
                            throw new InterruptedException();
                        },
                        GREATEST));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(runs).hasValue(1);
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(0, 1, 1))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(1, -1, 1))
                .withMessageContaining("-1");
    }

    private int conflict() {
        runs.incrementAndGet();
        throw new ConcurrentTransactionException("conflict");
    }
}
