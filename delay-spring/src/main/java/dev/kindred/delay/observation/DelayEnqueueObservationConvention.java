package dev.kindred.delay.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and key values of the observations of the storing of deferred calls. A bean of this type takes the place of {@link DefaultDelayEnqueueObservationConvention}, which may be extended. */
public interface DelayEnqueueObservationConvention extends ObservationConvention<DelayEnqueueObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof DelayEnqueueObservationContext;
    }
}
