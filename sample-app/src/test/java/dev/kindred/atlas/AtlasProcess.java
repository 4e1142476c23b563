package dev.kindred.atlas;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Atlas in a JVM of its own, so that it can be killed. It writes {@code atlas.log} beside its data. */
final class AtlasProcess implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path directory;
    private final int port;

    private AtlasProcess(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Starts it and waits until it answers. */
    static AtlasProcess start(Path directory, int port, String... settings) throws IOException {
        return start(List.of(), directory, port, settings);
    }

    /** The same, from what was generated when it was built. */
    static AtlasProcess startAheadOfTime(Path directory, int port, String... settings) throws IOException {
        return start(List.of("-Dspring.aot.enabled=true"), directory, port, settings);
    }

    private static AtlasProcess start(List<String> options, Path directory, int port, String... settings)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                AtlasApplication.class.getName(),
                "--server.port=" + port,
                "--kindred.datastore.embedded.path=" + directory.resolve("data")));
        command.addAll(List.of(settings));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("atlas.log").toFile()))
                .start();
        AtlasProcess atlas = new AtlasProcess(process, directory, port);
        try {
            await("Atlas answers").atMost(Duration.ofMinutes(4)).until(atlas::answers);
        } catch (RuntimeException hung) {
            process.destroyForcibly();
            throw new IllegalStateException("Atlas did not start:\n" + atlas.log(), hung);
        }
        return atlas;
    }

    String address() {
        return "http://localhost:" + port + "/";
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address() + path)).build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    int imported() throws IOException, InterruptedException {
        return get("api/import").get("done").intValue();
    }

    boolean importing() throws IOException, InterruptedException {
        return get("api/import").get("running").booleanValue();
    }

    /** Of all places, by the index of names: an index row too many or too few would show as a double or a gap. */
    List<Long> ids() throws IOException, InterruptedException {
        List<Long> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("api/cities?sort=name&limit=100&cursor=" + cursor);
            page.get("cities").forEach(city -> ids.add(city.get("id").longValue()));
            cursor = page.get("cursor").stringValue("");
        } while (!cursor.isEmpty());
        return ids.stream().sorted().toList();
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("atlas.log"));
    }

    /** SIGKILL: no shutdown hook runs, nothing is flushed. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private boolean answers() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("The process ended with " + process.exitValue() + ".");
        }
        try {
            imported();
            return true;
        } catch (ConnectException notYet) {
            return false;
        }
    }
}
