/** The queries that took long: one line of the log for each, and what is kept of them for the actuator's endpoint. */
@NullMarked
package dev.kindred.datastore.autoconfigure.slow;

import org.jspecify.annotations.NullMarked;
