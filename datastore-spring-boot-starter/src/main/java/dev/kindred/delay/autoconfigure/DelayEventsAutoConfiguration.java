package dev.kindred.delay.autoconfigure;

import dev.kindred.delay.event.TaskEventPublisher;
import dev.kindred.delay.queue.TaskQueues;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the application events about dead letters and queues. */
@AutoConfiguration(after = DelayAutoConfiguration.class)
@ConditionalOnClass(TaskEventPublisher.class)
@ConditionalOnBean(TaskQueues.class)
public final class DelayEventsAutoConfiguration {

    DelayEventsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TaskEventPublisher taskEventPublisher(ApplicationEventPublisher publisher) {
        return new TaskEventPublisher(publisher);
    }
}
