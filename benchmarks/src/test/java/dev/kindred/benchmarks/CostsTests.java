package dev.kindred.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The small benchmarks run; what they print here means nothing. */
class CostsTests {

    @Test
    void everyCallOfARepositoryHasARowWithAFigureForEachContestant() throws IOException {
        String report = RepositoryCosts.report(600, 1, Duration.ofMillis(1));

        assertThat(report.lines().filter(line -> line.matches("\\|.*( [\\d.]+ \\([^|]+\\) \\|){4}")))
                .hasSize(6);
    }

    @Test
    void theStartOfAnApplicationIsMeasuredWithAndWithoutRepositories() throws IOException {
        assertThat(StartUpCosts.report(1, 1).lines().filter(line -> line.contains("**")))
                .hasSize(2);
    }
}
