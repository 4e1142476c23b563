package dev.kindred.delay.test;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of the tasks that a {@link DelayTester} ran. Immutable. */
public final class TaskRuns {

    private final List<Run> all;

    TaskRuns(List<Run> all) {
        this.all = List.copyOf(all);
    }

    /** How a run ended. */
    public enum Outcome {
        /** The task is done. */
        DONE,
        /** It failed, and waits to run again. */
        FAILED,
        /** It was given up, and is a dead letter. */
        DEAD,
        /** It put itself off. */
        SNOOZED,
        /** It was taken away while it ran. */
        CANCELLED
    }

    /**
     * One run of one task.
     *
     * @param task the task, this run counted
     * @param outcome how it ended
     * @param failure what the handler threw, or null
     */
    public record Run(
            EnqueuedTask task, Outcome outcome, @Nullable Throwable failure) {

        /**
         * A run.
         *
         * @param task see the record
         * @param outcome see the record
         * @param failure see the record
         */
        public Run {}

        @Override
        public String toString() {
            return outcome + " " + task + (failure == null ? "" : ": " + failure);
        }
    }

    /**
     * The runs.
     *
     * @return in the order in which they began; a task that ran several times is there several times
     */
    public List<Run> all() {
        return all;
    }

    /**
     * How many runs there were.
     *
     * @return 0 if nothing was due
     */
    public int count() {
        return all.size();
    }

    /**
     * The tasks that are done.
     *
     * @return in order
     */
    public List<EnqueuedTask> done() {
        return with(Outcome.DONE);
    }

    /**
     * The tasks that failed and run again.
     *
     * @return in order, once for each failed run
     */
    public List<EnqueuedTask> failed() {
        return with(Outcome.FAILED);
    }

    /**
     * The tasks that were given up.
     *
     * @return in order
     */
    public List<EnqueuedTask> dead() {
        return with(Outcome.DEAD);
    }

    /**
     * The tasks that put themselves off.
     *
     * @return in order
     */
    public List<EnqueuedTask> snoozed() {
        return with(Outcome.SNOOZED);
    }

    /**
     * What handlers threw.
     *
     * @return in order; empty if nothing did
     */
    public List<Throwable> failures() {
        return all.stream().map(Run::failure).filter(Objects::nonNull).toList();
    }

    /**
     * Throws the first exception that a handler threw, as it is, checked ones too; the others are suppressed in it.
     *
     * @return this, if no handler threw one
     */
    public TaskRuns orThrow() {
        List<Throwable> failures = failures();
        if (!failures.isEmpty()) {
            Throwable first = failures.get(0);
            failures.stream().filter(other -> other != first).forEach(first::addSuppressed);
            TaskRuns.<RuntimeException>sneak(first);
        }
        return this;
    }

    private List<EnqueuedTask> with(Outcome outcome) {
        Predicate<Run> wanted = run -> run.outcome() == outcome;
        return all.stream().filter(wanted).map(Run::task).toList();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    @Override
    public String toString() {
        return count()
                + (count() == 1 ? " run" : " runs")
                + all.stream().map(run -> "\n  " + run).collect(Collectors.joining());
    }
}
