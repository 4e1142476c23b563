package dev.kindred.delay.autoconfigure.health;

import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.StoredCall;
import dev.kindred.delay.queue.QueueMode;
import dev.kindred.delay.queue.QueueStatus;
import dev.kindred.delay.queue.Rate;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether tasks get to run. A queue is stuck if a task has been due for long and none of the queue has begun in that time; a queue that is paused, or has the rate 0, is not, and one with a slow rate gets
 * the time to its next token on top. That is a {@link #WARNING}, which has no part in the health of the whole: a queue does not get better if the application is taken from the load balancer. A dispatcher
 * that does not claim is out of service.
 */
final class TaskQueuesHealthIndicator extends AbstractHealthIndicator {

    /** Not among the statuses that Spring Boot puts in order, so that the whole stays up. */
    static final Status WARNING = new Status("WARNING");

    /** The most dead letters of a queue that are read for functions that nobody knows. */
    private static final int READ = 200;

    /** Of a probe's time, for a server. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final Duration FRESH = Duration.ofMinutes(1);

    private final TaskQueues queues;
    private final TaskDispatcher dispatcher;
    private final Function<TaskRow, @Nullable StoredCall> calls;
    private final Dispatching dispatching;
    private final @Nullable StorageEngine engine;
    private final Duration stuckAfter;
    private final Instant since;
    private final Map<String, Unknown> unknown = new ConcurrentHashMap<>();

    /** Whether this application is to run tasks. */
    enum Dispatching {
        ENABLED,
        DISABLED
    }

    TaskQueuesHealthIndicator(
            TaskQueues queues,
            TaskDispatcher dispatcher,
            Function<TaskRow, @Nullable StoredCall> calls,
            Dispatching dispatching,
            @Nullable StorageEngine engine,
            Duration stuckAfter) {
        super("The health check of the task queues failed");
        this.queues = queues;
        this.dispatcher = dispatcher;
        this.calls = calls;
        this.dispatching = dispatching;
        this.engine = engine;
        this.stuckAfter = stuckAfter;
        this.since = queues.clock().instant();
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up().withDetail("dispatcher", dispatcherState());
        if (engine != null && !engine.isOpen()) {
            builder.outOfService().withDetail("reason", "The store is closed.");
            return;
        }
        if (engine instanceof PostgresEngine server && !answers(server, builder)) {
            return;
        }
        Set<String> paused = new TreeSet<>();
        Map<String, String> stuck = new TreeMap<>();
        Map<String, Long> dead = new TreeMap<>();
        Map<String, Set<String>> unknownFunctions = new TreeMap<>();
        for (String queue : names()) {
            QueueStatus status = queues.status(queue);
            if (status.paused()) {
                paused.add(queue);
            } else if (isStuck(status)) {
                stuck.put(queue, describe(status));
            }
            if (status.dead() > 0) {
                dead.put(queue, status.dead());
                Set<String> functions = unknownFunctions(status);
                if (!functions.isEmpty()) {
                    unknownFunctions.put(queue, functions);
                }
            }
        }
        if (!stuck.isEmpty()) {
            builder.status(WARNING);
        }
        detail(builder, "stuck", stuck);
        if (!paused.isEmpty()) {
            builder.withDetail("paused", paused);
        }
        detail(builder, "deadLetters", dead);
        detail(builder, "unknownFunctions", unknownFunctions);
        if (dispatching == Dispatching.ENABLED && (dispatcher.hasFailed() || !dispatcher.isRunning())) {
            builder.outOfService()
                    .withDetail(
                            "reason",
                            dispatcher.hasFailed()
                                    ? "An error has ended the dispatcher's thread; no task begins. Look for it in the log, and restart the application."
                                    : "The dispatcher is stopped; no task begins.");
        }
    }

    /** Asked first, since it has a limit, and reading queues waits for a connection as long as the pool does. */
    private static boolean answers(PostgresEngine server, Health.Builder builder) {
        try {
            server.report(LIMIT);
            return true;
        } catch (StoreException e) {
            builder.down().withDetail("reason", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private String dispatcherState() {
        if (dispatcher.hasFailed()) {
            return "failed";
        }
        return dispatcher.isRunning() ? "running" : dispatching == Dispatching.ENABLED ? "stopped" : "disabled";
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>(dispatcher.configuredQueues());
        names.addAll(queues.names());
        return names;
    }

    private boolean isStuck(QueueStatus status) {
        Instant now = queues.clock().instant();
        Instant eta = status.oldestEta();
        Rate rate = dispatcher.settings(status.queue()).rate();
        if (dispatching == Dispatching.DISABLED
                || status.mode() == QueueMode.PULL
                || eta == null
                || rate != null && rate.isZero()) {
            return false;
        }
        Duration patience = rate == null ? stuckAfter : stuckAfter.plusMillis((long) (1_000 / rate.perSecond()));
        return !eta.plus(stuckAfter).isAfter(now)
                && !begun(status).plus(patience).isAfter(now);
    }

    private Instant begun(QueueStatus status) {
        Instant last = status.lastBegun();
        return last == null || last.isBefore(since) ? since : last;
    }

    private String describe(QueueStatus status) {
        Instant now = queues.clock().instant();
        return status.waiting() + " tasks wait and " + status.running() + " run; the first has been due for "
                + Duration.between(status.oldestEta(), now).toSeconds() + " s, and none has begun for "
                + Duration.between(begun(status), now).toSeconds() + " s.";
    }

    /** Of the first dead letters; read again when their number has changed, or after a while. */
    private Set<String> unknownFunctions(QueueStatus status) {
        Instant now = queues.clock().instant();
        Unknown known = unknown.get(status.queue());
        if (known == null || known.dead != status.dead() || known.at.plus(FRESH).isBefore(now)) {
            Set<String> functions = new TreeSet<>();
            for (DeadTask letter : queues.dead(status.queue(), 0, READ)) {
                StoredCall call =
                        letter.reason() == DeadTask.Reason.UNKNOWN_FUNCTION ? calls.apply(letter.task()) : null;
                if (call != null) {
                    functions.add(call.function());
                }
            }
            known = new Unknown(status.dead(), now, functions);
            unknown.put(status.queue(), known);
        }
        return known.functions;
    }

    private static void detail(Health.Builder builder, String name, Map<String, ?> value) {
        if (!value.isEmpty()) {
            builder.withDetail(name, value);
        }
    }

    private record Unknown(long dead, Instant at, Set<String> functions) {}
}
