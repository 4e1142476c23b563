package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.plan.Execution;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.transaction.SnapshotNames;
import java.lang.ref.Reference;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The results of a run, one looked ahead for {@link #hasNext()}. */
final class LocalQueryResults implements QueryResults {

    private final Run run;
    private final Runnable used;
    private Runnable release;
    private @Nullable Entity ahead;
    private byte @Nullable [] place;
    private boolean ended;
    private boolean closed;

    /** The run of the query, apart from the results: what releases them must not lead to them. */
    private static final class Run {

        private final SnapshotNames dictionary;
        private final Supplier<Execution> start;
        private Execution execution;
        private long asOf;
        /** Whether something has been read by the plan, so that it has been compared. */
        private boolean compared;

        Run(SnapshotNames dictionary, Supplier<Execution> start) {
            this.dictionary = dictionary;
            this.start = start;
            this.execution = start.get();
            this.asOf = dictionary.asOf();
        }

        <T extends @Nullable Object> T on(Function<Execution, T> step) {
            return compared ? step.apply(execution) : dictionary.current(() -> first(step));
        }

        /** A step before there are results. Its reads tell whether the plan is right: if not, this is called again. */
        private <T extends @Nullable Object> T first(Function<Execution, T> step) {
            if (asOf != dictionary.asOf()) {
                execution.close();
                execution = start.get();
                asOf = dictionary.asOf();
            }
            return step.apply(execution);
        }

        @Nullable
        Entity next() {
            Entity next = on(Execution::next);
            compared = true;
            return next;
        }
    }

    /**
     * Begins a run.
     *
     * @param start plans the query; again if what the plan relies on turns out to be outdated before there are results
     * @param release done once, when the results are closed
     * @param used told of each row that is looked for
     */
    LocalQueryResults(SnapshotNames dictionary, Supplier<Execution> start, Consumer<Execution> release, Runnable used) {
        Run begun = dictionary.current(() -> new Run(dictionary, start));
        this.run = begun;
        this.release = () -> {
            try {
                begun.execution.close();
            } finally {
                release.accept(begun.execution);
            }
        };
        this.used = used;
    }

    /** Has them closed by the garbage collector if their reader forgets it. */
    LocalQueryResults closedIfAbandoned(Object what) {
        release = AbandonedResults.watch(this, what, release);
        return this;
    }

    @Override
    public boolean hasNext() {
        try {
            return ahead != null || lookAhead();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private boolean lookAhead() {
        if (ended) {
            return false;
        }
        if (closed) {
            throw new IllegalStateException("The results are closed.");
        }
        used.run();
        // The place after the last result taken, before the run moves on to the one looked at.
        place = run.on(Execution::place);
        ahead = run.next();
        if (ahead == null) {
            ended = true;
            close();
        }
        return ahead != null;
    }

    @Override
    public Entity next() {
        Entity next = hasNext() ? ahead : null;
        if (next == null) {
            throw new NoSuchElementException("The query has no more results.");
        }
        ahead = null;
        place = null;
        return next;
    }

    @Override
    public Cursor cursor() {
        return run.on(execution -> execution.cursorAt(place == null ? execution.place() : place));
    }

    @Override
    public ExecutionStatistics statistics() {
        return run.execution.statistics(ahead == null ? 0 : 1);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.run();
        }
    }
}
