package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody watches the import in a browser while the server is killed and started again. */
class ImportWatchTests {

    private static final String SMALL_BATCHES = "--atlas.batch-size=10";

    @Test
    void pageFollowsTheImportThroughAKillToItsEnd(@TempDir Path directory) throws Exception {
        int port = AtlasProcess.freePort();
        try (Chromium browser = Chromium.open()) {
            try (AtlasProcess atlas = AtlasProcess.start(directory, port, SMALL_BATCHES)) {
                browser.go(atlas.address());
                browser.awaitOne("#import[data-state=running]");
                browser.awaitOne("[data-testid=city]");
                await().atMost(Duration.ofMinutes(1)).until(() -> atlas.imported() > 1_000);
                browser.screenshot("import-running");
                assertThat(atlas.importing()).as("it is killed in the middle").isTrue();
            }
            browser.awaitOne("#import[data-state=away]");
            browser.screenshot("import-killed");

            try (AtlasProcess atlas = AtlasProcess.start(directory, port, SMALL_BATCHES)) {
                browser.awaitOne("#import[data-state=running]");
                browser.screenshot("import-resumed");
                browser.awaitOne("#import-done:not([hidden])");

                assertThat(browser.texts("#import-total")).containsExactly("24,323 places");
                assertThat(atlas.imported()).isEqualTo(RunningAtlas.TOTAL);
                browser.screenshot("import-done");
            }
        }
    }
}
