package dev.kindred.delay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.delay.DelayConfiguration;
import dev.kindred.delay.DelayContext;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.queue.MovableClock;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.util.AopTestUtils;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

class DelayHttpHandlerTests {

    private static final String CALL = "{\"key\":\"greet\",\"args\":[\"ada\"]}";

    private static final Map<String, String> NAMES =
            Map.of("X-AppEngine-QueueName", "mail", "X-AppEngine-TaskName", "t-1");

    private final MovableClock clock = new MovableClock();
    private AnnotationConfigWebApplicationContext context;
    private Greeter greeter;
    private TaskSigner signer;
    private DelayHttpHandler handler;

    @BeforeEach
    void start() {
        context = new AnnotationConfigWebApplicationContext();
        context.setServletContext(new MockServletContext());
        context.addBeanFactoryPostProcessor(factory -> factory.registerSingleton("clock", clock));
        context.register(Application.class);
        context.refresh();
        greeter = (Greeter) AopTestUtils.getTargetObject(context.getBean(Greeter.class));
        signer = context.getBean(TaskSigner.class);
        handler = context.getBean(DelayHttpHandler.class);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void signedTaskRunsAndSeesTheHeaders() throws IOException {
        MockHttpServletRequest request = signed(
                CALL,
                Map.of(
                        "X-AppEngine-TaskRetryCount", "3",
                        "X-AppEngine-TaskExecutionCount", "nonsense",
                        "X-AppEngine-TaskETA", "1732183200.250000",
                        "X-AppEngine-TaskPreviousResponse", "503",
                        "X-AppEngine-FailFast", "",
                        "X-Delay-First-Try", "1732183100.500000",
                        "X-Delay-Scheduled-For", "1732183000",
                        "X-Delay-Headers", "X-Shop=M%C3%BCnchen&X-Empty="));
        request.addHeader("Authorization", "Bearer secret");
        request.addHeader("X-Forwarded-For", "10.0.0.1");

        assertThat(handle(request).getStatus()).isEqualTo(200);

        assertThat(greeter.greeted).containsExactly("ada");
        DelayContext task = greeter.contexts.get(0);
        assertThat(task.queue()).isEqualTo("mail");
        assertThat(task.taskName()).isEqualTo("t-1");
        assertThat(task.retryCount()).isEqualTo(3);
        assertThat(task.executionCount()).isZero();
        assertThat(task.eta()).isEqualTo(Instant.ofEpochSecond(1_732_183_200L, 250_000_000));
        assertThat(task.failFast()).isTrue();
        assertThat(task.previousResponse()).isEqualTo(503);
        assertThat(task.firstTry()).isEqualTo(Instant.ofEpochSecond(1_732_183_100L, 500_000_000));
        assertThat(task.scheduledFor()).isEqualTo(Instant.ofEpochSecond(1_732_183_000L));
        assertThat(task.header("x-shop")).isEqualTo("München");
        assertThat(task.header("X-Empty")).isEmpty();
        assertThat(task.header("X-Forwarded-For")).isEqualTo("10.0.0.1");
        assertThat(task.idempotencyKey()).isEqualTo("mail/t-1");
        assertThat(task.header("Authorization")).isNull();
        assertThat(task.header(TaskSigner.HEADER)).isNull();
    }

    @Test
    void unsignedTaskIsForbidden() throws IOException {
        MockHttpServletRequest request = signed(CALL);
        request.removeHeader(TaskSigner.HEADER);

        assertForbidden(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v2", "v2..", "v2.1732183200.", "v1.0.00", "Bearer x", "v2.1763719200.zz"})
    void wrongOrTruncatedSignatureIsForbidden(String signature) throws IOException {
        MockHttpServletRequest request = signed(CALL);
        request.removeHeader(TaskSigner.HEADER);
        request.addHeader(TaskSigner.HEADER, signature);

        assertForbidden(request);
    }

    @Test
    void signatureOfAnotherSecretIsForbidden() throws IOException {
        TaskSigner stranger = new TaskSigner(SigningSecrets.of(List.of("x".repeat(32))), clock);
        MockHttpServletRequest request = signed(CALL);
        request.removeHeader(TaskSigner.HEADER);
        request.addHeader(TaskSigner.HEADER, stranger.sign(NAMES, bytes(CALL)));

        assertForbidden(request);
    }

    @Test
    void signatureOfAnotherBodyIsForbidden() throws IOException {
        MockHttpServletRequest request = signed(CALL);
        request.setContent(bytes(CALL.replace("ada", "eve")));

        assertForbidden(request);
    }

    @Test
    void replayWithinTheWindowIsForbidden() throws IOException {
        MockHttpServletRequest request = signed(CALL);

        assertThat(handle(request).getStatus()).isEqualTo(200);
        assertThat(handle(request).getStatus()).isEqualTo(403);

        assertThat(greeter.greeted).containsExactly("ada");
    }

    @ParameterizedTest
    @CsvSource({
        "X-AppEngine-QueueName, other",
        "X-AppEngine-Current-Namespace, evil",
        "X-AppEngine-TaskRetryCount, 9",
        "X-AppEngine-TaskETA, 0",
        "X-CloudTasks-TaskName, another",
        "Idempotency-Key, another",
        "X-Delay-Headers, X-Shop=evil"
    })
    void changedOrAddedHeaderIsForbidden(String name, String value) throws IOException {
        MockHttpServletRequest request = signed(CALL);
        request.removeHeader(name);
        request.addHeader(name, value);

        assertForbidden(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-AppEngine-QueueName",
                "x-appengine-taskname",
                "X-Delay-Signature",
                "X-AppEngine-TaskRetryCount"
            })
    void coveredHeaderThatComesTwiceIsForbidden(String name) throws IOException {
        MockHttpServletRequest request = signed(CALL, Map.of("X-AppEngine-TaskRetryCount", "1"));
        request.addHeader(name, String.valueOf(request.getHeader(name)));

        assertForbidden(request);
    }

    @Test
    void otherHeaderThatComesTwiceIsJoined() throws IOException {
        MockHttpServletRequest request = signed(CALL);
        request.addHeader("Accept", "text/plain");
        request.addHeader("Accept", "text/html");

        assertThat(handle(request).getStatus()).isEqualTo(200);
        assertThat(greeter.contexts.get(0).header("accept")).isEqualTo("text/plain, text/html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-AppEngine-FailFast: 1", "münchen", "a\nb"})
    void injectedOrUnprintableHeaderIsForbidden(String value) throws IOException {
        MockHttpServletRequest request = signed(CALL);
        request.addHeader("X-AppEngine-TaskRetryReason", value);

        assertForbidden(request);
    }

    @Test
    void hugeHeaderIsForbidden() throws IOException {
        MockHttpServletRequest request = signed(CALL);
        request.removeHeader(TaskSigner.HEADER);
        request.addHeader(TaskSigner.HEADER, "v2.1." + "0".repeat(1_000_000));

        assertForbidden(request);
    }

    @Test
    void absurdTimesAreNoTimes() throws IOException {
        for (String time : List.of("1e1000000000", "9".repeat(100), "-1", "NaN", "1.", "")) {
            greeter.contexts.clear();
            assertThat(handle(signed(CALL, Map.of("X-AppEngine-TaskETA", time))).getStatus())
                    .isEqualTo(200);
            assertThat(greeter.contexts.get(0).eta()).isEqualTo(Instant.EPOCH);
            clock.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void unsignedBodyIsNotEvenRead() throws IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", DelayHttpHandler.PATH) {
            @Override
            public ServletInputStream getInputStream() {
                throw new AssertionError("was read");
            }
        };
        request.addHeader("X-AppEngine-QueueName", "mail");

        assertForbidden(request);
    }

    @Test
    void bodyWithoutAnnouncedLengthRunsIfItIsSigned() throws IOException {
        MockHttpServletRequest chunked = new MockHttpServletRequest("POST", DelayHttpHandler.PATH) {
            @Override
            public long getContentLengthLong() {
                return -1;
            }
        };
        chunked.setContent(bytes(CALL));
        sign(chunked, bytes(CALL), NAMES);

        assertThat(handle(chunked).getStatus()).isEqualTo(200);
    }

    @Test
    void sameTaskDoesNotRunTwiceAtATime() throws Exception {
        MockHttpServletRequest first = signed("{\"key\":\"wait\",\"args\":[]}");
        clock.advance(Duration.ofSeconds(1));
        MockHttpServletRequest second = signed("{\"key\":\"wait\",\"args\":[]}");
        CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> statusOf(first));
        greeter.begun.await();

        MockHttpServletResponse response = handle(second);

        assertThat(response.getStatus()).isEqualTo(409);
        assertThat(response.getHeader("X-Delay-Answer")).isEqualTo("RUNNING");
        greeter.go.countDown();
        assertThat(running.get()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(statusOf(signed("{\"key\":\"wait\",\"args\":[]}"))).isEqualTo(200);
    }

    @Test
    void taskThatIsPutOffSaysHowLong() throws IOException {
        MockHttpServletResponse response = handle(signed("{\"key\":\"snooze\",\"args\":[]}"));

        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(response.getHeader("Retry-After")).isEqualTo("91");
        assertThat(response.getHeader("X-Delay-Answer")).isEqualTo("SNOOZED");
    }

    @Test
    void replayAfterTheWindowIsForbidden() throws IOException {
        MockHttpServletRequest request = signed(CALL);

        clock.advance(Duration.ofMinutes(5).plusSeconds(1));

        assertForbidden(request);
    }

    @Test
    void tellingTheHeadersOfAppEngineDoesNotHelpAnybodyWithoutASignature() throws IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", DelayHttpHandler.PATH);
        request.setContent(bytes(CALL));
        request.addHeader("X-AppEngine-QueueName", "mail");
        request.addHeader("X-AppEngine-TaskName", "t-1");

        assertForbidden(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void otherMethodsAreNotAllowed(String method) throws IOException {
        MockHttpServletRequest request = signed(CALL);
        request.setMethod(method);

        MockHttpServletResponse response = handle(request);

        assertThat(response.getStatus()).isEqualTo(405);
        assertThat(response.getHeader("Allow")).isEqualTo("POST");
        assertThat(greeter.greeted).isEmpty();
    }

    @Test
    void hugeBodyIsRefusedBySizeWithoutReadingIt() throws IOException {
        MockHttpServletRequest request = sign(new MockHttpServletRequest("POST", DelayHttpHandler.PATH) {
            @Override
            public long getContentLengthLong() {
                return 10_000_000_000L;
            }

            @Override
            public ServletInputStream getInputStream() {
                throw new AssertionError("was read");
            }
        });

        assertThat(handle(request).getStatus()).isEqualTo(413);
    }

    @Test
    void hugeBodyThatDoesNotTellItsSizeIsRefusedAfterTheLimit() throws IOException {
        long[] read = {0};
        MockHttpServletRequest request = sign(new MockHttpServletRequest("POST", DelayHttpHandler.PATH) {
            @Override
            public long getContentLengthLong() {
                return -1;
            }

            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(new java.io.InputStream() {
                    @Override
                    public int read() {
                        read[0]++;
                        return 'x';
                    }
                });
            }
        });

        assertThat(handle(request).getStatus()).isEqualTo(413);
        assertThat(read[0]).isLessThan(200_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "garbage", "{}", "{\"key\":\"greet\",\"args\":[]}", "{\"key\":\"greet\",\"args\":[\"ada\"]"})
    void signedGarbageIsABadRequest(String body) throws IOException {
        MockHttpServletResponse response = handle(signed(body));

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(response.getContentAsString()).isEqualTo("Not a readable call.");
        assertThat(greeter.greeted).isEmpty();
    }

    @Test
    void unknownFunctionIsNotFound() throws IOException {
        assertThat(handle(signed("{\"key\":\"gone\",\"args\":[]}")).getStatus()).isEqualTo(404);
    }

    @Test
    void failureIsAnErrorThatTellsNothing() throws IOException {
        MockHttpServletResponse response = handle(signed("{\"key\":\"fail\",\"args\":[false]}"));

        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(response.getContentAsString()).isEqualTo("Failed.");
    }

    @Test
    void taskThatIsNotToBeRetriedIsUnprocessable() throws IOException {
        assertThat(handle(signed("{\"key\":\"fail\",\"args\":[true]}")).getStatus())
                .isEqualTo(422);
        assertThat(handle(signed("{\"key\":\"reject\",\"args\":[]}")).getStatus())
                .isEqualTo(422);
    }

    @Test
    void mappingComesBeforeAControllerThatTakesEverything() throws Exception {
        MockMvc mvc = MockMvcBuilders.webAppContextSetup(context).build();
        String signature = signer.sign(NAMES, bytes(CALL));

        mvc.perform(post(DelayHttpHandler.PATH).content(CALL)).andExpect(status().isForbidden());
        mvc.perform(post(DelayHttpHandler.PATH)
                        .content(CALL)
                        .header("X-AppEngine-QueueName", "mail")
                        .header("X-AppEngine-TaskName", "t-1")
                        .header(TaskSigner.HEADER, signature))
                .andExpect(status().isOk());
        mvc.perform(post("/_ah/queue/other")).andExpect(status().isIAmATeapot());
        assertThat(greeter.greeted).containsExactly("ada");
    }

    private void assertForbidden(MockHttpServletRequest request) throws IOException {
        MockHttpServletResponse response = handle(request);

        assertThat(response.getStatus()).isEqualTo(403);
        assertThat(response.getContentAsString()).isEqualTo("Not a signed task.");
        assertThat(greeter.greeted).isEmpty();
    }

    private MockHttpServletRequest signed(String body) {
        return signed(body, Map.of());
    }

    private MockHttpServletRequest signed(String body, Map<String, String> more) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", DelayHttpHandler.PATH);
        request.setContent(bytes(body));
        Map<String, String> headers = new TreeMap<>(NAMES);
        headers.putAll(more);
        return sign(request, bytes(body), headers);
    }

    private MockHttpServletRequest sign(MockHttpServletRequest request) {
        return sign(request, new byte[0], NAMES);
    }

    private MockHttpServletRequest sign(MockHttpServletRequest request, byte[] body, Map<String, String> headers) {
        headers.forEach(request::addHeader);
        request.addHeader(TaskSigner.HEADER, signer.sign(headers, body));
        return request;
    }

    private int statusOf(MockHttpServletRequest request) {
        try {
            return handle(request).getStatus();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MockHttpServletResponse handle(MockHttpServletRequest request) throws IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        handler.handleRequest(request, response);
        return response;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @Import({DelayConfiguration.class, Greeter.class, CatchAll.class})
    static class Application {

        @Bean
        LocalDatastore datastore() {
            return LocalDatastore.on(new MemoryEngine()).build();
        }

        @Bean
        TaskSigner taskSigner(Datastore datastore, MovableClock clock) {
            return new TaskSigner(SigningSecrets.storedIn(datastore), clock);
        }

        @Bean
        DelayHttpHandler delayHttpHandler(DelayInvoker invoker, TaskSigner signer) {
            return new DelayHttpHandler(invoker, signer);
        }

        @Bean
        DelayHandlerMapping delayHandlerMapping(DelayHttpHandler handler) {
            return new DelayHandlerMapping(handler);
        }
    }

    static class Greeter {

        final List<String> greeted = new CopyOnWriteArrayList<>();
        final List<DelayContext> contexts = new CopyOnWriteArrayList<>();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        @Delayed("greet")
        public void greet(String name) {
            greeted.add(name);
            contexts.add(DelayContext.current());
        }

        @Delayed("fail")
        public void fail(boolean forGood) {
            if (forGood) {
                DelayContext.current().doNotRetry();
            }
            throw new IllegalStateException("a secret of ours");
        }

        @Delayed("wait")
        public void await() throws InterruptedException {
            begun.countDown();
            go.await();
        }

        @Delayed("snooze")
        public void snooze() {
            throw DelayContext.current().snooze(Duration.ofMillis(90_001));
        }

        @Delayed("reject")
        public void reject() {
            throw DelayContext.current().reject("never");
        }
    }

    @RestController
    static class CatchAll {

        @RequestMapping("/**")
        @org.springframework.web.bind.annotation.ResponseStatus(org.springframework.http.HttpStatus.I_AM_A_TEAPOT)
        void everything() {}
    }
}
