/** A storage engine that keeps everything on the heap: for tests, and as the reference the others are compared with. */
@NullMarked
package dev.kindred.datastore.engine.memory;

import org.jspecify.annotations.NullMarked;
