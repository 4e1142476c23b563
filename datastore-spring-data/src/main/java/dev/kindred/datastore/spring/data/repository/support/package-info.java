/**
 * How repositories are made: {@link dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactoryBean} is the bean behind each,
 * {@link dev.kindred.datastore.spring.data.repository.support.SimpleDatastoreRepository} does what no query method does.
 */
@NullMarked
package dev.kindred.datastore.spring.data.repository.support;

import org.jspecify.annotations.NullMarked;
