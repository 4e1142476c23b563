/**
 * What the datastore stores: {@link dev.kindred.datastore.model.Key keys}, {@link dev.kindred.datastore.model.Entity entities} and their
 * {@link dev.kindred.datastore.model.Value values}. Everything here is immutable, knows nothing of storage, and checks itself when it is made.
 */
@NullMarked
package dev.kindred.datastore.model;

import org.jspecify.annotations.NullMarked;
