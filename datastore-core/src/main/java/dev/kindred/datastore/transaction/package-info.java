/**
 * What stands between a caller's writes and the one commit of the storage engine: {@link dev.kindred.datastore.transaction.WriteBuffer} collects them and turns them into rows,
 * {@link dev.kindred.datastore.transaction.StoredNames} and {@link dev.kindred.datastore.transaction.IdAllocator} keep the dictionary and the ids,
 * {@link dev.kindred.datastore.transaction.Backoff} spaces out retries.
 */
@NullMarked
package dev.kindred.datastore.transaction;

import org.jspecify.annotations.NullMarked;
