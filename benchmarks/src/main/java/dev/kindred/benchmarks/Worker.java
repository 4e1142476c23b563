package dev.kindred.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The process of one contestant. It reads a command a line and answers each with a line that starts with {@code ok} or {@code failed}; everything
 * else that the process prints goes to the standard error. It ends when its input does, so it never outlives the race.
 */
final class Worker {

    private Worker() {}

    /** Arguments: the name of the contestant, its directory, the number of places. */
    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        Entrant entrant = Entrant.named(args[0]);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Lane lane =
                new LocalLane(entrant.contestant(), Path.of(args[1]), Places.first(Integer.parseInt(args[2])))) {
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                answers.println(answer(lane, command));
                answers.flush();
            }
        }
    }

    private static String answer(Lane lane, String command) {
        try {
            String[] words = command.split(" ");
            switch (words[0]) {
                case "load":
                    Lane.Loaded loaded = lane.load();
                    return ChildProcess.OK + loaded.startMillis() + " " + loaded.loadMillis() + " "
                            + loaded.bytesOnDisk() + " " + loaded.description();
                case "warm-up":
                    lane.warmUp(Duration.ofMillis(Long.parseLong(words[1])));
                    return ChildProcess.OK;
                case "run":
                    return ChildProcess.OK
                            + lane.run(
                                            Operation.valueOf(words[1]),
                                            Integer.parseInt(words[2]),
                                            Duration.ofMillis(Long.parseLong(words[3])))
                                    .format();
                default:
                    return ChildProcess.FAILED + "unknown command \"" + command + "\"";
            }
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            return ChildProcess.FAILED + e;
        }
    }
}
