package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationContext;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationContext.Outcome;
import io.micrometer.observation.Observation;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Results whose observation stops once: when they are read to the end, closed, or fail. */
final class ObservedResults implements QueryResults {

    private static final Logger log = LoggerFactory.getLogger(ObservedResults.class);

    private final QueryResults results;
    private final Observation observation;
    private final DatastoreObservationContext context;
    private final Supplier<List<String>> indexes;
    private boolean stopped;

    ObservedResults(
            QueryResults results,
            Observation observation,
            DatastoreObservationContext context,
            Supplier<List<String>> indexes) {
        this.results = results;
        this.observation = observation;
        this.context = context;
        this.indexes = indexes;
    }

    @Override
    public boolean hasNext() {
        return reading(() -> {
            boolean more = results.hasNext();
            if (!more) {
                succeed();
            }
            return more;
        });
    }

    @Override
    public Entity next() {
        return reading(results::next);
    }

    @Override
    public Cursor cursor() {
        return results.cursor();
    }

    @Override
    public ExecutionStatistics statistics() {
        return results.statistics();
    }

    @Override
    public void close() {
        results.close();
        succeed();
    }

    private <R> R reading(Supplier<R> read) {
        if (stopped) {
            return read.get();
        }
        try {
            return read.get();
        } catch (RuntimeException | Error e) {
            context.outcome(Outcome.ERROR);
            observation.error(e);
            stop();
            throw e;
        }
    }

    private void succeed() {
        if (!stopped) {
            context.outcome(Outcome.SUCCESS);
            stop();
        }
    }

    private void stop() {
        stopped = true;
        context.ran(results.statistics(), plan());
        observation.stop();
    }

    /** After the end of the transaction there is nothing left to plan with. */
    private List<String> plan() {
        try {
            return indexes.get();
        } catch (RuntimeException noSnapshot) {
            log.trace("No plan for {}", context.gql(), noSnapshot);
            return List.of();
        }
    }
}
