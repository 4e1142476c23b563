package dev.kindred.delay.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and key values of the observations of runs. A bean of this type takes the place of {@link DefaultDelayExecuteObservationConvention}, which may be extended. */
public interface DelayExecuteObservationConvention extends ObservationConvention<DelayExecuteObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof DelayExecuteObservationContext;
    }
}
