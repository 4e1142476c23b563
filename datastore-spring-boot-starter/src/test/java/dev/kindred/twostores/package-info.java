/** An application with two Spring Data stores in one package. */
@NullMarked
package dev.kindred.twostores;

import org.jspecify.annotations.NullMarked;
