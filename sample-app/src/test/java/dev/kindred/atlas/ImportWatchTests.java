package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody watches the import in a browser while the server is killed and started again. */
class ImportWatchTests {

    /** So slow that there is time to look at it and to kill it, on any machine. */
    private static final String[] SLOWLY = {"--atlas.batch-size=10", "--kindred.delay.queues.imports.rate=40/s"};

    @Test
    void pageFollowsTheImportThroughKillsToItsEnd(@TempDir Path directory) throws Exception {
        int port = AtlasProcess.freePort();
        try (Chromium browser = Chromium.open()) {
            try (AtlasProcess atlas = AtlasProcess.start(directory, port, SLOWLY)) {
                browser.go(atlas.address());
                browser.awaitOne("#import[data-state=running]");
                browser.awaitOne("[data-testid=city]");
                browser.screenshot("import-running");
                assertThat(atlas.importing()).as("it is killed in the middle").isTrue();
            }
            browser.awaitOne("#import[data-state=away]");
            browser.screenshot("import-killed");

            try (AtlasProcess atlas = AtlasProcess.start(directory, port, SLOWLY)) {
                browser.awaitOne("#import[data-state=running]");
                browser.screenshot("import-resumed");
                assertThat(atlas.importing())
                        .as("it is killed in the middle again")
                        .isTrue();
            }
            browser.awaitOne("#import[data-state=away]");

            try (AtlasProcess atlas = AtlasProcess.start(directory, port)) {
                browser.awaitOne("#import-done:not([hidden])");

                assertThat(browser.texts("#import-total")).containsExactly("24,323 places");
                assertThat(atlas.imported()).isEqualTo(RunningAtlas.TOTAL);
                browser.screenshot("import-done");
            }
        }
    }
}
