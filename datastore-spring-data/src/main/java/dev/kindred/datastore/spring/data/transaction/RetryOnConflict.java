package dev.kindred.datastore.spring.data.transaction;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Repeats a method whose transaction conflicted, from outside the transaction, so that each attempt is a new one that reads anew. Goes beside
 * {@code @Transactional}, on the method or its class; a method's own annotation wins. The method must do nothing that cannot be repeated.
 *
 * <p>Any {@code ConcurrencyFailureException} counts as conflict. Before each repetition the thread pauses for a random time between 0 and the current
 * back-off, which starts at {@link #backoffMillis()} and doubles up to {@link #maxBackoffMillis()}. When the attempts are used up, the last exception is thrown.
 *
 * <p>A call from within a transaction that it joins is not repeated: only the outermost call can begin anew.
 *
 * <p>Takes effect through {@link RetryOnConflictAdvisor}.
 */
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface RetryOnConflict {

    /**
     * How often the method runs at most, the first time included.
     *
     * @return at least 1
     */
    int attempts() default 3;

    /**
     * The longest pause before the first repetition.
     *
     * @return milliseconds, 0 or more
     */
    long backoffMillis() default 20;

    /**
     * The longest pause before any repetition.
     *
     * @return milliseconds, 0 or more
     */
    long maxBackoffMillis() default 1_000;
}
