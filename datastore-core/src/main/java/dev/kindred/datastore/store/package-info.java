/**
 * What a storage engine has to offer: two ordered spaces (entities and index rows), tasks, consistent snapshots, and one atomic, serializable commit.
 * Start at {@link dev.kindred.datastore.store.StorageEngine}. Keys are bytes, compared unsigned; engines know nothing of their meaning, except that no
 * index prefix is the beginning of another.
 */
@NullMarked
package dev.kindred.datastore.store;

import org.jspecify.annotations.NullMarked;
