/**
 * What the embedded engines share: entities, index rows and tasks laid out in one ordered map of bytes, made serializable. An engine brings an
 * {@link dev.kindred.datastore.engine.ordered.OrderedStore} (atomic batches, snapshots, ordered reads); the resolver, the entity cache and the task
 * queues here do the rest. Start at {@link dev.kindred.datastore.engine.ordered.OrderedEngine}; the essay on concurrency is at the resolver.
 */
@NullMarked
package dev.kindred.datastore.engine.ordered;

import org.jspecify.annotations.NullMarked;
