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
     * What must not be worked on at once: calls whose expressions have the same value run one after another, in the order in which they were made, unless a call says otherwise. See {@link
     * dev.kindred.delay.queue.Task#concurrencyKey}.
     *
     * @return an expression in Spring's language over the arguments, by name or place, as with {@code @Cacheable}: {@code #account}, {@code 'account-' + #order.account}, {@code #p0}. Checked at start-up, evaluated
     *     at the call; a value of null is an error there. None by default
     */
    String concurrencyKey() default "";

    /**
     * What is to be done once: a call is refused with a {@link dev.kindred.datastore.DuplicateTaskException} while a task of the queue waits or runs whose expression has the same value, unless the call says
     * otherwise. See {@link dev.kindred.delay.queue.Task#uniqueKey}.
     *
     * @return an expression as for {@link #concurrencyKey}; none by default
     */
    String uniqueKey() default "";

    /**
     * Lets its tasks overtake, or be overtaken by, others of their queue, unless the call says otherwise.
     *
     * @return 0 to 255, higher runs first; the queue's by default
     */
    int priority() default -1;

    /**
     * Whether a run is one transaction of the datastore in which the task ends: its effects there and its end are one commit, so it takes effect exactly once. For methods that cannot be {@code @Transactional} with
     * the transaction manager of the datastore, such as those that use it without Spring Data, or that are {@code @Transactional} with another; a method that is needs no more. If the commit meets a
     * conflict, the run has failed and is retried.
     *
     * @return false by default
     */
    boolean transactional() default false;

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
