package dev.kindred.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
              --phase-millis=2000        the longest that one operation of one contestant runs in a round
              --warm-up-seconds=20       CPU time each contestant spends before the first round
              --directory=target/race    where the stores are made, on the disk to be measured
              --quick                    1 round, 2000 places, short phases: does it run at all?
            """.formatted(String.join(
            ", ", Arrays.stream(Entrant.values()).map(Entrant::title).toList()));

    static RaceOptions parse(String... args) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String arg : args) {
            String[] parts = arg.split("=", 2);
            given.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        boolean quick = given.remove("--quick") != null;
        RaceOptions options = new RaceOptions(
                number(given, "--rounds", quick ? 1 : 5),
                number(given, "--places", quick ? 2_000 : 100_000),
                entrants(given.remove("--contestants")),
                Duration.ofMillis(number(given, "--phase-millis", quick ? 100 : 2_000)),
                Duration.ofSeconds(number(given, "--warm-up-seconds", quick ? 0 : 20)),
                Path.of(given.getOrDefault("--directory", "target/race")));
        given.remove("--directory");
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("Unknown options " + given.keySet() + "\n" + USAGE);
        }
        return options;
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        String text = given.remove(name);
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Option " + name + " needs a number, not \"" + text + "\"", e);
        }
    }

    private static List<Entrant> entrants(@Nullable String names) {
        return names == null
                ? List.of(Entrant.values())
                : Arrays.stream(names.split(",")).map(Entrant::named).toList();
    }
}
