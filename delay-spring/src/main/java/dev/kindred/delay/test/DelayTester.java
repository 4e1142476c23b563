package dev.kindred.delay.test;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DecodedCall;
import dev.kindred.delay.DelayedMethod;
import dev.kindred.delay.DelayedRegistry;
import dev.kindred.delay.DelayedSchedules;
import dev.kindred.delay.queue.QueueMode;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import dev.kindred.delay.test.EnqueuedTask.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The deferred calls of an application under test. Nothing runs by itself: the test looks at what was enqueued, moves the clock, and runs tasks, on its own thread and in this process,
 * with everything that a worker does, retries and dead letters included.
 *
 * <pre>{@code
 * mailer.welcome(user, "hi");
 *
 * assertThat(tester).enqueued("mail.welcome").withArguments(user, "hi").inQueue("mail").dueIn(ofMinutes(5)).once();
 * tester.advance(ofMinutes(5)).runDueOrThrow();
 * }</pre>
 *
 * <p><b>Transactions.</b> What was called in a transaction that was rolled back was not enqueued. What was called in one that goes on, as that of a {@code @Transactional} test, is shown and marked as not committed. Tasks
 * cannot be run inside of a transaction: a worker would not see what it stores, and what a task does is not part of it.
 *
 * <p><b>Not shown</b> as enqueued are the runs that schedules plan and the library's own tasks. They wait, and run, like all others.
 *
 * <p>For the thread of the test.
 */
public final class DelayTester implements AssertProvider<DelayTesterAssert> {

    /** How many tasks one call runs at most if nothing else is said. */
    public static final int MAX_RUNS = 1_000;

    private static final int PAGE = 500;

    private final DelayedRegistry registry;
    private final TaskQueues queues;
    private final TaskDispatcher dispatcher;
    private final TaskLog log;
    private final TestClock clock;
    private final int maxRuns;

    DelayTester(
            DelayedRegistry registry,
            TaskQueues queues,
            TaskDispatcher dispatcher,
            TaskLog log,
            TestClock clock,
            int maxRuns) {
        this.registry = registry;
        this.queues = queues;
        this.dispatcher = dispatcher;
        this.log = log;
        this.clock = clock;
        this.maxRuns = maxRuns;
    }

    /**
     * The clock by which tasks are due.
     *
     * @return the clock
     */
    public TestClock clock() {
        return clock;
    }

    /**
     * Moves the clock on. Nothing runs by that, but what becomes due can be run.
     *
     * @param duration zero or positive
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public DelayTester advance(Duration duration) {
        clock.advance(duration);
        return this;
    }

    /**
     * Moves the clock on to a time.
     *
     * @param instant not before the time it shows
     * @return this
     * @throws IllegalArgumentException if it is
     */
    public DelayTester advanceTo(Instant instant) {
        clock.advanceTo(instant);
        return this;
    }

    /**
     * What was enqueued since the test began, or since {@link #reset}: also what has run since then.
     *
     * @return in the order of the commits; last, what is not committed yet
     */
    public List<EnqueuedTask> enqueued() {
        return log.enqueued(registry).stream()
                .filter(task -> !task.isInternal() && !DelayedSchedules.isPlanned(task.row()))
                .toList();
    }

    /**
     * The calls of a function that were enqueued since the test began.
     *
     * @param key the function's key or an alias
     * @return in the order of {@link #enqueued()}
     */
    public List<EnqueuedTask> enqueued(String key) {
        return enqueued().stream().filter(task -> calls(task, key)).toList();
    }

    /**
     * What waits in the queues now, those of schedules and of pull queues included.
     *
     * @return the earliest first, then by id
     */
    public List<EnqueuedTask> waiting() {
        return stored((queue, after) -> queues.list(queue, after, PAGE), TaskRow::id).stream()
                .map(row -> new EnqueuedTask(registry, row, Fate.STORED))
                .filter(task -> !task.isInternal())
                .sorted(Comparator.comparing(EnqueuedTask::eta).thenComparing(EnqueuedTask::id))
                .toList();
    }

    /**
     * The tasks that were given up.
     *
     * @return by queue and id
     */
    public List<DeadLetter> deadLetters() {
        return dead().stream()
                .map(dead -> new DeadLetter(new EnqueuedTask(registry, dead.task(), Fate.STORED), dead.reason()))
                .toList();
    }

