package dev.kindred.delay.autoconfigure.health;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the health of task queues.
 *
 * @param stuckAfter How long tasks are due, and none of their queue has begun, before the health tells that the queue is stuck.
 */
@ConfigurationProperties("kindred.delay.health")
record DelayHealthProperties(@DefaultValue("5m") Duration stuckAfter) {

    DelayHealthProperties {
        if (stuckAfter.isNegative() || stuckAfter.isZero()) {
            throw new InvalidSettingException(
                    "kindred.delay.health.stuck-after",
                    stuckAfter,
                    "The time must be longer than zero.",
                    "Remove the property to get 5m, or set management.health.taskqueues.enabled=false.");
        }
    }
}
