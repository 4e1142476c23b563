/** Repositories of two stores in one package. */
@NullMarked
package dev.kindred.datastore.spring.data.repository.stores;

import org.jspecify.annotations.NullMarked;
