/** A repository whose methods change entities, and one whose methods cannot. */
@NullMarked
package dev.kindred.datastore.spring.data.repository.changes;

import org.jspecify.annotations.NullMarked;
