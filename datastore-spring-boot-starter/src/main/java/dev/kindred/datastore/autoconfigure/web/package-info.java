/** Scroll positions in the requests of Spring MVC, and windows of results in its answers. */
@NullMarked
package dev.kindred.datastore.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
