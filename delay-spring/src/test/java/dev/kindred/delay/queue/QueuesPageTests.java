package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.TaskLeaseLostException;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskLease;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What docs/guides/queues.md shows. */
class QueuesPageTests {

    private final LocalDatastore datastore =
            LocalDatastore.on(new MemoryEngine()).build();
    private final List<String> counted = new ArrayList<>();

    @AfterEach
    void close() {
        datastore.close();
    }

    @Test
    void keysKeepOrderAndUniqueness() {
        TaskQueues queues = TaskQueues.on(datastore).build();
        byte[] payload = bytes("x");

        // tag::keys[]
        queues.add(Task.of(payload).concurrencyKey("account-17")); // one after another, in this order
        queues.add(Task.of(payload).concurrencyKey("account-17"));
        queues.add(Task.of(payload).uniqueKey("report-2026-11")); // refused while one waits or runs
        // end::keys[]

        // tag::batch[]
        List<AddedTask> added = queues.addEach(
                List.of(Task.of(payload).named("import-1"), Task.of(payload).uniqueKey("report-2026-11")));
        // end::batch[]
        assertThat(added)
                .extracting(AddedTask::outcome)
                .containsExactly(AddedTask.Outcome.ADDED, AddedTask.Outcome.DUPLICATE);
    }

    @Test
    void operatorsPausePurgeAndLook() {
        TaskQueues queues = TaskQueues.on(datastore).build();
        queues.add(Task.of(bytes("x")).queue("mail").named("w-17"));

        // tag::operate[]
        queues.pause("mail"); // stored: also after a restart
        queues.delete("mail", "w-17");
        QueueStatus status = queues.status("mail");
        long purged = queues.purge("mail");
        queues.resume("mail");
        // end::operate[]

        assertThat(status.waiting()).isZero();
        assertThat(purged).isZero();
    }

    @Test
    void deadLettersAreRedrivenAndDiscarded() {
        TaskQueues queues = TaskQueues.on(datastore).build();

        // tag::dead[]
        DeadLetters letters = queues.deadLetters("mail");
        for (DeadTask letter : letters.list(0, 100)) {
            report(letter.task().id(), letter.reason(), letter.task().lastError());
        }
        letters.redrive(4711); // one
        letters.of(DeadTask.Reason.RETRIES_EXHAUSTED).redriveAll(10); // ten, to see how they do
        long redriven = letters.redriveAll(); // all the others
        long discarded = letters.of(DeadTask.Reason.UNDECODABLE).discardAll();
        // end::dead[]

        assertThat(redriven + discarded).isZero();
    }

    @Test
    void pullQueuesAreLeased() {
        // tag::pull[]
        TaskQueues queues = TaskQueues.on(datastore)
                .queue(QueueSettings.of("scores")
                        .pull()
                        .retry(RetryPolicy.builder().retryLimit(5).build()))
                .build();
        queues.add(Task.of(bytes("17:3")).queue("scores").tag("game-17"));

        PullQueue scores = queues.pull("scores");
        List<TaskLease> leases = scores.leaseByTag("game-17", 100, Duration.ofMinutes(1));
        for (TaskLease lease : leases) {
            count(lease.task().payload());
            try {
                scores.delete(lease);
            } catch (TaskLeaseLostException tooSlow) {
                // the lease had ended, and somebody else has the task
            }
        }
        // end::pull[]

        assertThat(counted).containsExactly("17:3");
        assertThat(queues.status("scores").waiting()).isZero();
    }

    private void report(long id, DeadTask.Reason reason, @Nullable String error) {
        counted.add(id + " " + reason + " " + error);
    }

    private void count(byte[] score) {
        counted.add(new String(score, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
