/**
 * An optional annotation processor for deferred methods. {@link dev.kindred.delay.processor.DelayedProcessor} looks at one class at a time: it reports what the start of the application would refuse, and generates a client.
 * {@link dev.kindred.delay.processor.DelayedKeysProcessor} looks at the whole module: it reports keys that are used twice, and lists all. Both know the annotations by name only.
 */
@NullMarked
package dev.kindred.delay.processor;

import org.jspecify.annotations.NullMarked;
