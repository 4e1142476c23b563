package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of tasks that were given up, and what those are told who watch. Each engine adds a class that makes one. */
abstract class DeadLettersContract {

    private final MovableClock clock = new MovableClock();
    private final RecordingObserver observer = new RecordingObserver();
    private final List<String> ran = new ArrayList<>();
    private LocalDatastore datastore;
    private TaskQueues queues;
    private DeadLetters letters;
    private boolean broken = true;

    /** A fresh, empty engine that goes by this clock. */
    abstract StorageEngine engine(MovableClock clock);

    @BeforeEach
    void open() {
        datastore = LocalDatastore.on(engine(clock)).clock(clock).build();
        RetryPolicy never = RetryPolicy.builder().retryLimit(0).build();
        queues = TaskQueues.on(datastore)
                .clock(clock)
                .observer(observer)
                .queue(QueueSettings.of("mail").retry(never))
                .build();
        letters = queues.deadLetters("mail");
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    @Test
    void t24_aDeadLetterTellsWhyAndWhenItDiedAndWhatItWasToDo() {
        TaskRow added = queues.add(task("fail").named("w-17").header("X-Tenant", "acme"));
        clock.advance(Duration.ofMinutes(3));
        long now = Micros.of(clock.instant());

        run();

        assertThat(letters.find(added.id())).isNotNull().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.RETRIES_EXHAUSTED);
            assertThat(letter.died()).isEqualTo(now);
            assertThat(letter.task().firstAttempt()).isEqualTo(now);
            assertThat(letter.task().created()).isEqualTo(added.created());
            assertThat(letter.task().attempts()).isEqualTo(1);
            assertThat(letter.task().name()).isEqualTo("w-17");
            assertThat(letter.task().headers()).isEqualTo(Map.of("X-Tenant", "acme"));
            assertThat(letter.task().payload()).isEqualTo(added.payload());
            assertThat(letter.task().lastError())
                    .startsWith("java.lang.IllegalStateException: on purpose")
                    .contains("\tat dev.kindred.delay.queue.DeadLettersContract");
        });
        assertThat(letters.find(added.id() + 1)).isNull();
        assertThat(letters.find(0)).isNull();
        assertThat(queues.deadLetters("other").find(added.id())).isNull();
    }

    @Test
    void t24_lettersAreListedInPagesTheFirstFirstAndByReason() {
        List<TaskRow> failing = add(450, "fail");
        List<TaskRow> rejected = add(3, "reject");
        run();

        assertThat(letters.count()).isEqualTo(453);
        assertThat(ids(letters.list(0, 1_000))).isEqualTo(ids(failing, rejected));
        List<Long> paged = new ArrayList<>();
        List<DeadTask> page = letters.list(0, 100);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(100);
            paged.addAll(ids(page));
            page = letters.list(paged.get(paged.size() - 1), 100);
        }
        assertThat(paged).isEqualTo(ids(failing, rejected));

        DeadLetters few = letters.of(Reason.REJECTED);
        assertThat(few.count()).isEqualTo(3);
        assertThat(ids(few.list(0, 2)))
                .containsExactly(rejected.get(0).id(), rejected.get(1).id());
        assertThat(ids(few.list(rejected.get(1).id(), 2)))
                .containsExactly(rejected.get(2).id());
        assertThat(few.find(failing.get(0).id())).isNull();
        assertThat(few.redrive(failing.get(0).id())).isFalse();
        assertThat(letters.matching(
                                letter -> letter.task().id() > rejected.get(0).id())
                        .of(Reason.REJECTED)
                        .count())
                .isEqualTo(2);
    }

    @Test
    void t24_redrivenTasksRunAgainAsIfTheyHadNeverRun() {
        TaskRow task = queues.add(task("fail"));
        run();
        clock.advance(Duration.ofDays(3));

        assertThat(letters.redrive(task.id())).isTrue();

        assertThat(queues.list("mail", 0, 10)).singleElement().satisfies(waiting -> {
            assertThat(waiting.id()).isEqualTo(task.id());
            assertThat(waiting.attempts()).isZero();
            assertThat(waiting.firstAttempt()).isZero();
            assertThat(waiting.lastError()).isNull();
            assertThat(waiting.eta()).isEqualTo(Micros.of(clock.instant()));
        });
        assertThat(letters.redrive(task.id())).isFalse();
        broken = false;
        run();
        assertThat(ran).endsWith("fail");
        assertThat(letters.count()).isZero();
        assertThat(queues.statistics("mail").waiting()).isZero();
    }

    @Test
    void t24_allOrSomeAreRedrivenAndTheirNumberIsTold() {
        add(450, "fail");
        List<TaskRow> rejected = add(3, "reject");
        run();
        broken = false;

        assertThat(letters.of(Reason.REJECTED).redriveAll()).isEqualTo(3);
        assertThat(letters.redriveAll(10)).isEqualTo(10);
        assertThat(letters.count()).isEqualTo(440);
        run();
        assertThat(ran.subList(453, 466)).filteredOn("reject"::equals).hasSize(rejected.size());
        assertThat(queues.redriveAll("mail")).isEqualTo(440);
        assertThat(queues.redriveAll("mail")).isZero();
        run();

        assertThat(ran).hasSize(453 + 453);
        assertThat(letters.count()).isZero();
    }

    @Test
    void t24_whatIsRedrivenIntoAPausedQueueWaits() {
        add(3, "fail");
        run();
        queues.pause("mail");

        assertThat(letters.redriveAll()).isEqualTo(3);

        run();
        assertThat(queues.status("mail").waiting()).isEqualTo(3);
        queues.resume("mail");
        run();
        assertThat(letters.count()).isEqualTo(3);
    }

    @Test
    void redrivingAllEndsAlthoughTheTasksDieAgainMeanwhile() {
        add(450, "fail");
        run();
        TaskQueues restless = TaskQueues.on(datastore)
                .clock(clock)
                .queue(queues.settings("mail"))
                .observer(new TaskObserver() {
                    @Override
                    public void redriven(List<DeadTask> redriven) {
                        run();
                        queues.add(task("fail"));
                        run();
                    }
                })
                .build();

        assertThat(restless.redriveAll("mail")).isEqualTo(450);

        assertThat(letters.count()).isGreaterThan(450);
    }

    @Test
    void aNameStaysTakenAndAUniqueKeyIsNotGivenBack() {
        queues.add(task("fail").named("n").uniqueKey("u"));
        run();
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> queues.add(task("other").named("n")));
        TaskRow other = queues.add(task("other").uniqueKey("u"));

        assertThat(letters.redriveAll()).isEqualTo(1);

        assertThat(queues.find("mail", "n")).isNotNull();
        assertThat(queues.list("mail", 0, 10))
                .filteredOn(waiting -> waiting.id() != other.id())
                .singleElement()
                .satisfies(redriven -> assertThat(redriven.traits().uniqueKey()).isNull());
    }

    @Test
    void discardedLettersAreGoneAndTheirNamesStayTakenForAWhile() {
        TaskRow named = queues.add(task("fail").named("n"));
        add(300, "fail");
        add(2, "reject");
        run();

        assertThat(letters.discard(named.id())).isTrue();
        assertThat(letters.discard(named.id())).isFalse();
        assertThat(letters.of(Reason.REJECTED).discardAll()).isEqualTo(2);
        assertThat(letters.discardAll(1)).isEqualTo(1);
        assertThat(queues.discardAll("mail")).isEqualTo(299);

        assertThat(letters.count()).isZero();
        assertThat(letters.list(0, 10)).isEmpty();
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> queues.add(task("again").named("n")));
        clock.advance(Duration.ofHours(25));
        queues.add(task("again").named("n"));
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> letters.list(0, 0))
                .withMessageContaining("At least 1 dead letter of queue \"mail\"");
        assertThatIllegalArgumentException().isThrownBy(() -> letters.redriveAll(0));
        assertThatIllegalArgumentException().isThrownBy(() -> letters.discardAll(-1));
        assertThat(queues.deadLetters("unknown").redriveAll()).isZero();
    }

    @Test
    void whatAnOperatorDoesIsTold() {
        TaskRow first = queues.add(task("fail"));
        queues.add(task("fail"));
        run();
        observer.events.clear();

        queues.redrive("mail", first.id());
        queues.discardAll("mail");
        queues.discardAll("mail");
        queues.pause("mail");
        queues.add(task("a").named("n"));
        assertThatExceptionOfType(DuplicateTaskException.class)
                .isThrownBy(() -> queues.add(task("b").named("n")));
        queues.addEach(List.of(task("c").named("n")));
        queues.delete("mail", "n");
        queues.delete("mail", "n");
        queues.cancel("mail", queues.add(task("d")).id());
        queues.purge("mail");
        queues.resume("mail");

        assertThat(observer.events)
                .containsExactly(
                        "redriven 1",
                        "discarded 1",
                        "paused mail",
                        "enqueued 1",
                        "refused n",
                        "refused n",
                        "deleted from mail",
                        "enqueued 1",
                        "deleted from mail",
                        "purged 1 of mail",
                        "resumed mail");
    }

    @Test
    void theStatusTellsWhenARunBeganLast() {
        assertThat(queues.status("mail").lastBegun()).isNull();
        add(1, "fail");
        run();
        clock.advance(Duration.ofMinutes(1));

        assertThat(queues.status("mail").lastBegun()).isEqualTo(clock.instant().minus(Duration.ofMinutes(1)));
    }

    private void run() {
        TaskDispatcher.on(queues, this::run).build().runDue();
    }

    private void run(TaskRun run) {
        String text = new String(run.task().payload(), StandardCharsets.UTF_8);
        ran.add(text);
        if (broken && text.equals("fail")) {
            throw new IllegalStateException("on purpose");
        }
        if (broken && text.equals("reject")) {
            throw new TaskRejectedException("useless");
        }
    }

    private List<TaskRow> add(int count, String text) {
        return queues.addAll(IntStream.range(0, count).mapToObj(i -> task(text)).toList());
    }

    private static Task task(String text) {
        return Task.of(text.getBytes(StandardCharsets.UTF_8)).queue("mail");
    }

    private static List<Long> ids(List<DeadTask> letters) {
        return letters.stream().map(letter -> letter.task().id()).toList();
    }

    private static List<Long> ids(List<TaskRow> some, List<TaskRow> more) {
        List<Long> ids = new ArrayList<>();
        some.forEach(task -> ids.add(task.id()));
        more.forEach(task -> ids.add(task.id()));
        return ids;
    }
}
