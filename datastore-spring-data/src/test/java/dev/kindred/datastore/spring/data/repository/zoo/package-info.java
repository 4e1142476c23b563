/** A hierarchy of entities, with repositories of its base, a branch and a leaf. */
@NullMarked
package dev.kindred.datastore.spring.data.repository.zoo;

import org.jspecify.annotations.NullMarked;
