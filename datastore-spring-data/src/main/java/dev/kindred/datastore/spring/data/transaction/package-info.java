/**
 * Spring's transactions over the datastore's: {@link dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager} makes
 * {@code @Transactional} work, {@link dev.kindred.datastore.spring.data.transaction.RetryOnConflict} repeats what collided, and
 * {@link dev.kindred.datastore.spring.data.transaction.DatastoreTransactions} says which transaction a thread is in.
 */
@NullMarked
package dev.kindred.datastore.spring.data.transaction;

import org.jspecify.annotations.NullMarked;
