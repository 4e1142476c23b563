/**
 * Repositories: interfaces whose methods are queries. Start with {@link dev.kindred.datastore.spring.data.repository.DatastoreRepository}; what a method
 * name may say is in {@link dev.kindred.datastore.spring.data.repository.query}, and how to switch repositories on is in
 * {@link dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories}.
 */
@NullMarked
package dev.kindred.datastore.spring.data.repository;

import org.jspecify.annotations.NullMarked;
