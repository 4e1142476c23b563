package dev.kindred.benchmarks.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That the race of task queues on a server runs and counts; never how fast. */
@Timeout(180)
class QuickServerRaceTests {

    @TempDir
    private Path directory;

    @Test
    void aSmallRaceOnAServerHasARowForEachFigureAndLeavesNoFiles() throws IOException {
        TaskRaceOptions options =
                TaskRaceOptions.parse("--server", "--quick", "--tasks=200", "--directory=" + directory);

        TaskResults results = new TaskRace(options, (entrant, own) -> new TaskWorker(entrant.contestant(), own)).run();

        String report = new TaskReport(results).markdown();
        assertThat(report)
                .contains("fsync and synchronous_commit on")
                .contains("| drain from the start of the first task, tasks/s |")
                .contains("| enqueue in another process to start at 10/s, p50, ms |")
                .contains("| … statements/s |");
        for (TaskEntrant entrant : options.entrants()) {
            // Less than one where several calls share a statement.
            assertThat(results.last(entrant, Figure.ENQUEUE_8_STATEMENTS)).isBetween(0.01, 20.0);
            assertThat(results.last(entrant, Figure.DRAIN_WAL)).isPositive();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void thoseOnAServerDoNotRaceThoseWithAStoreOfTheirOwn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskRaceOptions.parse("--contestants=kindred,db-scheduler-server"))
                .withMessageContaining("kindred,db-scheduler-server");
    }
}
