/** Help for tests that use the datastore. The slice itself is in {@link dev.kindred.datastore.test.autoconfigure}. */
@NullMarked
package dev.kindred.datastore.test;

import org.jspecify.annotations.NullMarked;
