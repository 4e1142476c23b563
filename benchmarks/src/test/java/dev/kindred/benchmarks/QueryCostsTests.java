package dev.kindred.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueryCostsTests {

    /** Its times mean nothing; its rows do. */
    @Test
    void everyQueryHasARowWithWhatItReads() throws IOException {
        String report = QueryCosts.report(2_000, Duration.ofMillis(1));

        assertThat(report.lines().filter(line -> line.startsWith("| ")).count()).isEqualTo(2 + 10 + 6 + 1);
        assertThat(report)
                .containsPattern("\\| first 20 by an order \\| 20 \\| 4[01] \\| 2\\.[01] \\|")
                .containsPattern("\\| count of all by an index \\| 2,000 \\| 2,000 \\| 1\\.0 \\|");
    }
}
