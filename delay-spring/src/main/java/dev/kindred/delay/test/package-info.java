/**
 * For tests of applications with deferred methods: {@link dev.kindred.delay.test.DelayTester} shows what was enqueued and runs it when the test says so, by a
 * {@link dev.kindred.delay.test.TestClock clock} that the test moves. With Spring Boot annotate the test with {@code @AutoConfigureDelayTester}, without import
 * {@link dev.kindred.delay.test.DelayTesterConfiguration}. Needs AssertJ on the class path.
 */
@NullMarked
package dev.kindred.delay.test;

import org.jspecify.annotations.NullMarked;
