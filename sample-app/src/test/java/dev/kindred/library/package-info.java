/** The application of the README and of the first steps. */
package dev.kindred.library;
