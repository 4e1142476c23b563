package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.ExpiryPolicy;
import dev.kindred.delay.DelayOperations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans the runs of {@link ExpiryTask}. A run is named after the interval it falls into: of all nodes that plan the same one, one succeeds, so that there is one run in each
 * interval.
 *
 * @param policies what expires; nothing is planned if they are empty
 * @param interval the time between two runs
 * @param delay stores the runs
 * @param clock what is now
 */
record ExpirySchedule(List<ExpiryPolicy> policies, Duration interval, DelayOperations delay, InstantSource clock) {

    private static final Logger log = LoggerFactory.getLogger(ExpirySchedule.class);

    /** Stores the run of the next interval, if nobody has. */
    void planNext() {
        if (policies.isEmpty()) {
            return;
        }
        long slot = Math.floorDiv(clock.millis(), interval.toMillis()) + 1;
        try {
            delay.queue(ExpiryTask.QUEUE)
                    .at(Instant.ofEpochMilli(slot * interval.toMillis()))
                    .named("expiry-" + interval.toMillis() + "-" + slot)
                    .call(ExpiryTask.FUNCTION);
        } catch (DuplicateTaskException planned) {
            log.trace("The run of interval {} is planned already.", slot);
        }
    }
}
