package dev.kindred.delay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.delay.DelayConfiguration;
import dev.kindred.delay.DelayContext;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.util.AopTestUtils;

/** Callers that come with a token, as Cloud Tasks does. */
class TokenCallerTests {

    private static final String GREET = "{\"key\":\"greet\",\"args\":[\"ada\"]}";

    private AnnotationConfigApplicationContext context;
    private TaskQueues queues;
    private Greeter greeter;
    private DelayHttpHandler handler;

    @BeforeEach
    void start() {
        context = new AnnotationConfigApplicationContext();
        context.registerBean(LocalDatastore.class, () -> LocalDatastore.on(new MemoryEngine())
                .build());
        context.register(DelayConfiguration.class, Greeter.class);
        context.refresh();
        context.getBean(TaskDispatcher.class).stop(Duration.ZERO);
        queues = context.getBean(TaskQueues.class);
        greeter = AopTestUtils.getTargetObject(context.getBean(Greeter.class));
        TaskSigner signer = new TaskSigner(SigningSecrets.of(List.of("s".repeat(32))), Clock.systemUTC());
        handler = new DelayHttpHandler(context.getBean(DelayInvoker.class), signer)
                .withTokens(
                        token -> {
                            if (token.equals("unknown")) {
                                throw new IllegalStateException("the issuer does not answer");
                            }
                            return token.equals("good");
                        },
                        queues);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void a4_headersOfCloudTasksTellWhatThoseOfAppEngineDo() throws IOException {
        MockHttpServletRequest request = request("Bearer good", GREET);
        request.addHeader("X-CloudTasks-TaskRetryCount", "4");
        request.addHeader("X-CloudTasks-TaskExecutionCount", "3");
        request.addHeader("X-CloudTasks-TaskETA", "1732183200.25");
        request.addHeader("X-CloudTasks-TaskPreviousResponse", "503");
        request.addHeader("X-CloudTasks-TaskRetryReason", "overloaded");
        request.addHeader("User-Agent", "Google-Cloud-Tasks");

        assertThat(status(request)).isEqualTo(200);

        DelayContext task = greeter.contexts.get(0);
        assertThat(task.queue()).isEqualTo("mail");
        assertThat(task.taskName()).isEqualTo("4711");
        assertThat(task.retryCount()).isEqualTo(4);
        assertThat(task.executionCount()).isEqualTo(3);
        assertThat(task.eta()).isEqualTo(Instant.ofEpochSecond(1_732_183_200L, 250_000_000));
        assertThat(task.previousResponse()).isEqualTo(503);
        assertThat(task.retryReason()).isEqualTo("overloaded");
        assertThat(task.idempotencyKey()).isEqualTo("mail/4711");
        assertThat(task.headers())
                .containsEntry("x-cloudtasks-taskretrycount", "4")
                .containsEntry("user-agent", "Google-Cloud-Tasks")
                .doesNotContainKey("Authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer bad", "Bearer ", "Bearer", "Basic good", "good", "bearer  bad", ""})
    void anybodyElseIsRefused(String authorization) throws IOException {
        assertThat(status(request(authorization, GREET))).isEqualTo(403);
        assertThat(greeter.greeted).isEmpty();
    }

    @Test
    void twoTokensAreRefused() throws IOException {
        MockHttpServletRequest request = request("Bearer bad", GREET);
        request.addHeader("Authorization", "Bearer good");

        assertThat(status(request)).isEqualTo(403);
    }

    @Test
    void wrongSignatureIsNotMadeUpForByAToken() throws IOException {
        MockHttpServletRequest request = request("Bearer good", GREET);
        request.addHeader(TaskSigner.HEADER, "v2.0.00");

        assertThat(status(request)).isEqualTo(403);
    }

    @Test
    void issuerThatDoesNotAnswerIsAFailureToBeTriedAgain() throws IOException {
        assertThat(status(request("Bearer unknown", GREET))).isEqualTo(500);
    }

    @Test
    void taskWithoutNamesIsABadRequest() throws IOException {
        MockHttpServletRequest request = request("Bearer good", GREET);
        request.removeHeader("X-CloudTasks-TaskName");

        assertThat(status(request)).isEqualTo(400);
    }

    @Test
    void e3_whatCanNeverBeDoneIsAnsweredAndBecomesOurDeadLetterOnce() throws IOException {
        MockHttpServletRequest request = request("Bearer good", "garbage");
        request.addHeader("X-AppEngine-Current-Namespace", "acme");
        request.addHeader("Kindred-Then", "forged");

        assertThat(status(request)).isEqualTo(200);
        assertThat(status(request)).isEqualTo(200);

        assertThat(queues.list("mail", 0, 10)).hasSize(1);
        context.getBean(TaskDispatcher.class).runDue();
        assertThat(queues.dead("mail", 0, 10)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadTask.Reason.UNDECODABLE);
            assertThat(letter.task().name()).isEqualTo("cloud-tasks-4711");
            assertThat(letter.task().headers()).isEqualTo(Map.of("X-AppEngine-Current-Namespace", "acme"));
            assertThat(new String(letter.task().payload(), StandardCharsets.UTF_8))
                    .isEqualTo("garbage");
        });
    }

    @Test
    void failuresAndUnknownFunctionsAreTriedAgainByTheCaller() throws IOException {
        assertThat(status(request("Bearer good", "{\"key\":\"fail\",\"args\":[]}")))
                .isEqualTo(500);
        assertThat(status(request("Bearer good", "{\"key\":\"gone\",\"args\":[]}")))
                .isEqualTo(404);
        assertThat(queues.list("mail", 0, 10)).isEmpty();
    }

    private int status(MockHttpServletRequest request) throws IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        handler.handleRequest(request, response);
        return response.getStatus();
    }

    private static MockHttpServletRequest request(String authorization, String body) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", DelayHttpHandler.PATH);
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        request.addHeader("Authorization", authorization);
        request.addHeader("X-CloudTasks-QueueName", "mail");
        request.addHeader("X-CloudTasks-TaskName", "4711");
        return request;
    }

    static class Greeter {

        final List<String> greeted = new CopyOnWriteArrayList<>();
        final List<DelayContext> contexts = new CopyOnWriteArrayList<>();

        @Delayed("greet")
        public void greet(String name, DelayContext task) {
            greeted.add(name);
            contexts.add(task);
        }

        @Delayed("fail")
        public void fail() {
            throw new IllegalStateException("not now");
        }
    }
}
