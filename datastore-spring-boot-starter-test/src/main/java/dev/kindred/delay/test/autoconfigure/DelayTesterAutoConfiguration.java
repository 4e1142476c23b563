package dev.kindred.delay.test.autoconfigure;

import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import dev.kindred.delay.test.DelayTesterConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Import;

/** Auto-configuration of the {@link dev.kindred.delay.test.DelayTester}, for {@link AutoConfigureDelayTester} only. */
@AutoConfiguration(after = DelayAutoConfiguration.class)
@ConditionalOnBean(DelayInvoker.class)
@Import(DelayTesterConfiguration.class)
public final class DelayTesterAutoConfiguration {

    DelayTesterAutoConfiguration() {}
}
