package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The import under {@code kill -9}. Small batches and a rate make it last long enough to be hit. */
class ImportKillTests {

    private static final String SMALL_BATCHES = "--atlas.batch-size=5";
    private static final String A_RATE = "--kindred.delay.queues.imports.rate=200/s";
    private static final int[] KILLED_AFTER = {0, 400, 2_000};

    @Test
    void importThatIsKilledAgainAndAgainEndsWithEveryPlaceOnce(@TempDir Path directory) throws Exception {
        int before = 0;
        for (int places : KILLED_AFTER) {
            try (AtlasProcess atlas = AtlasProcess.start(directory, AtlasProcess.freePort(), SMALL_BATCHES, A_RATE)) {
                assertThat(atlas.imported())
                        .as("what was there before the kill")
                        .isGreaterThanOrEqualTo(before);
                await().pollInterval(Duration.ofMillis(10))
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> atlas.imported() >= places);
                before = atlas.imported();
                atlas.kill();
                assertThat(before)
                        .as("the import is not over when it is killed")
                        .isLessThan(RunningAtlas.TOTAL);
            }
        }

        try (AtlasProcess atlas = AtlasProcess.start(directory, AtlasProcess.freePort())) {
            await().atMost(Duration.ofMinutes(2)).until(() -> !atlas.importing());

            assertThat(atlas.imported()).isEqualTo(RunningAtlas.TOTAL);
            assertThat(atlas.ids()).hasSize(RunningAtlas.TOTAL).isEqualTo(idsOfTheFile());
            assertThat(atlas.log())
                    .contains("First start", "The import goes on")
                    .doesNotContain(" ERROR ", " WARN ");
        }
    }

    private static List<Long> idsOfTheFile() {
        return new PlaceFile()
                .slice(0, Integer.MAX_VALUE).stream().map(City::id).sorted().toList();
    }
}
