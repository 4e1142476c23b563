package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.plan.Execution;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.ExecutionStatistics;
import java.lang.ref.Reference;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The results of a run, one looked ahead for {@link #hasNext()}. */
final class LocalQueryResults implements QueryResults {

    private final Execution execution;
    private final Runnable used;
    private Runnable release;
    private @Nullable Entity ahead;
    private byte @Nullable [] place;
    private boolean ended;
    private boolean closed;

    /** The first of the two is done once, when the results are closed; the other is told of each row that is looked for. */
    LocalQueryResults(Execution execution, Runnable release, Runnable used) {
        this.execution = execution;
        this.release = () -> {
            try {
                execution.close();
            } finally {
                release.run();
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
        place = execution.place();
        ahead = execution.next();
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
        return execution.cursorAt(place == null ? execution.place() : place);
    }

    @Override
    public ExecutionStatistics statistics() {
        return execution.statistics(ahead == null ? 0 : 1);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.run();
        }
    }
}
