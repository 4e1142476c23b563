package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.observation.ObservationTaskContext;
import dev.kindred.delay.queue.InvalidTaskException;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskLimits;
import dev.kindred.delay.queue.TaskQueues;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.i18n.LocaleContextHolder;

/** Rows 60 and 61 of the matrix: what goes with a call from its caller to its run, and what is observed of both. */
abstract class TravellingContextContract extends DelayedScenario {

    private record Seen(
            String name,
            String contextualName,
            Map<String, String> keys,
            @Nullable Throwable error) {}

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final SimpleTracer tracer = new SimpleTracer();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private Log log;
    private Worker worker;

    /** A fresh, empty engine. */
    abstract StorageEngine engine(MovableClock clock);

    @BeforeEach
    void start() {
        start(() -> engine(clock), application -> {
            application.registerBean(MovableClock.class, () -> clock);
            application.registerBean(ObservationRegistry.class, () -> registry);
            application.register(Application.class);
        });
        log = context.getBean(Log.class);
        worker = context.getBean(Worker.class);
    }

    @Override
    @AfterEach
    void stop() {
        super.stop();
        MDC.clear();
        LocaleContextHolder.resetLocaleContext();
    }

    // Traces

    @Test
    void r60_runContinuesTheTraceOfItsCall() {
        trace();

        within("request", () -> worker.note("a"));
        dispatcher.runDue();

        SimpleSpan request = span("request");
        SimpleSpan enqueue = span("delay enqueue note");
        SimpleSpan execute = span("delay execute note");
        assertThat(enqueue.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(enqueue.getParentId()).isEqualTo(request.getSpanId());
        assertThat(enqueue.getKind()).isEqualTo(Span.Kind.PRODUCER);
        assertThat(execute.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(execute.getParentId()).isEqualTo(enqueue.getSpanId());
        assertThat(execute.getKind()).isEqualTo(Span.Kind.CONSUMER);
        assertThat(log.traces).containsExactly(execute.getTraceId());
    }

    @Test
    void r60_retriesAreSpansOfTheSameTrace() {
        trace();

        worker.failing();
        runFor(Duration.ofMinutes(1));

        String call = span("delay enqueue failing").getSpanId();
        assertThat(spans("delay execute failing")).hasSize(3).allSatisfy(run -> {
            assertThat(run.getParentId()).isEqualTo(call);
            assertThat(run.getError()).hasMessage("no");
        });
    }

    @Test
    void r60_whatFollowsATaskIsInItsTrace() {
        trace();

        delay.task(() -> worker.note("a"))
                .then(() -> worker.note("b"))
                .then(() -> worker.note("c"))
                .add();
        delay.task(() -> worker.failing()).orElse(() -> worker.note("instead")).add();
        runFor(Duration.ofMinutes(1));

        assertThat(log.lines).containsExactly("a", "b", "c", "instead");
        String chain = span("delay enqueue note").getSpanId();
        assertThat(spans("delay execute note").subList(0, 3))
                .allSatisfy(run -> assertThat(run.getParentId()).isEqualTo(chain));
        assertThat(spans("delay execute note").get(3).getParentId())
                .isEqualTo(span("delay enqueue failing").getSpanId());
    }

    @Test
    void r60_groupAndWhatFollowsItAreInTheTraceOfTheCall() {
        trace();

        delay.group("g", () -> {
                    worker.note("1");
                    worker.note("2");
                })
                .then(() -> worker.note("all"));
        delay.group("empty", () -> {}).then(() -> worker.nothing());
        runFor(Duration.ofSeconds(2));

        String call = span("delay enqueue note").getSpanId();
        assertThat(spans("delay execute note")).hasSize(3).allSatisfy(run -> assertThat(run.getParentId())
                .isEqualTo(call));
        assertThat(span("delay execute nothing").getParentId())
                .isEqualTo(span("delay enqueue nothing").getSpanId());
    }

    @Test
    void r60_callFromInsideATaskIsInItsTrace() {
        trace();

        worker.calling();
        runFor(Duration.ofSeconds(1));

        assertThat(span("delay enqueue note").getParentId())
                .isEqualTo(span("delay execute calling").getSpanId());
        assertThat(span("delay execute note").getTraceId())
                .isEqualTo(span("delay enqueue calling").getTraceId());
    }

    @Test
    void r60_eachRunOfAScheduleBeginsATraceOfItsOwn() {
        trace();

        runFor(Duration.ofMinutes(130), Duration.ofMinutes(1));

        List<SimpleSpan> runs = spans("delay execute hourly");
        assertThat(runs).hasSizeGreaterThanOrEqualTo(2);
        assertThat(runs).extracting(SimpleSpan::getTraceId).doesNotHaveDuplicates();
    }

    @Test
    void callOfATransactionIsTracedToo() {
        trace();

        queues.datastore().runInTransaction(transaction -> {
            delay.within(transaction).call(() -> worker.note("a"));
            return true;
        });
        dispatcher.runDue();

        assertThat(span("delay execute note").getParentId())
                .isEqualTo(span("delay enqueue note").getSpanId());
    }

    @Test
    void headerThatTheCallerSetsHimselfGoesBeforeThatOfTheTrace() {
        trace();

        delay.header("TraceParent", "00-17-4-01").call(() -> worker.note("a"));
        dispatcher.runDue();

        assertThat(span("delay execute note").getTraceId()).isEqualTo("17");
        assertThat(span("delay execute note").getParentId()).isEqualTo("4");
    }

    @Test
    void traceIsLeftOutOfATaskThatWouldGetTooLargeByIt() {
        trace();
        int room = TaskLimits.MAX_TASK_BYTES - "{\"key\":\"note\",\"args\":[\"\"]}".length();
        String text = "x".repeat(room - 40);

        worker.note(text);
        dispatcher.runDue();

        assertThat(log.lines).containsExactly(text);
        assertThat(span("delay execute note").getParentId()).isNullOrEmpty();
    }

    @Test
    void headersOfATaskAreNotReplacedByThoseThatGoWithIt() {
        Task task = Task.of(new byte[0]).header("a", "own").then(Task.of(new byte[0]));

        Task carrying = task.carrying(Map.of("A", "1", "b", "2"));

        assertThat(carrying.headers())
                .containsEntry("a", "own")
                .containsEntry("b", "2")
                .doesNotContainKey("A");
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> task.carrying(Map.of("kindred-then", "x")))
                .withMessageContaining("\"kindred-then\" is reserved");
    }

    // Observations

    @Test
    void r59_oneCallAndOneRunAreObservedWithQueueFunctionAndOutcome() {
        observe();

        delay.queue("mail").named("n-1").call(() -> worker.note("secret"));
        runFor(Duration.ofSeconds(1));

        assertThat(seen).extracting(Seen::name).containsExactly("delay.enqueue", "delay.execute");
        assertThat(seen).extracting(Seen::contextualName).containsExactly("delay enqueue note", "delay execute note");
        assertThat(seen).allSatisfy(one -> assertThat(one.keys())
                .containsEntry("queue", "mail")
                .containsEntry("function", "note")
                .containsEntry("outcome", "success")
                .containsEntry("task", "n-1")
                .containsKey("eta")
                .doesNotContainValue("secret"));
        assertThat(seen.get(0).keys().get("eta")).isEqualTo(seen.get(1).keys().get("eta"));
        assertThat(seen.get(1).keys()).containsEntry("attempt", "1");
    }

    @Test
    void r59_batchIsOneObservationAndATaskWithoutANameIsItsNumber() {
        observe();

        delay.batch(() -> {
            worker.note("a");
            worker.nothing();
        });
        delay.batch(() -> {});
        TaskHandle alone = delay.call(() -> worker.note("b"));

        assertThat(seen).hasSize(2);
        assertThat(seen.get(0).contextualName()).isEqualTo("delay enqueue");
        assertThat(seen.get(0).keys())
                .containsEntry("function", "none")
                .containsEntry("queue", "default")
                .containsEntry("tasks", "2")
                .doesNotContainKey("task");
        assertThat(seen.get(1).keys()).containsEntry("task", Long.toString(alone.id()));
    }

    @Test
    void r59_failuresAreObservedAsWhatTheyAre() {
        observe();

        worker.failing();
        worker.snoozing();
        worker.rejecting();
        runFor(Duration.ofSeconds(1));

        Map<String, String> outcomes = new TreeMap<>();
        seen.stream()
                .filter(one -> one.name().equals("delay.execute"))
                .forEach(one -> outcomes.put(
                        one.keys().get("function") + " " + one.keys().get("attempt"),
                        one.keys().get("outcome")
                                + (one.error() == null ? "" : ": " + one.error().getMessage())));
        assertThat(outcomes)
                .containsExactly(
                        Map.entry("failing 1", "error: no"),
                        Map.entry("rejecting 1", "rejected: not ours"),
                        Map.entry("snoozing 1", "snoozed"));
    }

    @Test
    void r59_argumentsThatCannotBeReadAreARejectedRun() {
        observe();

        queues.add(Task.of("{\"key\":\"note\",\"args\":[[]]}".getBytes(StandardCharsets.UTF_8)));
        dispatcher.runDue();

        assertThat(seen).singleElement().satisfies(run -> {
            assertThat(run.keys()).containsEntry("outcome", "rejected").containsEntry("function", "note");
            assertThat(run.error()).isNotNull();
        });
        assertThat(queues.dead("default", 0, 10))
                .extracting(DeadTask::reason)
                .containsExactly(DeadTask.Reason.UNDECODABLE);
    }

    @Test
    void r59_callThatIsNotStoredIsADuplicateOrAnError() {
        observe();

        delay.named("once").call(() -> worker.note("a"));
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> delay.named("once").call(() -> worker.note("b")));
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> delay.in(Duration.ofDays(400)).call(() -> worker.note("c")));

