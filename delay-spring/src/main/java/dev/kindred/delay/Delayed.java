package dev.kindred.delay;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a method of a bean a delayed function: a call through the bean is stored as a task and returns at once; a worker makes the call later, on this or another
 * node. A call inside a datastore transaction is stored with it: it runs if and only if the transaction commits.
 *
 * <p>The method must be open to a proxy (not private, static or final) and return nothing, or a {@link TaskHandle}, which the caller gets and the method's own result is
 * not looked at. Its arguments are stored as JSON by their declared types, without class names; a parameter of type {@link DelayContext} is supplied when the
 * task runs. To return is to succeed; any exception runs the task again by the retry policy of its queue. A task can run more than once; in a
 * {@code @Transactional} method it takes effect exactly once, because the task ends in the same commit.
 *
 * <p>A call of the method on {@code this} does not pass the proxy and runs at once, like with {@code @Transactional}; the start-up warns about it. All mistakes that can be
 * found at start-up are reported there, at once.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(DelayedReflectiveProcessor.class)
public @interface Delayed {

    /**
     * The identity of the function in stored tasks, unique in the application. Keep it when class or method are renamed.
     *
     * @return such as {@code mail.welcome}; not empty
     */
    String value();

    /**
     * Keys the function had before: tasks that were stored under them still run.
     *
     * @return none by default
     */
    String[] aliases() default {};

    /**
     * The queue its tasks go to, unless the call says otherwise. One that is not configured is an error at start-up; {@code default} need not be.
     *
     * @return 1 to 100 letters, digits and hyphens
     */
    String queue() default "default";

    /**
     * When a failed task runs again, in place of what its queue says.
     *
     * @return the queue's policy by default
     */
    Retry retry() default @Retry;

    /**
     * How long a run may take: then its thread is interrupted, and it has failed. {@link DelayContext#extendDeadline} gives more time.
     *
     * @return such as {@code 2m}; 1 ms to 365 days; no deadline by default
     */
    String deadline() default "";
}
