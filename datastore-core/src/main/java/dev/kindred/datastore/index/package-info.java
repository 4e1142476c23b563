/**
 * Which index rows an entity has, and what a write changes about them: {@link dev.kindred.datastore.index.IndexRows}. One ascending row per distinct indexed
 * value, and one per entity for its kind.
 */
@NullMarked
package dev.kindred.datastore.index;

import org.jspecify.annotations.NullMarked;