        assertThat(seen).extracting(one -> one.keys().get("outcome")).containsExactly("success", "duplicate", "error");
        assertThat(seen.get(2).error()).isInstanceOf(InvalidTaskException.class);
    }

    @Test
    void withoutHandlersNothingIsAdded() {
        long id = worker.notes("a").id();

        assertThat(queues.list("default", id - 1, 1)).singleElement().satisfies(row -> assertThat(row.headers())
                .containsOnlyKeys("Accept-Language"));
        assertThat(dispatcher.runDue()).isEqualTo(1);
    }

    // MDC

    @Test
    void r61_chosenKeysOfTheMdcTravelAndOthersDoNot() {
        MDC.put("requestId", "r-17");
        MDC.put("userId", "a=b&c d\n%ü€");
        MDC.put("password", "secret");

        worker.note("a");
        MDC.clear();
        dispatcher.runDue();

        assertThat(log.mdc).singleElement().satisfies(during -> assertThat(during)
                .containsEntry("requestId", "r-17")
                .containsEntry("userId", "a=b&c d\n%ü€")
                .doesNotContainKey("password"));
    }

    @Test
    void r61_duringARunTheMdcTellsTheTask() {
        delay.queue("mail").named("n-1").call(() -> worker.note("a"));
        long id = delay.call(() -> worker.failing()).id();

        runFor(Duration.ofMinutes(1));

        assertThat(log.mdc.get(0))
                .containsEntry("delay.task", "n-1")
                .containsEntry("delay.queue", "mail")
                .containsEntry("delay.function", "note")
                .containsEntry("delay.attempt", "1");
        assertThat(log.mdc.subList(1, 4))
                .extracting(during -> during.get("delay.attempt"))
                .containsExactly("1", "2", "3");
        assertThat(log.mdc.get(1)).containsEntry("delay.task", Long.toString(id));
    }

    @Test
    void r61_theMdcOfTheThreadIsAsBeforeAfterARunHoweverItEnds() {
        MDC.put("requestId", "of the call");
        worker.leaking();
        worker.failing();
        MDC.clear();
        MDC.put("requestId", "of the thread");

        dispatcher.runDue();

        assertThat(log.mdc).extracting(during -> during.get("requestId")).containsOnly("of the call");
        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("requestId", "of the thread"));
    }

    @Test
    void valueThatIsTooLongDoesNotTravel() {
        MDC.put("requestId", "x".repeat(MdcTaskContext.MAX_VALUE_CHARS + 1));
        MDC.put("userId", "x".repeat(MdcTaskContext.MAX_VALUE_CHARS));

        worker.note("a");
        MDC.clear();
        dispatcher.runDue();

        assertThat(log.mdc.get(0)).doesNotContainKey("requestId").containsKey("userId");
    }

    @Test
    void headerOfAnotherSenderSetsChosenKeysOnlyAndFailsNoTask() {
        delay.header(MdcTaskContext.HEADER, "delay.queue=x&other=y&requestId=z").call(() -> worker.note("a"));
        delay.header(MdcTaskContext.HEADER, "requestId=%zz&&=").call(() -> worker.note("b"));

        dispatcher.runDue();

        assertThat(log.mdc.get(0))
                .containsEntry("requestId", "z")
                .containsEntry("delay.queue", "default")
                .doesNotContainKey("other");
        assertThat(log.mdc.get(1)).doesNotContainKey("requestId");
    }

    @Test
    void keysThatTellTheTaskCannotTravel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MdcTaskContext(List.of("delay.task")))
                .withMessageContaining("\"delay.task\" cannot travel in the MDC");
        assertThatIllegalArgumentException().isThrownBy(() -> new MdcTaskContext(List.of(" ")));
    }

    // A context of one's own

    @Test
    void contextOfTheApplicationTravels() {
        LocaleContextHolder.setLocale(Locale.ITALIAN);

        worker.note("a");
        LocaleContextHolder.setLocale(Locale.GERMAN);
        dispatcher.runDue();

        assertThat(log.locales).containsExactly(Locale.ITALIAN);
        assertThat(LocaleContextHolder.getLocale()).isEqualTo(Locale.GERMAN);
    }

    @Test
    void contextsStoreOneWithinTheOtherAndAllTheirHeadersGo() {
        List<String> order = new ArrayList<>();
        class Named implements TaskContext {
            private final String name;

            Named(String name) {
                this.name = name;
            }

            @Override
            public Map<String, String> capture() {
                return Map.of();
            }

            @Override
            public void restore(Map<String, String> headers, TaskCall call) throws Exception {
                call.run();
            }

            @Override
            public List<TaskHandle> store(List<TaskHandle> tasks, Storing storing) {
                order.add(name);
                return storing.with(Map.of(name, "1"));
            }
        }

        TaskContext.all(List.of(new Named("a"), new Named("b"), TaskContext.NONE))
                .store(List.of(), headers -> {
                    order.add(headers.toString());
                    return List.of();
                });

        assertThat(order).containsExactly("a", "b", "{a=1, b=1}");
    }

    private void within(String name, Runnable code) {
        Observation.createNotStarted(name, registry).observe(code);
    }

    private void trace() {
        Propagator propagator = new W3cPropagator(tracer);
        registry.observationConfig()
                .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
        log.trace = () -> {
            SimpleSpan current = tracer.currentSpan();
            return current == null ? "" : current.getTraceId();
        };
    }

    private void observe() {
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {

            @Override
            public void onStop(Observation.Context stopped) {
                Map<String, String> keys = new TreeMap<>();
                for (KeyValue key : stopped.getAllKeyValues()) {
                    keys.put(key.getKey(), key.getValue());
                }
                seen.add(new Seen(stopped.getName(), stopped.getContextualName(), keys, stopped.getError()));
            }

            @Override
            public boolean supportsContext(Observation.Context any) {
                return true;
            }
        });
    }

    private SimpleSpan span(String name) {
        assertThat(spans(name)).as(name).hasSize(1);
        return spans(name).get(0);
    }

    private List<SimpleSpan> spans(String name) {
        return tracer.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    /** The header {@code traceparent}, without its checks. */
    private record W3cPropagator(SimpleTracer tracer) implements Propagator {

        private static final AtomicLong ROOTS = new AtomicLong();

        @Override
        public List<String> fields() {
            return List.of("traceparent");
        }

        @Override
        public <C> void inject(TraceContext context, @Nullable C carrier, Setter<C> setter) {
            setter.set(carrier, "traceparent", "00-" + context.traceId() + "-" + context.spanId() + "-01");
        }

        @Override
        public <C> Span.Builder extract(C carrier, Getter<C> getter) {
            String header = getter.get(carrier, "traceparent");
            String[] parts = header != null
                    ? header.split("-")
                    : new String[] {"00", Long.toHexString(ROOTS.incrementAndGet()), ""};
            return tracer.spanBuilder()
                    .setParent(tracer.traceContextBuilder()
                            .traceId(parts[1])
                            .spanId(parts[2])
                            .sampled(true)
                            .build());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({DelayConfiguration.class, Log.class, Worker.class})
    static class Application {

        @Bean
        TaskQueues taskQueues(Datastore datastore, MovableClock clock) {
            return TaskQueues.on(datastore)
                    .clock(clock)
                    .queue(QueueSettings.of("mail"))
                    .build();
        }

        @Bean
        ObservationTaskContext observations(ObservationRegistry registry) {
            return new ObservationTaskContext(registry, null, null);
        }

        @Bean
        MdcTaskContext mdc() {
            return new MdcTaskContext(List.of("requestId", "userId"));
        }

        // tag::context[]
        @Bean
        TaskContext language() {
            return new TaskContext() {
                @Override
                public Map<String, String> capture() {
                    return Map.of(
                            "Accept-Language", LocaleContextHolder.getLocale().toLanguageTag());
                }

                @Override
                public void restore(Map<String, String> headers, TaskCall call) throws Exception {
                    Locale before = LocaleContextHolder.getLocale();
                    LocaleContextHolder.setLocale(Locale.forLanguageTag(headers.getOrDefault("Accept-Language", "en")));
                    try {
                        call.run();
                    } finally {
                        LocaleContextHolder.setLocale(before);
                    }
                }
            };
        }
        // end::context[]
    }

    static class Log {
        final List<String> lines = new CopyOnWriteArrayList<>();
        final List<String> traces = new CopyOnWriteArrayList<>();
        final List<Locale> locales = new CopyOnWriteArrayList<>();
        final List<Map<String, String>> mdc = new CopyOnWriteArrayList<>();
        volatile java.util.function.Supplier<String> trace = () -> "";

        void note() {
            traces.add(trace.get());
            locales.add(LocaleContextHolder.getLocale());
            mdc.add(MDC.getCopyOfContextMap());
        }
    }

    static class Worker {

        private final Log log;
        private final DelayOperations delay;

        Worker(Log log, @org.springframework.context.annotation.Lazy DelayOperations delay) {
            this.log = log;
            this.delay = delay;
        }

        @Delayed("note")
        public void note(String text) {
            log.note();
            log.lines.add(text);
        }

        @Delayed("notes")
        public @Nullable TaskHandle notes(String text) {
            log.lines.add(text);
            return null;
        }

        @Delayed("nothing")
        public void nothing() {}

        @Delayed("calling")
        public void calling() {
            delay.call("note", "from inside");
        }

        @Delayed("leaking")
        public void leaking() {
            log.note();
            MDC.put("left", "behind");
        }

        @Delayed(value = "failing", retry = @Retry(limit = 2, minBackoff = "10s", maxBackoff = "10s"))
        public void failing() {
            log.note();
            throw new IllegalStateException("no");
        }

        @Delayed("snoozing")
        public void snoozing() {
            throw DelayContext.current().snooze(Duration.ofHours(1));
        }

        @Delayed("rejecting")
        public void rejecting() {
            throw DelayContext.current().reject("not ours");
        }

        @DelayedSchedule(key = "hourly", every = "1h")
        public void hourly() {}
    }
}
