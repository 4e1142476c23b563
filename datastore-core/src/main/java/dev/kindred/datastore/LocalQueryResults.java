package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.plan.Execution;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.ExecutionStatistics;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The results of a run, one looked ahead for {@link #hasNext()}. */
final class LocalQueryResults implements QueryResults {

    private final Execution execution;
    private final Runnable release;
    private final Runnable used;
    private @Nullable Entity ahead;
    private byte @Nullable [] place;
    private boolean ended;
    private boolean closed;

    /** The last one is told of each row that is looked for. */
    LocalQueryResults(Execution execution, Runnable release, Runnable used) {
        this.execution = execution;
        this.release = release;
        this.used = used;
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
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
            execution.close();
            release.run();
        }
    }
}
