/**
 * Repositories generated when an application is built. {@link dev.kindred.datastore.spring.data.repository.aot.DatastoreRepositoryContributor} writes a class with the query
 * methods of each repository, which extends {@link dev.kindred.datastore.spring.data.repository.aot.AotRepositoryFragmentSupport} and runs what the interface would run:
 * conditions and execution are those of {@code repository.query}.
 */
@NullMarked
package dev.kindred.datastore.spring.data.repository.aot;

import org.jspecify.annotations.NullMarked;
