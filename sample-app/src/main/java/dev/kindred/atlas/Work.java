package dev.kindred.atlas;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.ScheduleStatus;
import dev.kindred.delay.StoredCall;
import dev.kindred.delay.queue.QueueStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What goes on behind the page.
 *
 * @param queues all queues, by name
 * @param batches how many tasks of the import are done, while it runs
 * @param schedules what runs again and again
 * @param mostVisited what the schedule has counted last
 * @param reviewerUp whether comments can be reviewed
 * @param deadLetters the first ones of each queue, those that have just died first
 */
record Work(
        List<Queue> queues,
        @Nullable Batches batches,
        List<Recurring> schedules,
        @Nullable MostVisited mostVisited,
        boolean reviewerUp,
        List<DeadLetter> deadLetters) {

    record Queue(String name, long waiting, long running, long dead) {

        static Queue of(QueueStatus status) {
            return new Queue(status.queue(), status.waiting(), status.running(), status.dead());
        }
    }

    record Batches(long done, long total) {}

    record Recurring(String key, Instant next) {

        static Recurring of(ScheduleStatus status) {
            return new Recurring(status.key(), status.next());
        }
    }

    /**
     * @param id a number as text: it may be longer than a number of JavaScript
     * @param error with the top of its stack
     */
    record DeadLetter(
            String queue, String id, String function, String reason, String error, int attempts, Instant died) {

        static DeadLetter of(DeadTask dead) {
            TaskRow task = dead.task();
            StoredCall call = StoredCall.find(task);
            String error = task.lastError();
            return new DeadLetter(
                    task.queue(),
                    Long.toString(task.id()),
                    call == null ? "" : call.function(),
                    dead.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    error == null ? "" : error,
                    task.attempts(),
                    Instant.EPOCH.plus(dead.died(), ChronoUnit.MICROS));
        }
    }
}
