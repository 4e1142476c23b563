/**
 * Observations of deferred calls and of their runs, for metrics and traces: {@link dev.kindred.delay.observation.DelayObservationDocumentation} names them, an
 * {@link dev.kindred.delay.observation.ObservationTaskContext} makes them, and conventions change names and keys.
 */
@NullMarked
package dev.kindred.delay.observation;

import org.jspecify.annotations.NullMarked;
