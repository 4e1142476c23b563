/**
 * {@link dev.kindred.delay.test.autoconfigure.AutoConfigureDelayTester @AutoConfigureDelayTester}: tests of deferred methods with Spring Boot.
 */
@NullMarked
package dev.kindred.delay.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
