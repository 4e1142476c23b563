package dev.kindred.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the race is told on the command line.
 *
 * @param rounds the rounds to take the median of
 * @param places how many places to load, at most 112,320
 * @param entrants who takes part, in the order of the columns
 * @param phase the longest that one operation of one contestant runs in a round
 * @param warmUp the CPU time that each contestant spends before the first round
 * @param directory where the stores are made, on the disk to be measured; they are deleted afterwards
 */
record RaceOptions(int rounds, int places, List<Entrant> entrants, Duration phase, Duration warmUp, Path directory) {

    static final String USAGE = """
            Options:
              --rounds=5                 rounds to take the median of
              --places=100000            places to load, at most 112320
              --contestants=a,b          who takes part: %s
              --postgresql               those who keep their places on a PostgreSQL server, which is started for them
              --phase-millis=2000        the longest that one operation of one contestant runs in a round
              --warm-up-seconds=20       CPU time each contestant spends before the first round
              --directory=target/race    where the stores are made, on the disk to be measured
              --quick                    1 round, 2000 places, short phases: does it run at all?
            """.formatted(String.join(
            ", ", Arrays.stream(Entrant.values()).map(Entrant::title).toList()));

    static RaceOptions parse(String... args) {
        CommandLine given = new CommandLine(args);
        boolean quick = given.has("--quick");
        RaceOptions options = new RaceOptions(
                given.number("--rounds", quick ? 1 : 5),
                given.number("--places", quick ? 2_000 : 100_000),
                entrants(given.text("--contestants"), given.has("--postgresql")),
                Duration.ofMillis(given.number("--phase-millis", quick ? 100 : 2_000)),
                Duration.ofSeconds(given.number("--warm-up-seconds", quick ? 0 : 20)),
                Path.of(given.text("--directory", "target/race")));
        given.refuseRest(USAGE);
        return options;
    }

    private static List<Entrant> entrants(@Nullable String names, boolean onServer) {
        return names == null
                ? onServer ? Entrant.onServer() : Entrant.inProcess()
                : Arrays.stream(names.split(",")).map(Entrant::named).toList();
    }
}
