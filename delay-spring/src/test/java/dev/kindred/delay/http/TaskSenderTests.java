package dev.kindred.delay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.function.SingletonSupplier;

/** What is sent to a target, and what becomes of a task by its answer. */
@Timeout(60)
class TaskSenderTests {

    private static final byte[] CALL = "{\"key\":\"greet\",\"args\":[\"ada\"]}".getBytes(StandardCharsets.UTF_8);
    private static final Duration BACKOFF = Duration.ofSeconds(10);

    private final MovableClock clock = new MovableClock();
    private final TaskSigner signer = new TaskSigner(SigningSecrets.of(List.of("s".repeat(32))), clock);
    private final List<Map<String, String>> received = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);

    private LocalDatastore datastore;
    private TaskQueues queues;
    private HttpServer server;
    private HttpTarget target;
    private TaskDispatcher dispatcher;

    @BeforeEach
    void start() throws IOException {
        datastore = LocalDatastore.on(new MemoryEngine()).build();
        queues = TaskQueues.on(datastore)
                .clock(clock)
                .queue(QueueSettings.of("default")
                        .retry(RetryPolicy.builder()
                                .minBackoff(BACKOFF)
                                .retryLimit(5)
                                .jitter(0)
                                .build()))
                .build();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        target = HttpTarget.of("http://127.0.0.1:" + server.getAddress().getPort());
        dispatcher = dispatching(new TaskSender(signer, clock));
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
        datastore.close();
    }

    @Test
    void b39_taskIsPostedWithItsPayloadAndAppEnginesHeadersAndASignature() {
        answer(500);
        answer(200);
        queues.add(Task.of(CALL)
                .named("t-1")
                .header("X-AppEngine-Current-Namespace", "acme")
                .header("X-Shop", "Berlin")
                .header("X-City", "München\n")
                .header("Host", "evil.example")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .retry(RetryPolicy.builder().minBackoff(BACKOFF).build()));

        dispatcher.runDue();
        clock.advance(Duration.ofMinutes(1));
        dispatcher.runDue();

        assertThat(waiting()).isEmpty();
        assertThat(bodies).allSatisfy(body -> assertThat(body).isEqualTo(CALL));
        Map<String, String> first = received.get(0);
        assertThat(first)
                .containsEntry(":request", "POST /_ah/queue/delay")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("X-AppEngine-QueueName", "default")
                .containsEntry("X-AppEngine-TaskName", "t-1")
                .containsEntry("X-AppEngine-TaskRetryCount", "0")
                .containsEntry("X-AppEngine-TaskExecutionCount", "0")
                .containsEntry("X-AppEngine-TaskETA", "1795255200.000000")
                .containsEntry("X-AppEngine-Current-Namespace", "acme")
                .containsEntry("X-Delay-First-Try", "1795255200.000000")
                .containsEntry("X-Shop", "Berlin")
                .containsEntry("X-Delay-Signed-Headers", "X-Shop")
                .containsKey("traceparent")
                .containsKey("Idempotency-Key")
                .doesNotContainKeys("X-AppEngine-TaskPreviousResponse", "Kindred-Retry", "X-City");
        assertThat(first.get("Host")).startsWith("127.0.0.1");
        assertThat(first.get("X-Delay-Headers"))
                .contains("X-City=M%C3%BCnchen%0A")
                .contains("Host=evil.example");
        Map<String, String> second = received.get(1);
        assertThat(second)
                .containsEntry("X-AppEngine-TaskRetryCount", "1")
                .containsEntry("X-AppEngine-TaskPreviousResponse", "500")
                .containsEntry("X-AppEngine-TaskRetryReason", "HTTP 500 from " + target)
                .containsEntry("Idempotency-Key", first.get("Idempotency-Key"));
        assertThat(second.get(TaskSigner.HEADER)).isNotEqualTo(first.get(TaskSigner.HEADER));
        for (Map<String, String> each : received) {
            assertThat(signer.verify(each.get(TaskSigner.HEADER), each, CALL)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 203, 204, 299})
    void b39_anyStatusOfTwoHundredIsDone(int status) {
        answer(status);
        queues.add(Task.of(CALL));

        dispatcher.runDue();

        assertThat(waiting()).isEmpty();
        assertThat(queues.dead("default", 0, 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 401, 403, 404, 405, 408, 409, 413, 500, 502, 504})
    void otherStatusesAreTriedAgainByThePolicy(int status) {
        replies.add(new Reply(status, Map.of("Location", "http://127.0.0.1:1/elsewhere"), new byte[0]));
        queues.add(Task.of(CALL));

        dispatcher.runDue();

        assertThat(received).hasSize(1);
        assertThat(waiting()).singleElement().satisfies(task -> {
            assertThat(task.attempts()).isEqualTo(1);
            assertThat(task.lastError()).startsWith("HTTP " + status + " from " + target);
            assertThat(wait(task)).isEqualTo(BACKOFF);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "400, '', REJECTED",
        "422, '', REJECTED",
        "400, UNDECODABLE, UNDECODABLE",
        "422, REJECTED, REJECTED",
        "404, UNKNOWN_FUNCTION, UNKNOWN_FUNCTION"
    })
    void whatCanNeverBeDoneIsADeadLetterAtOnce(int status, String said, DeadTask.Reason reason) {
        replies.add(new Reply(status, Map.of(Answer.HEADER, said), new byte[0]));
        queues.add(Task.of(CALL));

        dispatcher.runDue();

        assertThat(queues.dead("default", 0, 2)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(reason);
            assertThat(letter.task().lastError()).contains("HTTP " + status + " from " + target);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void retryAfterIsALeastForTheTaskAndAPauseForItsQueue(int status) {
        replies.add(new Reply(status, Map.of("Retry-After", "120"), new byte[0]));
        queues.add(Task.of(CALL));
        dispatcher.runDue();
        queues.add(Task.of(CALL));

        assertThat(dispatcher.runDue()).isZero();

        assertThat(wait(waiting().get(0))).isEqualTo(Duration.ofSeconds(120));
        clock.advance(Duration.ofSeconds(119));
        assertThat(dispatcher.runDue()).isZero();
        clock.advance(Duration.ofSeconds(1));
        answer(200);
        answer(200);
        assertThat(dispatcher.runDue()).isEqualTo(2);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void retryAfterCanBeADateAndIsBounded() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                clock.instant().plusSeconds(90).atOffset(ZoneOffset.UTC));
        replies.add(new Reply(503, Map.of("Retry-After", date), new byte[0]));
        queues.add(Task.of(CALL));

        dispatcher.runDue();

        assertThat(wait(waiting().get(0))).isEqualTo(Duration.ofSeconds(90));
        Instant now = clock.instant();
        assertThat(RetryAfter.parse("99999999999", now)).isEqualTo(Duration.ofHours(1));
        assertThat(RetryAfter.parse("Fri, 31 Dec 9999 23:59:59 GMT", now)).isEqualTo(Duration.ofHours(1));
        assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", now)).isEqualTo(Duration.ZERO);
        assertThat(RetryAfter.parse("soon", now)).isNull();
        assertThat(RetryAfter.parse("-1", now)).isNull();
        assertThat(RetryAfter.parse("", now)).isNull();
        assertThat(RetryAfter.parse(null, now)).isNull();
    }

    @Test
    void retryAfterOfOtherAnswersIsForTheTaskAlone() {
        replies.add(new Reply(500, Map.of("Retry-After", "120"), new byte[0]));
        answer(200);
        queues.add(Task.of(CALL));
        dispatcher.runDue();
        queues.add(Task.of(CALL));

        assertThat(dispatcher.runDue()).isEqualTo(1);

        assertThat(waiting()).singleElement().satisfies(task -> assertThat(wait(task))
                .isEqualTo(Duration.ofSeconds(120)));
    }

    @Test
    void targetThatIsOverloadedAndNamesNoTimeGetsLongerAndLongerPauses() {
        Pressure pressure = new Pressure(clock);

        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(pressure.pause("q")).isEqualTo(Duration.ofSeconds(seconds));
            // Those that were under way at the same time do not make it longer.
            assertThat(pressure.pause("q")).isEqualTo(Duration.ofSeconds(seconds));
            assertThat(pressure.left("q")).isEqualTo(Duration.ofSeconds(seconds));
            assertThat(pressure.left("other")).isZero();
            clock.advance(Duration.ofSeconds(seconds));
            assertThat(pressure.left("q")).isZero();
        }
        pressure.relieve("q");
        assertThat(pressure.pause("q")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void taskThatRunsThereAlreadyIsPutOffAndTheRunDoesNotCount() {
        replies.add(new Reply(409, Map.of(Answer.HEADER, "RUNNING"), new byte[0]));
        replies.add(new Reply(500, Map.of(Answer.HEADER, "SNOOZED", "Retry-After", "77"), new byte[0]));
        queues.add(Task.of(CALL));

        dispatcher.runDue();
        assertThat(wait(waiting().get(0))).isEqualTo(Duration.ofSeconds(15));
        clock.advance(Duration.ofSeconds(15));
        dispatcher.runDue();

        assertThat(waiting()).singleElement().satisfies(task -> {
            assertThat(task.attempts()).isZero();
            assertThat(wait(task)).isEqualTo(Duration.ofSeconds(77));
        });
    }

    @Test
    void noAnswerIsTriedAgainAndHasNoPreviousResponse() {
        server.stop(0);
        queues.add(Task.of(CALL));

        dispatcher.runDue();

        assertThat(waiting()).singleElement().satisfies(task -> {
            assertThat(task.lastError()).startsWith("No HTTP answer from " + target);
            assertThat(PushHeaders.of(task)).doesNotContainKey("X-AppEngine-TaskPreviousResponse");
        });
    }

    @Test
    void deadlineOfTheTaskEndsTheRequest() {
        replies.add(new Reply(-1, Map.of(), new byte[0]));
        queues.add(Task.of(CALL).deadline(Duration.ofMillis(200)));

        dispatcher.runDue();

        assertThat(waiting()).singleElement().satisfies(task -> assertThat(task.lastError())
                .contains("deadline"));
    }

    @Test
    void bodyOfTheAnswerIsNeitherKeptNorWaitedFor() {
        replies.add(new Reply(200, Map.of(), new byte[5_000_000]));
        replies.add(new Reply(200, Map.of("X-Test-Endless", "yes"), new byte[10]));
        queues.addAll(List.of(Task.of(CALL), Task.of(CALL)));

        dispatcher.runDue();

        assertThat(waiting()).isEmpty();
    }

    @Test
    void nameThatStandsForAnAddressOfTheLocalLinkIsNotSentTo() throws Exception {
        InetAddress[] loopback = {InetAddress.getByName("127.0.0.1")};
        InetAddress[] both = {loopback[0], InetAddress.getByName("169.254.169.254")};
        Deque<InetAddress[]> answers = new ArrayDeque<>(List.of(loopback, both));
        TaskDispatcher rebound = dispatching(new TaskSender(
                SingletonSupplier.of(HttpClient::newHttpClient), signer, clock, host -> answers.remove()));
        answer(200);
        queues.addAll(List.of(Task.of(CALL), Task.of(CALL)));

        rebound.runDue();

        assertThat(received).hasSize(1);
        assertThat(waiting()).singleElement().satisfies(task -> assertThat(task.lastError())
                .contains("No HTTP answer from " + target + ": its address is of the local link"));
    }

    @Test
    void runOfAScheduleTellsItsTimeAndNothingElseOfOurOwn() {
        TaskRow task = TaskRow.waiting(
                7, "default", null, 0, 100, CALL, Map.of("Kindred-Schedule", "1732183200000000 nightly"), 5);

        assertThat(PushHeaders.of(task))
                .containsEntry("X-Delay-Scheduled-For", "1732183200.000000")
                .containsEntry("X-AppEngine-TaskName", "7")
                .containsEntry("Idempotency-Key", "default/7-5")
                .doesNotContainKey("Kindred-Schedule");
    }

    @Test
    void clientThatFollowsRedirectsIsRefused() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaskSender(client, signer, clock))
                .withMessageContaining("must not follow redirects");
    }

    private TaskDispatcher dispatching(TaskSender sender) {
        return TaskDispatcher.on(queues, run -> sender.send(run, target)).build();
    }

    private List<TaskRow> waiting() {
        return queues.list("default", 0, 10);
    }

    private Duration wait(TaskRow task) {
        return Duration.between(clock.instant(), Instant.EPOCH.plusNanos(task.eta() * 1_000));
    }

    private void answer(int status) {
        replies.add(new Reply(status, Map.of(), "a body".getBytes(StandardCharsets.UTF_8)));
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        headers.put(":request", exchange.getRequestMethod() + " " + exchange.getRequestURI());
        bodies.add(exchange.getRequestBody().readAllBytes());
        received.add(headers);
        Reply reply = replies.remove();
        if (reply.status < 0) {
            await();
        }
        reply.headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                exchange.getResponseHeaders().add(name, value);
            }
        });
        if (reply.status == 204) {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(Math.max(200, reply.status), 0);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(reply.body);
            body.flush();
            if (reply.headers.containsKey("X-Test-Endless")) {
                await();
            }
        }
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private record Reply(int status, Map<String, String> headers, byte[] body) {}
}
