/**
 * Deferred methods for Spring. Annotate a method of a bean with {@link dev.kindred.delay.Delayed}, call it as usual, and the call is stored, with the caller's
 * transaction if there is one, and run later, retried, on any node. {@link dev.kindred.delay.DelayOperations} (the bean {@code delay}) says when and where;
 * {@link dev.kindred.delay.DelayContext} tells a method about the task it runs in. Without Spring Boot, import
 * {@link dev.kindred.delay.DelayConfiguration}.
 */
@NullMarked
package dev.kindred.delay;

import org.jspecify.annotations.NullMarked;