    /**
     * Runs one task now: whenever it is due, whether or not its queue is paused, and whatever its rate. A run that a schedule has planned puts itself off if it is early: move the clock for those.
     *
     * @param task a waiting task
     * @return what became of it
     * @throws IllegalStateException if it does not wait, or another of its concurrency key comes before it, or inside of a transaction
     */
    public TaskRuns run(EnqueuedTask task) {
        refuseTransaction();
        log.beginRuns();
        if (!dispatcher.run(task.row())) {
            throw new IllegalStateException("The " + task
                    + " cannot run: it does not wait, or another task with its concurrency key comes before it. Waiting are:"
                    + described(waiting()));
        }
        return runs();
    }

    /**
     * Runs all tasks that are due by the clock, those that they add and that are due included. Does what workers do: queues that are paused are left out, and pull queues; of a queue with a rate no more run than the rate
     * allows, until the clock is moved; a task that fails waits for its next attempt.
     *
     * @return what became of them; empty if none was due
     * @throws AssertionError if there is no end: more than {@value #MAX_RUNS} runs, or what {@link #maxRuns} says
     * @throws IllegalStateException inside of a transaction
     */
    public TaskRuns runDue() {
        return run(() -> false);
    }

    /**
     * Runs all tasks that are due, see {@link #runDue}, and throws the first exception of a handler, as it is.
     *
     * @return what became of them, if no handler has thrown one
     * @throws AssertionError as {@link #runDue}
     * @throws IllegalStateException inside of a transaction
     */
    public TaskRuns runDueOrThrow() {
        return runDue().orThrow();
    }

    /**
     * Runs tasks until nothing is left, moving the clock to when the next one may begin: by its delay, the back-off after a failure, the rate of its queue. Left are tasks of paused and of pull queues, and runs that schedules
     * have planned for later.
     *
     * @return what became of them, a run for each attempt
     * @throws AssertionError if there is no end: more than {@value #MAX_RUNS} runs, or what {@link #maxRuns} says. A task that always fails has none, unless its retries are limited
     * @throws IllegalStateException inside of a transaction
     */
    public TaskRuns runAll() {
        return run(this::moveToNext);
    }

    /**
     * Runs tasks until nothing is left, see {@link #runAll}, and throws the first exception of a handler, as it is.
     *
     * @return what became of them, if no handler has thrown one
     * @throws AssertionError as {@link #runAll}
     * @throws IllegalStateException inside of a transaction
     */
    public TaskRuns runAllOrThrow() {
        return runAll().orThrow();
    }

