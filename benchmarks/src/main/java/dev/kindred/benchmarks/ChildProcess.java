package dev.kindred.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM for one contestant: what the just-in-time compiler learns from one contestant does not touch the next, and the CPU time of the process is the contestant's alone. It is told a command a
 * line and answers each with a line that begins with {@link #OK} or {@link #FAILED}; it ends when its input does. For one thread.
 */
public final class ChildProcess implements AutoCloseable {

    /** How the answer to a command that was carried out begins. */
    public static final String OK = "ok ";

    /** How the answer to any other command begins. */
    public static final String FAILED = "failed ";

    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms1g",
            "-Xmx1g",
            "-XX:+UseG1GC",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final String title;
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    /**
     * Starts a JVM with the class path of this one.
     *
     * @param title whom to speak of in an error
     * @param main the class to run
     * @param arguments for it
     */
    public ChildProcess(String title, Class<?> main, String... arguments) {
        this.title = title;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
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
    public static String jvmOptions() {
        return String.join(" ", JVM_OPTIONS.subList(0, 3));
    }

    /** Gives a command and waits for the answer, which is returned without {@link #OK}; anything else is an exception. */
    public String ask(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            String answer = answers.readLine();
            if (answer == null || !answer.startsWith(OK)) {
                throw new IllegalStateException("Contestant \"" + title + "\" did not do \"" + command + "\": "
                        + (answer == null ? "its process ended" : answer));
            }
            return answer.substring(OK.length());
        } catch (IOException e) {
            throw new UncheckedIOException("Contestant \"" + title + "\" is gone", e);
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
