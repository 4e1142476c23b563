/** Timers, counters and gauges of the datastore, for applications that have a Micrometer registry. */
@NullMarked
package dev.kindred.datastore.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
