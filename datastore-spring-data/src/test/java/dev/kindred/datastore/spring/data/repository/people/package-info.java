/** The entities and repositories of the tests; null-marked, so that Spring Data checks arguments and results. */
@NullMarked
package dev.kindred.datastore.spring.data.repository.people;

import org.jspecify.annotations.NullMarked;
