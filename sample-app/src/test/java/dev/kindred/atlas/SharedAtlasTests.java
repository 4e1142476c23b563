package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Atlas in two processes on one PostgreSQL server, started at the same moment, one of them killed in the middle of the import; somebody looks at the other in a browser. */
class SharedAtlasTests {

    /** So slow that there is time to look at it and to kill one. */
    private static final List<String> SLOWLY =
            List.of("--atlas.batch-size=100", "--kindred.delay.queues.imports.rate=4/s");

    @Test
    void twoThatStartTogetherShareTheImportAndOneFinishesItWhenTheOtherIsKilled(@TempDir Path directory)
            throws Exception {
        List<String> arguments = new ArrayList<>(AtlasServer.arguments("atlas_shared"));
        arguments.addAll(SLOWLY);
        CompletableFuture<AtlasProcess> starting =
                CompletableFuture.supplyAsync(() -> start(directory, "one", arguments));
        try (Chromium browser = Chromium.open();
                AtlasProcess other = start(directory, "other", arguments)) {
            try (AtlasProcess one = starting.join()) {
                assertThat(one.log() + other.log()).containsOnlyOnce("First start");
                assertThat(nodes(other)).isEqualTo(2);
                await("both show the same progress")
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> one.imported() > 0 && other.imported() > 0);
                browser.go(other.address());
                browser.awaitOne("#import[data-state=running]");
                browser.awaitOne("[data-testid=city]");
                browser.screenshot("shared-import-running");
                assertThat(one.importing()).as("it is killed in the middle").isTrue();
            }

            // What the killed one was at goes to the other when it has said nothing for half a minute.
            await().atMost(Duration.ofMinutes(4)).until(() -> !other.importing());
            browser.awaitOne("#import-done:not([hidden])");

            assertThat(browser.texts("#import-total")).containsExactly("24,323 places");
            assertThat(other.imported()).isEqualTo(RunningAtlas.TOTAL);
            assertThat(other.ids()).hasSize(RunningAtlas.TOTAL).doesNotHaveDuplicates();
            assertThat(other.log()).doesNotContain(" ERROR ");
            browser.screenshot("shared-import-done");
        }
    }

    private static AtlasProcess start(Path directory, String name, List<String> arguments) {
        try {
            return AtlasProcess.start(
                    Files.createDirectories(directory.resolve(name)),
                    AtlasProcess.freePort(),
                    arguments.toArray(String[]::new));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int nodes(AtlasProcess atlas) throws Exception {
        return atlas.get("actuator/health")
                .at("/components/datastore/details/nodesAlive")
                .intValue();
    }
}
