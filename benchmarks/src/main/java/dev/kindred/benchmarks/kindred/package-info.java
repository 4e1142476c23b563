/** Kindred, with Spring and without. */
@NullMarked
package dev.kindred.benchmarks.kindred;

import org.jspecify.annotations.NullMarked;
