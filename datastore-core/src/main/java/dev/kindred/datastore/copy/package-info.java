/**
 * Moves a store from one engine to another: {@link dev.kindred.datastore.copy.StoreCopy} makes a store on another engine the same as this one, row by row, and can compare the two.
 */
@NullMarked
package dev.kindred.datastore.copy;

import org.jspecify.annotations.NullMarked;
