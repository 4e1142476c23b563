package dev.kindred.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CopyCostsTests {

    /** Its times mean nothing; that both sides agree does. */
    @Test
    void aStoreGoesToAServerAndBack() throws IOException {
        String report = CopyCosts.report(300);

        assertThat(report.lines().filter(line -> line.startsWith("| ")).count()).isEqualTo(1 + 1 + 4);
        assertThat(report).contains("back to an embedded engine");
    }
}
