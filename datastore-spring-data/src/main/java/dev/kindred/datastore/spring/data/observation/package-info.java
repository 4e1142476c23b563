/**
 * Observations of what the template does, for metrics and traces: {@link dev.kindred.datastore.spring.data.observation.DatastoreObservationDocumentation} names
 * them, and a {@link dev.kindred.datastore.spring.data.observation.DatastoreObservationConvention} changes names and keys.
 */
@NullMarked
package dev.kindred.datastore.spring.data.observation;

import org.jspecify.annotations.NullMarked;
