package dev.kindred.datastore.spring.data.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and key values of the template's observations. A bean of this type takes the place of {@link DefaultDatastoreObservationConvention}, which may be extended. */
public interface DatastoreObservationConvention extends ObservationConvention<DatastoreObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof DatastoreObservationContext;
    }
}
