package dev.kindred.delay;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * When a delayed method that has failed runs again, in place of what its queue says: {@code @Delayed(value = "invoice.send", retry = @Retry(limit = 8, minBackoff = "2s"))}. What is not given has the
 * defaults of App Engine, see {@link dev.kindred.delay.queue.RetryPolicy}, and not those of the queue; if nothing but {@link #noRetryFor} is given, the queue's policy stays. The policy is stored with each task: a
 * change holds for calls made after it.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Retry {

    /**
     * How often a failed task is retried; runs are one more.
     *
     * @return 0 or more; no limit by default
     */
    int limit() default -1;

    /**
     * How long after its first run a task is retried. With {@link #limit} a task is given up when both are passed.
     *
     * @return such as {@code 2d}; no limit by default
     */
    String ageLimit() default "";

    /**
     * The wait after the first failure.
     *
     * @return such as {@code 2s}; 100 ms by default
     */
    String minBackoff() default "";

    /**
     * The longest wait.
     *
     * @return such as {@code 5m}; an hour by default
     */
    String maxBackoff() default "";

    /**
     * How often the wait doubles before it grows by equal steps.
     *
     * @return 0 or more; 16 by default
     */
    int maxDoublings() default -1;

    /**
     * Exceptions after which trying again is useless: the task becomes a dead letter at once.
     *
     * @return types; their subtypes count
     */
    Class<? extends Throwable>[] noRetryFor() default {};
}
