/**
 * The durable embedded engine: RocksDB below, our own concurrency control above it. Start at
 * {@link dev.kindred.datastore.engine.rocksdb.RocksDbEngine}. RocksDB's own transaction databases are not used: they track single keys only and let
 * phantoms through.
 */
@NullMarked
package dev.kindred.datastore.engine.rocksdb;

import org.jspecify.annotations.NullMarked;
