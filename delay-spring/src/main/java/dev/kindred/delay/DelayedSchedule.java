package dev.kindred.delay;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Runs a method of a bean again and again, as tasks: {@code @DelayedSchedule(key = "report.nightly", cron = "0 0 3 * * *", zone = "Europe/Berlin")}. The method takes no arguments, but may have a
 * {@link DelayContext}. It is a {@link Delayed} method as well: a call through the bean stores one more run.
 *
 * <p><b>Once.</b> The store holds exactly one task for the next run, however many nodes there are. The commit that ends a run, well or as a dead letter, holds the task for the one after it: the chain survives kills
 * and restarts, runs of one schedule never overlap, and a failed run is retried by its policy before the next one is planned.
 *
 * <p><b>Changes.</b> When the application starts, a schedule whose times have changed gets a new next run in place of the old one, and one that is no longer declared is removed; both are logged.
 *
 * <p><b>Daylight saving.</b> A cron expression whose hours are given ({@code 0 30 2 * * *}) is local time: when clocks go forward over it, it runs so much later as they are moved, when they go back it runs the first time
 * only; every day has its run. One with {@code *} for the hours goes by elapsed time: no hour is left out, none is shorter. {@code every} knows no zone.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Delayed("")
public @interface DelayedSchedule {

    /**
     * The identity of the schedule and of its function, as {@link Delayed#value}.
     *
     * @return such as {@code report.nightly}; not empty
     */
    @AliasFor(annotation = Delayed.class, attribute = "value")
    String key();

    /**
     * The times as a cron expression of Spring: second, minute, hour, day of month, month, day of week; or a macro such as {@code @daily}. Placeholders are resolved; {@code -} switches the schedule off.
     *
     * @return an expression; either this or {@link #every}
     */
    String cron() default "";

    /**
     * The time between two runs. They lie on a grid that begins with 1970, so that all nodes mean the same times: {@code 1h} is every full hour in UTC.
     *
     * @return such as {@code 10m}; 1 ms to 365 days; placeholders are resolved; either this or {@link #cron}
     */
    String every() default "";

    /**
     * The time zone of {@link #cron}.
     *
     * @return such as {@code Europe/Berlin}; UTC by default, not that of the machine, so that all nodes mean the same
     */
    String zone() default "UTC";

    /**
     * What becomes of missed runs.
     *
     * @return one run makes up for all by default
     */
    MissedRuns missed() default MissedRuns.RUN_ONCE;

    /**
     * How many missed runs {@link MissedRuns#RUN_ALL} makes up for at most: the latest ones.
     *
     * @return at least 1; 10 by default
     */
    int maxMissed() default 10;

    /**
     * How late a run may begin without being missed, for {@link MissedRuns#SKIP}.
     *
     * @return a minute by default
     */
    String tolerance() default "1m";

    /**
     * Keys the function had before. A schedule whose key changes begins anew.
     *
     * @return none by default
     */
    @AliasFor(annotation = Delayed.class)
    String[] aliases() default {};

    /**
     * The queue of its tasks.
     *
     * @return 1 to 100 letters, digits and hyphens
     */
    @AliasFor(annotation = Delayed.class)
    String queue() default "default";

    /**
     * When a failed run is tried again.
     *
     * @return the queue's policy by default, which may have no limit: the schedule waits then until the run succeeds
     */
    @AliasFor(annotation = Delayed.class)
    Retry retry() default @Retry;

    /**
     * How long a run may take.
     *
     * @return no deadline by default
     */
    @AliasFor(annotation = Delayed.class)
    String deadline() default "";
}
