/** Repositories made in all the ways that {@code @EnableDatastoreRepositories} knows. */
@NullMarked
package dev.kindred.datastore.spring.data.repository.enabled;

import org.jspecify.annotations.NullMarked;
