package dev.kindred.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A contestant in a JVM of its own: what the just-in-time compiler learns from one contestant does not touch the next, and the CPU time of the process
 * is the contestant's alone.
 */
final class ProcessLane implements Lane {

    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms1g",
            "-Xmx1g",
            "-XX:+UseG1GC",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Entrant entrant;
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    ProcessLane(Entrant entrant, Path directory, int places) {
        this.entrant = entrant;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        command.addAll(List.of(entrant.title(), directory.toString(), Integer.toString(places)));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter(StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The heap and the collector of a contestant's JVM, for the report. */
    static String jvmOptions() {
        return String.join(" ", JVM_OPTIONS.subList(0, 3));
    }

    @Override
    public Loaded load() {
        String[] parts = ask("load").split(" ", 4);
        return new Loaded(parts[3], Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    @Override
    public void warmUp(Duration cpu) {
        ask("warm-up " + cpu.toMillis());
    }

    @Override
    public Measurement run(Operation operation, int round, Duration most) {
        return Measurement.parse(ask("run " + operation + " " + round + " " + most.toMillis()));
    }

    private String ask(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            String answer = answers.readLine();
            if (answer == null || !answer.startsWith(Worker.OK)) {
                throw new IllegalStateException("Contestant \"" + entrant.title() + "\" did not do \"" + command
                        + "\": " + (answer == null ? "its process ended" : answer));
            }
            return answer.substring(Worker.OK.length());
        } catch (IOException e) {
            throw new UncheckedIOException("Contestant \"" + entrant.title() + "\" is gone", e);
        }
    }

    /** Ends the input of the process, upon which it closes its store; kills it if that takes over half a minute. */
    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
