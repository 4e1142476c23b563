package dev.kindred.datastore.spring.data.observation;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.ExecutionStatistics;
import io.micrometer.observation.Observation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one call that the template makes to the datastore. Complete when the observation stops; for one thread. */
public final class DatastoreObservationContext extends Observation.Context {

    /** What is done. */
    public enum Operation {
        /** Entities are read by key. */
        FIND,
        /** Entities are stored, new or not. */
        SAVE,
        /** Entities are stored that must be new. */
        INSERT,
        /** Entities are changed that must be there, whole or in parts. */
        UPDATE,
        /** Entities are deleted. */
        DELETE,
        /** A query runs, until its results are read or closed: also that of a scroll, a stream or a page. */
        QUERY,
        /** A query is counted. */
        COUNT,
        /** Sums and averages of a query are computed. */
        AGGREGATE
    }

    /** How it ended. */
    public enum Outcome {
        /** It has not ended. */
        UNKNOWN,
        /** It did what it was asked to. */
        SUCCESS,
        /** It collided with another transaction. */
        CONFLICT,
        /** Anything else was thrown. */
        ERROR
    }

    private final Operation operation;
    private final @Nullable String kind;
    private final @Nullable Key key;
    private final @Nullable String gql;
    private Outcome outcome = Outcome.UNKNOWN;
    private @Nullable ExecutionStatistics statistics;
    private List<String> indexes = List.of();

    /**
     * Describes a call.
     *
     * @param operation what is done
     * @param kind the kind; null if it is done to several or to none
     * @param key the key; null unless it is done to one entity by its key
     * @param gql the query with {@code ?} for each value; null if it is none
     */
    public DatastoreObservationContext(
            Operation operation, @Nullable String kind, @Nullable Key key, @Nullable String gql) {
        this.operation = operation;
        this.kind = kind;
        this.key = key;
        this.gql = gql;
    }

    /**
     * What is done.
     *
     * @return the operation
     */
    public Operation operation() {
        return operation;
    }

    /**
     * The kind.
     *
     * @return null if it is done to several or to none
     */
    public @Nullable String kind() {
        return kind;
    }

    /**
     * The key.
     *
     * @return null unless it is done to one entity by its key
     */
    public @Nullable Key key() {
        return key;
    }

    /**
     * The query.
     *
     * @return GQL with {@code ?} for each value; null if it is none
     */
    public @Nullable String gql() {
        return gql;
    }

    /**
     * How it ended.
     *
     * @return {@link Outcome#UNKNOWN} until it has
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Says how it ended.
     *
     * @param end the outcome
     */
    public void outcome(Outcome end) {
        this.outcome = end;
    }

    /**
     * What a query's run cost.
     *
     * @return null until it has ended, and for all that is not the run of a query
     */
    public @Nullable ExecutionStatistics statistics() {
        return statistics;
    }

    /**
     * The indexes that a query's plan may read.
     *
     * @return none until it has ended, and for all that is not the run of a query
     */
    public List<String> indexes() {
        return indexes;
    }

    /**
     * Says what a query's run cost.
     *
     * @param cost the statistics
     * @param used the indexes of its plan
     */
    public void ran(ExecutionStatistics cost, List<String> used) {
        this.statistics = cost;
        this.indexes = List.copyOf(used);
    }
}
