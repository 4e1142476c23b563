/** A repository with a method for every keyword and alias. */
@NullMarked
package dev.kindred.datastore.spring.data.repository.keywords;

import org.jspecify.annotations.NullMarked;
