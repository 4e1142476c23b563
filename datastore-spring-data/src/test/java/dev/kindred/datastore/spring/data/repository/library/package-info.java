/** Entities that refer to each other. */
@NullMarked
package dev.kindred.datastore.spring.data.repository.library;

import org.jspecify.annotations.NullMarked;
