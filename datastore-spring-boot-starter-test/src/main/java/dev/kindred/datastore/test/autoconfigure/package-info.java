/**
 * The test slice {@link dev.kindred.datastore.test.autoconfigure.DataDatastoreTest @DataDatastoreTest}, and its parts for tests that are no slices:
 * {@link dev.kindred.datastore.test.autoconfigure.AutoConfigureDataDatastore @AutoConfigureDataDatastore} and
 * {@link dev.kindred.datastore.test.autoconfigure.AutoConfigureTestDatastore @AutoConfigureTestDatastore}.
 */
@NullMarked
package dev.kindred.datastore.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