    /**
     * The same tester with another limit for {@link #runDue} and {@link #runAll}.
     *
     * @param max at least 1
     * @return a tester of the same queues
     * @throws IllegalArgumentException if it is less than 1
     */
    public DelayTester maxRuns(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("At least 1 run must be allowed, not " + max + ".");
        }
        return new DelayTester(registry, queues, dispatcher, log, clock, max);
    }

    /**
     * Begins anew: takes all tasks and dead letters away, except the next runs of schedules, and forgets what was enqueued. Done before each test. The clock stays where it is, names stay taken for 24 hours by it, entities stay.
     */
    public void reset() {
        for (TaskRow row : rows()) {
            EnqueuedTask task = new EnqueuedTask(registry, row, Fate.STORED);
            if (!DelayedSchedules.isPlanned(row) && !task.key().startsWith("kindred.")) {
                queues.cancel(row.queue(), row.id());
            }
        }
        dead().forEach(dead -> queues.discard(dead.task().queue(), dead.task().id()));
        log.clear();
    }

    /**
     * For AssertJ: say {@code assertThat(tester)}.
     *
     * @return assertions on this
     */
    @Override
    public DelayTesterAssert assertThat() {
        return new DelayTesterAssert(this);
    }

    /** The keys of all functions. */
    List<String> keys() {
        return registry.all().stream().map(DelayedMethod::key).toList();
    }

    boolean knows(String key) {
        return registry.find(key) != null;
    }

    /** Calls that were made in vain, for who misses them. */
    List<EnqueuedTask> rolledBack() {
        return log.rolledBack(registry);
    }

    private boolean calls(EnqueuedTask task, String key) {
        DecodedCall call = task.call();
        if (call == null) {
            return false;
        }
        DelayedMethod function = registry.find(key);
        return call.key().equals(key) || function != null && call.function() == function;
    }

    private TaskRuns run(BooleanSupplier more) {
        refuseTransaction();
        log.beginRuns();
        int count = 0;
        do {
            while (dispatcher.runNext()) {
                if (++count > maxRuns) {
                    throw endless(runs());
                }
            }
        } while (more.getAsBoolean());
        return runs();
    }

    private TaskRuns runs() {
        return new TaskRuns(log.runs(registry));
    }

    /** Moves the clock to when the next task may begin; false if there is none, or it cannot begin by waiting. */
    private boolean moveToNext() {
        Instant now = clock.instant();
        Map<String, @Nullable Instant> starts = new LinkedHashMap<>();
        Instant next = null;
        for (TaskRow row : rows()) {
            Instant start = starts.computeIfAbsent(row.queue(), this::start);
            if (start != null && !isRecurring(row)) {
                Instant eta = EnqueuedTask.instant(row.eta());
                Instant at = eta.isBefore(start) ? start : eta;
                // What is due already and was not run waits for its turn behind another one.
                next = at.isAfter(now) && (next == null || at.isBefore(next)) ? at : next;
            }
        }
        if (next != null) {
            clock.advanceTo(next);
        }
        return next != null;
    }

    private @Nullable Instant start(String queue) {
        boolean runs = queues.settings(queue).mode() == QueueMode.PUSH && !queues.isPaused(queue);
        return runs ? dispatcher.nextStart(queue) : null;
    }

    private boolean isRecurring(TaskRow row) {
        return DelayedSchedules.isPlanned(row)
                || new EnqueuedTask(registry, row, Fate.STORED).key().startsWith("kindred.");
    }

    private AssertionError endless(TaskRuns runs) {
        Map<String, Long> counts = runs.all().stream()
                .collect(Collectors.groupingBy(run -> run.task().key(), TreeMap::new, Collectors.counting()));
        List<Throwable> failures = runs.failures();
        return new AssertionError(
                "There is no end: more than " + maxRuns + " tasks were due. Runs by function: " + counts
                        + ". "
                        + (failures.isEmpty()
                                ? "A task that adds itself again never ends; raise the limit with maxRuns(...) if this one does."
                                : "A task that always fails never ends unless its retries are limited; its last failure is the cause of this error."),
                failures.isEmpty() ? null : failures.get(failures.size() - 1));
    }

    private void refuseTransaction() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            List<EnqueuedTask> open =
                    enqueued().stream().filter(task -> !task.isCommitted()).toList();
            throw new IllegalStateException(
                    "Tasks cannot run inside of the transaction of this test: they have transactions of their own, which would see nothing of this one. End it with TestTransaction.flagForCommit() and TestTransaction.end(), or put @Transactional(propagation = Propagation.NOT_SUPPORTED) on the test."
                            + (open.isEmpty() ? "" : " What waits for the commit:" + TaskDescription.list(open)));
        }
    }

    private static String described(List<EnqueuedTask> tasks) {
        return tasks.isEmpty() ? " none" : TaskDescription.list(tasks);
    }

    private List<TaskRow> rows() {
        return stored((queue, after) -> queues.list(queue, after, PAGE), TaskRow::id);
    }

    private List<DeadTask> dead() {
        return stored((queue, after) -> queues.dead(queue, after, PAGE), dead -> dead.task()
                .id());
    }

    private <T> List<T> stored(BiFunction<String, Long, List<T>> page, java.util.function.ToLongFunction<T> id) {
        List<T> all = new ArrayList<>();
        Set<String> names = new TreeSet<>(queues.names());
        for (String queue : names) {
            List<T> found;
            long after = 0;
            do {
                found = page.apply(queue, after);
                all.addAll(found);
                after = found.isEmpty() ? after : id.applyAsLong(found.get(found.size() - 1));
            } while (found.size() == PAGE);
        }
        return all;
    }

    @Override
    public String toString() {
        return "DelayTester at " + clock.instant() + ", enqueued:" + described(enqueued());
    }
}
