/** Where the engine {@code postgres} finds a server that Testcontainers has started. */
@NullMarked
package dev.kindred.datastore.autoconfigure.testcontainers;

import org.jspecify.annotations.NullMarked;
