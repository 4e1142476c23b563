package dev.kindred.benchmarks.tasks;

import dev.kindred.benchmarks.CommandLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the race of task queues is told on the command line.
 *
 * @param rounds the rounds to take the median of
 * @param tasks how many tasks are drained; slow contestants drain a part
 * @param entrants who takes part, in the order of the columns
 * @param phase how long tasks are enqueued in each way
 * @param latency how long tasks are enqueued at 10 a second; at other rates a quarter of it
 * @param idle how long an idle process is watched, after half of it to settle
 * @param warmUp the CPU time that each contestant spends before the first round
 * @param waiting how many tasks the first contestant has waiting while its heap is looked at; empty to leave that out
 * @param directory where the stores are made, on the disk to be measured; they are deleted afterwards
 */
record TaskRaceOptions(
        int rounds,
        int tasks,
        List<TaskEntrant> entrants,
        Duration phase,
        Duration latency,
        Duration idle,
        Duration warmUp,
        List<Integer> waiting,
        Path directory) {

    static final String USAGE = """
            Options:
              --rounds=3                       rounds to take the median of
              --server                         those race whose store is on a PostgreSQL server, which is started for it
              --tasks=100000                   tasks to drain; slow contestants drain a part. 50000 on a server
              --contestants=a,b                who takes part: %s
              --phase-millis=1000              how long tasks are enqueued in each way
              --latency-millis=20000           how long tasks are enqueued at 10 a second; at other rates a quarter of it
              --idle-millis=15000              how long idle processes are watched, once
              --warm-up-seconds=15             CPU time each contestant spends before the first round
              --waiting=10000,100000,1000000   tasks that wait while the first contestant's heap is looked at; 0 for none, as on a server
              --directory=target/race          where the stores are made, on the disk to be measured
              --quick                          1 round, 1000 tasks, short phases: does it run at all?
            """.formatted(String.join(
            ", ", Arrays.stream(TaskEntrant.values()).map(TaskEntrant::title).toList()));

    static TaskRaceOptions parse(String... args) {
        CommandLine given = new CommandLine(args);
        boolean quick = given.has("--quick");
        List<TaskEntrant> entrants = entrants(given.text("--contestants"), given.has("--server"));
        boolean onServer = entrants.get(0).isOnServer();
        TaskRaceOptions options = new TaskRaceOptions(
                given.number("--rounds", quick ? 1 : 3),
                given.number("--tasks", quick ? 1_000 : onServer ? 50_000 : 100_000),
                entrants,
                Duration.ofMillis(given.number("--phase-millis", quick ? 50 : 1_000)),
                Duration.ofMillis(given.number("--latency-millis", quick ? 200 : 20_000)),
                Duration.ofMillis(given.number("--idle-millis", quick ? 50 : 15_000)),
                Duration.ofSeconds(given.number("--warm-up-seconds", quick ? 0 : 15)),
                waiting(given.text("--waiting", onServer ? "0" : quick ? "100,1000" : "10000,100000,1000000")),
                Path.of(given.text("--directory", "target/race")));
        given.refuseRest(USAGE);
        return options;
    }

    /** Whether they share a server. */
    boolean onServer() {
        return entrants.get(0).isOnServer();
    }

    private static List<TaskEntrant> entrants(@Nullable String names, boolean onServer) {
        if (names == null) {
            return TaskEntrant.all(onServer);
        }
        List<TaskEntrant> named =
                Arrays.stream(names.split(",")).map(TaskEntrant::named).toList();
        if (named.stream().map(TaskEntrant::isOnServer).distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "Those with a store of their own and those on a server do not race each other: " + names);
        }
        return named;
    }

    private static List<Integer> waiting(String numbers) {
        return Arrays.stream(numbers.split(","))
                .map(Integer::valueOf)
                .filter(number -> number > 0)
                .sorted()
                .toList();
    }
}
