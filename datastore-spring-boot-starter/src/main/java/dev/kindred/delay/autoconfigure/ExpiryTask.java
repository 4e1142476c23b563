package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.Expiry;
import dev.kindred.datastore.ExpiryPolicy;
import dev.kindred.delay.Delayed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes expired entities, then plans its next run, in any case: what failed is tried again by that. Without policies, such as after they were removed, the chain of runs ends. */
class ExpiryTask {

    static final String FUNCTION = "kindred.datastore.expiry";
    static final String QUEUE = "kindred-expiry";

    /** So many are deleted before somebody asks whether the worker is to stop. */
    private static final int BATCH = 500;

    private static final Logger log = LoggerFactory.getLogger(ExpiryTask.class);

    private final Expiry expiry;
    private final ExpirySchedule schedule;

    ExpiryTask(Expiry expiry, ExpirySchedule schedule) {
        this.expiry = expiry;
        this.schedule = schedule;
    }

    /** One run. */
    @Delayed(value = FUNCTION, queue = QUEUE)
    public void run() {
        try {
            schedule.policies().forEach(this::deleteExpired);
        } finally {
            schedule.planNext();
        }
    }

    private void deleteExpired(ExpiryPolicy policy) {
        try {
            int deleted;
            do {
                deleted = expiry.deleteExpired(policy, BATCH).deleted();
            } while (deleted == BATCH && !Thread.currentThread().isInterrupted());
        } catch (RuntimeException e) {
            log.warn(
                    "Expired entities of kind \"{}\" could not be deleted; the next run, after {}, tries again.",
                    policy.kind(),
                    schedule.interval(),
                    e);
        }
    }
}
