/**
 * The datastore without Spring: {@link dev.kindred.datastore.Datastore} and its {@link dev.kindred.datastore.Transaction}. Entities with
 * keys and ancestors, every property indexed, queries that are index scans, serializable transactions: App Engine's model on your own machine.
 * Records and classes in place of entities are the concern of the package {@code object} above.
 */
@NullMarked
package dev.kindred.datastore;

import org.jspecify.annotations.NullMarked;
