package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompletionsTests {

    private static final int MAX_PENDING = 4_096;

    /** Whoever found it full during the write of the first one would otherwise sleep for ever: before that write it was not full, and after it it is not any more. */
    @Test
    void whoeverFindsItFullDuringAWriteIsWokenAfterIt() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build()) {
            TaskQueues queues = TaskQueues.on(datastore).build();
            queues.addAll(Stream.generate(() -> Task.of(new byte[] {1}))
                    .limit(MAX_PENDING)
                    .toList());
            List<TaskLease> leases =
                    queues.storage().claim(Task.DEFAULT_QUEUE, MAX_PENDING, Micros.now(queues.clock()));
            AtomicInteger relieved = new AtomicInteger();
            Completions completions = new Completions(
                    new TaskRunner(
                            new SlowToEnd(writing, goOn),
                            queues.storage(),
                            queues,
                            name -> new Gate(queues.settings(name), 0)),
                    relieved::incrementAndGet,
                    written -> {});
            completions.start();

            completions.add(leases.get(0));
            writing.await();
            leases.stream().skip(1).forEach(completions::add);
            assertThat(completions.isFull()).isTrue();
            assertThat(relieved).hasValue(0);
            goOn.countDown();

            await().untilAsserted(() -> assertThat(relieved).hasPositiveValue());
            completions.stop();
            assertThat(completions.isFull()).isFalse();
            assertThat(queues.statistics(Task.DEFAULT_QUEUE).running()).isZero();
        }
    }

    @Test
    void taskWhoseEndCannotBeWrittenHoldsUpNoOtherAndIsTriedAgain() {
        try (LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build()) {
            TaskQueues queues = TaskQueues.on(datastore).build();
            queues.addAll(List.of(
                    Task.of(new byte[] {1}).queue("sick"),
                    Task.of(new byte[] {2}),
                    Task.of(new byte[] {3}).queue("sick")));
            AtomicBoolean sick = new AtomicBoolean(true);
            Completions completions = new Completions(
                    new TaskRunner(
                            new FailsToEnd(sick), queues.storage(), queues, name -> new Gate(queues.settings(name), 0)),
                    () -> {},
                    written -> {});
            long now = Micros.now(queues.clock());
            queues.storage().claim("sick", 2, now).forEach(completions::add);
            queues.storage().claim(Task.DEFAULT_QUEUE, 1, now).forEach(completions::add);

            completions.start();

            await().until(() -> queues.statistics(Task.DEFAULT_QUEUE).running() == 0);
            assertThat(queues.statistics("sick").running()).isEqualTo(2);
            sick.set(false);
            await().until(() -> queues.statistics("sick").running() == 0);
            completions.stop();
            assertThat(queues.list("sick", 0, 10)).isEmpty();
        }
    }

    /** Cannot write the ends of the tasks of one queue while it is sick; an error, as of a class that is missing, ends no thread. */
    private record FailsToEnd(AtomicBoolean sick) implements TaskHandler {

        @Override
        public void run(TaskRun run) {}

        @Override
        public @Nullable TaskEnd end(TaskRow task) {
            return task.queue().equals("sick")
                    ? (transaction, outcome) -> {
                        if (sick.get()) {
                            throw new NoClassDefFoundError("no keys");
                        }
                    }
                    : null;
        }
    }

    /** Waits at the end of the first task. */
    private record SlowToEnd(CountDownLatch writing, CountDownLatch goOn) implements TaskHandler {

        @Override
        public void run(TaskRun run) {}

        @Override
        public @Nullable TaskEnd end(TaskRow task) {
            writing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }
    }
}
