/** Repositories with texts. */
@NullMarked
package dev.kindred.datastore.spring.data.repository.gql;

import org.jspecify.annotations.NullMarked;
