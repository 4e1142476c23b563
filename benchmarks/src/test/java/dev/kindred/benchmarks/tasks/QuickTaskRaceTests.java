package dev.kindred.benchmarks.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the race of task queues runs and counts; never how fast. */
@Timeout(60)
class QuickTaskRaceTests {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*_SERVER")
    void everyContestantRunsEachTaskOnceAndHasNoneLeft(TaskEntrant entrant) {
        try (TaskWorker worker = new TaskWorker(entrant.contestant(), directory)) {
            assertThat(worker.ask("open")).isNotBlank();

            String[] drained = worker.ask("drain 40").split(" ");

            assertThat(drained).hasSize(8);
            assertThat(Double.parseDouble(drained[0])).isPositive();
            assertThat(worker.ask("latency 50 100").split(" ")).hasSize(2);
        }
    }

    @Test
    void aSmallRaceEndsWithARowForEachFigureAndLeavesNoFiles() throws IOException {
        TaskRaceOptions options =
                TaskRaceOptions.parse("--quick", "--contestants=kindred,db-scheduler-h2", "--directory=" + directory);

        TaskResults results = new TaskRace(options, (entrant, own) -> new TaskWorker(entrant.contestant(), own)).run();

        String report = new TaskReport(results).markdown();
        for (Figure figure : Figure.values()) {
            if (results.has(TaskEntrant.KINDRED, figure)) {
                assertThat(report).contains("| " + figure.title() + " |");
            }
        }
        assertThat(report).contains("drain, tasks/s", "enqueue to start at 10/s, p50, ms", "workers started, ms/s");
        assertThat(report).contains("| tasks waiting | 0 | 100 | 1,000 | 0, all have run |");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aContestantInItsOwnProcessObeysToo() {
        try (TaskLane lane = TaskRace.process(TaskEntrant.KINDRED, directory)) {
            lane.ask("open");

            assertThat(lane.ask("enqueue 2 10").split(" ")).hasSize(5);
            assertThatIllegalStateException()
                    .isThrownBy(() -> lane.ask("dance"))
                    .withMessageContaining("kindred")
                    .withMessageContaining("dance");
        }
    }

    @Test
    void aTaskThatRunsTwiceOrNeverStopsTheRace() {
        Runs runs = new Runs();
        Runs.Expected expected = runs.expect(3);
        for (int i = 0; i < 3; i++) {
            expected.take();
        }

        runs.run(expected.firstId, Payload.of(0));
        runs.run(expected.firstId + 1, Payload.of(1));
        runs.run(expected.firstId + 1, Payload.of(1));

        assertThatIllegalStateException()
                .isThrownBy(runs::verify)
                .withMessageContaining("2 of 3 tasks did not run once")
                .withMessageContaining("task 1 ran 2 times");
    }
}
