package dev.kindred.delay.test.autoconfigure;

import dev.kindred.delay.test.DelayTester;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Lets a test say when deferred calls run: no worker starts, tasks are due by a clock that the test moves, and the bean {@link DelayTester} shows what was enqueued and runs it. For
 * {@code @SpringBootTest}, and for slices, which get queues by it:
 *
 * <pre>{@code
 * @SpringBootTest
 * @AutoConfigureTestDatastore
 * @AutoConfigureDelayTester
 * class WelcomeTests {
 *
 *     @Autowired
 *     DelayTester tester;
 * }
 * }</pre>
 *
 * <p>Before each test the queues are emptied, see {@link DelayTester#reset}: what the application, or a test before, has enqueued is gone. The next runs of schedules stay.
 *
 * <p>The clock is a bean of the name {@code kindredClock}, which is injected only where that name is asked for; {@link DelayTester#clock()} is the same. It starts at the time of day.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureDelayTester {}
