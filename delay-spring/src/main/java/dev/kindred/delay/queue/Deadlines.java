package dev.kindred.delay.queue;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Interrupts runs that take too long. One thread, which exists only while there is something to watch. By elapsed time, not by the injected clock: what is interrupted is a real thread. */
final class Deadlines {

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "delay-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(5, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** Watches a run; cancel the result when it is over. */
    Future<?> watch(Running run, Duration deadline) {
        run.extend(deadline);
        // Far more often than needed only for short deadlines: an extended one is looked at again when it would have
        // ended.
        long period = Math.max(
                TimeUnit.MILLISECONDS.toNanos(1), Math.min(deadline.toNanos() / 4, TimeUnit.SECONDS.toNanos(1)));
        return timer.scheduleWithFixedDelay(() -> run.breakOffIfLate(deadline), period, period, TimeUnit.NANOSECONDS);
    }
}
