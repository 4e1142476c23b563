/** A tiny application, as a user would write it: an entity, a repository, a deferred method. */
@NullMarked
package dev.kindred.shop;

import org.jspecify.annotations.NullMarked;
