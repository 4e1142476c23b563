/** An application, and its tests by slice. */
@NullMarked
package dev.kindred.garden;

import org.jspecify.annotations.NullMarked;
