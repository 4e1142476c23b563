package dev.kindred.datastore.spring.data.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations there are. */
public enum DatastoreObservationDocumentation implements ObservationDocumentation {

    /**
     * One call that the template makes to the datastore, for itself or for a repository. It ends with the call, that of a query when its results are read or closed.
     * Not to be added to the meter {@code datastore.operation}, which counts the same calls below, and those of others.
     */
    TEMPLATE {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultDatastoreObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return LowCardinality.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return HighCardinality.values();
        }
    };

    /** Keys with few values, fit for metrics. */
    public enum LowCardinality implements KeyName {
        /** The kind, or {@code none} for several kinds and none. */
        KIND("kind"),
        /** What is done: {@code find}, {@code save}, {@code insert}, {@code update}, {@code delete}, {@code query}, {@code count}, {@code aggregate}. */
        OPERATION("operation"),
        /** {@code success}, {@code conflict} or {@code error}; {@code unknown} while it lasts. */
        OUTCOME("outcome");

        private final String name;

        LowCardinality(String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }

    /** Keys with many values, fit for traces. Each is left out where there is nothing to say. */
    public enum HighCardinality implements KeyName {
        /** The key of the one entity it is done to. */
        KEY("key"),
        /** The query, with {@code ?} for each value. */
        GQL("gql"),
        /** Index rows, entities and probes read by a query's run. */
        ROWS_READ("rows.read"),
        /** The results of a query's run that were taken. */
        RESULTS("results"),
        /** The indexes that a query's plan may read. */
        INDEXES("indexes");

        private final String name;

        HighCardinality(String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }
}
