/** How an application says which repositories it has: {@link dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories}. */
@NullMarked
package dev.kindred.datastore.spring.data.repository.config;

import org.jspecify.annotations.NullMarked;
