package dev.kindred.benchmarks.tasks;

import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Calls of a {@code @Delayed} method in a Spring Boot application, on the embedded engine or on the server of the race. */
final class KindredTasks implements TaskContestant {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Commits commits;
    private @Nullable Parts parts;

    /** What a commit outlives. */
    enum Commits {
        FSYNC("every commit is fsynced"),
        OS("durability OS: **no fsync in a commit**, written by it"),
        SERVER("PostgreSQL");

        private final String description;

        Commits(String description) {
            this.description = description;
        }
    }

    private record Parts(
            ConfigurableApplicationContext context,
            DelayedCalls calls,
            DelayOperations delay,
            TaskDispatcher dispatcher,
            TaskQueues queues,
            TransactionTemplate transactions) {}

    KindredTasks(Commits commits) {
        this.commits = commits;
    }

    @Override
    public void open(Path directory, Handler handler) {
        ConfigurableApplicationContext context = commits == Commits.SERVER
                ? DelayedApplication.startOnServer(directory, handler)
                : DelayedApplication.start(directory, commits.name(), handler);
        parts = new Parts(
                context,
                context.getBean(DelayedCalls.class),
                context.getBean(DelayOperations.class),
                context.getBean(TaskDispatcher.class),
                context.getBean(TaskQueues.class),
                new TransactionTemplate(context.getBean(PlatformTransactionManager.class)));
    }

    @Override
    public String description() {
        return "a @Delayed method called through its bean, Spring Boot " + SpringBootVersion.getVersion()
                + (commits == Commits.SERVER ? ", workers" : ", embedded engine and workers")
                + " with their defaults: " + commits.description;
    }

    @Override
    public void enqueue(long id, String text) {
        parts().calls.call(id, text);
    }

    @Override
    public void enqueueInTransaction(long id, String text, Duration goesOn) {
        parts().transactions.executeWithoutResult(status -> {
            enqueue(id, text);
            LockSupport.parkNanos(goesOn.toNanos());
        });
    }

    @Override
    public void enqueueBatch(long firstId, int count) {
        DelayedCalls calls = parts().calls;
        parts().delay.batch(() -> {
            for (long id = firstId; id < firstId + count; id++) {
                calls.call(id, Payload.of(id));
            }
        });
    }

    @Override
    public void start() {
        parts().dispatcher.start();
    }

    @Override
    public void stop() {
        parts().dispatcher.stop(GRACE);
    }

    @Override
    public long unfinished() {
        long unfinished = 0;
        for (String queue : parts().queues.names()) {
            QueueStatistics numbers = parts().queues.statistics(queue);
            unfinished += numbers.waiting() + numbers.running() + numbers.dead();
        }
        return unfinished;
    }

    @Override
    public void close() {
        if (parts != null) {
            parts.context.close();
        }
    }

    private Parts parts() {
        if (parts == null) {
            throw new IllegalStateException("Not open");
        }
        return parts;
    }
}
