package dev.kindred.delay.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations there are. None holds arguments of a call. */
public enum DelayObservationDocumentation implements ObservationDocumentation {

    /** Deferred calls are stored: one call, a batch, or a group. In a transaction it ends before that commits. */
    ENQUEUE {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultDelayEnqueueObservationConvention.class;
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[] {HighCardinality.TASK, HighCardinality.ETA, HighCardinality.TASKS};
        }
    },

    /** A deferred call runs, from the reading of its arguments on. Each try is one. Not to be added to the meter {@code delay.run}, which times the same runs. */
    EXECUTE {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultDelayExecuteObservationConvention.class;
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[] {HighCardinality.TASK, HighCardinality.ETA, HighCardinality.ATTEMPT};
        }
    };

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return LowCardinality.values();
    }

    /** Keys with few values, fit for metrics. */
    public enum LowCardinality implements KeyName {
        /** The queue; {@code none} for calls of several. */
        QUEUE("queue"),
        /** The key of the function; {@code none} for several. */
        FUNCTION("function"),
        /** {@code success}, {@code error}; of storing also {@code duplicate}, of a run also {@code rejected} and {@code snoozed}; {@code unknown} while it lasts. */
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
        /** The task's name, or its number in the store if it has none; of a single call. */
        TASK("task"),
        /** When the task may run, or was due; of a single call. */
        ETA("eta"),
        /** How many calls are stored, if there are several. */
        TASKS("tasks"),
        /** The number of the run, 1 for the first. */
        ATTEMPT("attempt");

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
