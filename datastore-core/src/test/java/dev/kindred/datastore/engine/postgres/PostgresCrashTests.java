package dev.kindred.datastore.engine.postgres;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application that goes on trying loses when its server dies: nothing. On servers of their own, since the one of the other tests must live. */
@Timeout(300)
class PostgresCrashTests {

    @TempDir
    Path directory;

    @Test
    void aServerThatIsKilledAndStartedAgainHasAllItAcknowledgedAndTheApplicationGoesOn(TestReporter reporter)
            throws Exception {
        try (DurableServer server = DurableServer.start(directory);
                RelentlessApplication application = new RelentlessApplication(DurableServer.url(server))) {
            for (int kill = 0; kill < 2; kill++) {
                application.awaitMore(200);
                server.kill();
                server.startAgain();
            }
            application.awaitMore(200);

            reporter.publishEntry("restarted", application.verify());
        }
    }

    @Test
    void aStandbyThatIsPromotedHasAllThatWasAcknowledgedAndTheApplicationGoesOn(TestReporter reporter)
            throws Exception {
        try (DurableServer primary = DurableServer.start(directory);
                DurableServer standby = primary.standby();
                RelentlessApplication application = new RelentlessApplication(DurableServer.url(primary, standby))) {
            application.awaitMore(200);

            primary.kill();
            standby.promote();
            application.awaitMore(200);

            reporter.publishEntry("promoted", application.verify());
        }
    }
}
