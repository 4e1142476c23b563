package dev.kindred.delay;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskEnd;
import dev.kindred.delay.queue.TaskQueues;
import dev.kindred.delay.queue.TaskSnoozedException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The schedules of the application, see {@link DelayedSchedule}: plans them when it starts, before the workers, and shows them to an operator. Safe for all threads.
 *
 * <p>Each schedule is an entity of the kind {@value #KIND}: its definition, and the one task that is its next run. Whoever plans a run changes the entity and adds the task in one serializable transaction, so that of many nodes one
 * succeeds. A run whose task is not that of the entity, because it was redriven or stored by a call, plans nothing.
 *
 * <p>While two releases share a store, a schedule that only one of them declares, or that has other times in the other, belongs to the processes that declare it as it is planned: the others leave its runs to them, and do
 * not remove it. So a process of the old release that starts once more takes nothing from the new one.
 */
public final class DelayedSchedules implements SmartLifecycle {

    /** The kind of the entities. */
    public static final String KIND = "KindredSchedule";

    static final String HEADER = "Kindred-Schedule";

    private static final Logger LOG = LoggerFactory.getLogger(DelayedSchedules.class);

    private static final String DEFINITION = "definition";
    private static final String NEXT = "next";
    private static final String TASK = "task";
    private static final String QUEUE = "queue";

    /** Who has other times waits this long for who has the right ones: that may be a process that works off no tasks, or not this queue. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final TransactionOptions OPTIONS = TransactionOptions.DEFAULT.withAttempts(10);

    private final DelayedRegistry registry;
    private final TaskQueues queues;
    private final Datastore datastore;
    private final DeclaredSchedules declared;
    private volatile boolean running;

    /**
     * The schedules of the methods in a registry.
     *
     * @param registry the methods
     * @param queues where their tasks are stored; its clock says what is due
     */
    public DelayedSchedules(DelayedRegistry registry, TaskQueues queues) {
        this.registry = registry;
        this.queues = queues;
        this.datastore = queues.datastore();
        this.declared = new DeclaredSchedules(queues);
    }

    /**
     * Plans what is declared, and removes what nobody who lives declares any more. Reads from the store which schedules there are, also if none is declared: the one that was removed last has to go as well.
     */
    @Override
    public void start() {
        // First, so that nobody removes what is found to be planned already.
        declared.tell(registry);
        Map<String, Schedule> here = registry.schedules();
        for (ScheduleStatus stored : list()) {
            if (!here.containsKey(stored.key())) {
                removeUnlessDeclaredElsewhere(stored);
            }
        }
        here.values().forEach(this::plan);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return ClaimingLifecycle.PHASE - 1;
    }

    /**
     * The schedules in the store: those of all processes that share it.
     *
     * @return by key
     */
    public List<ScheduleStatus> list() {
        List<ScheduleStatus> all = new ArrayList<>();
        try (QueryResults results = datastore.run(Query.kind(KIND))) {
            results.forEachRemaining(state -> all.add(status(state)));
        }
        return all;
    }

    /**
     * Whether a task is a run that a schedule has planned, and not one that was stored by a call.
     *
     * @param task the task
     * @return true if so
     */
    public static boolean isPlanned(TaskRow task) {
        return task.headers().containsKey(HEADER);
    }

    /** Whether a run is to be left out; comes back later by an exception if it is too early, as one that lies further ahead than tasks may. */
    boolean skips(TaskRow task) {
        Run run = Run.of(task);
        if (run == null) {
            return false;
        }
        Schedule schedule = registry.schedules().get(run.key);
        if (belongsElsewhere(task, run, schedule)) {
            throw new TaskSnoozedException(DelayInvoker.FOR_ANOTHER);
        }
        if (schedule == null) {
            return false;
        }
        Instant now = queues.clock().instant();
        if (run.scheduled.isAfter(now)) {
            throw new TaskSnoozedException(Duration.between(now, run.scheduled));
        }
        if (task.attempts() > 1 || !schedule.skips(run.scheduled, now)) {
            return false; // what has begun, in time, is brought to an end
        }
        LOG.info("The run of schedule \"{}\" of {} was missed and is left out", run.key, run.scheduled);
        return true;
    }

    /** Whoever runs it plans the next run: so that is somebody who has the times by which this one was planned, if there is one who comes for it. */
    private boolean belongsElsewhere(TaskRow task, Run run, @Nullable Schedule schedule) {
        if (schedule == null) {
            return declared.areElsewhere(run.key);
        }
        if (run.scheduled.plus(PATIENCE).isBefore(queues.clock().instant())) {
            return false;
        }
        Entity state = datastore.find(Key.of(KIND, run.key));
        return state != null
                && number(state, TASK) == task.id()
                && !text(state, DEFINITION).equals(schedule.definition())
                && declared.areElsewhere(run.key, text(state, DEFINITION));
    }

    /** Plans the next run in the commit that ends one. */
    @Nullable
    TaskEnd end(TaskRow task) {
        Run run = Run.of(task);
        if (run == null) {
            return null;
        }
        return (transaction, outcome) -> {
            Entity state = transaction.find(Key.of(KIND, run.key));
            if (state == null || number(state, TASK) != task.id()) {
                return;
            }
            Schedule schedule = registry.schedules().get(run.key);
            if (schedule != null) {
                Instant next = schedule.after(run.scheduled, queues.clock().instant());
                plan(transaction, schedule, next);
            }
        };
    }

    private void plan(Schedule schedule) {
        Key key = Key.of(KIND, schedule.key());
        Entity before = datastore.find(key);
        if (before != null && isCurrent(schedule, before)) {
            return;
        }
        if (before != null) {
            ScheduleStatus old = status(before);
            queues.cancel(text(before, QUEUE), old.taskId());
            LOG.info(
                    "Schedule \"{}\" is \"{}\" now instead of \"{}\", or its task was gone; it is planned anew",
                    schedule.key(),
                    schedule.definition(),
                    old.times());
        }
        datastore.runInTransaction(OPTIONS, transaction -> {
            Entity state = transaction.find(key);
            boolean another = state != null
                    && (before == null || number(state, TASK) != number(before, TASK)); // by another node, just now
            if (!another) {
                plan(transaction, schedule, schedule.times().next(queues.clock().instant()));
            }
            return key;
        });
    }

    private boolean isCurrent(Schedule schedule, Entity state) {
        ScheduleStatus status = status(state);
        if (!status.times().equals(schedule.definition())) {
            return false;
        }
        List<TaskRow> task = queues.list(text(state, QUEUE), status.taskId() - 1, 1);
        return !task.isEmpty() && task.get(0).id() == status.taskId();
    }

    private void plan(Transaction transaction, Schedule schedule, @Nullable Instant next) {
        Key key = Key.of(KIND, schedule.key());
        if (next == null) {
            LOG.info("Schedule \"{}\" has no further run", schedule.key());
            transaction.delete(List.of(key));
            return;
        }
        // A run that lies further ahead than a task may is approached in steps, see skips().
        Instant latest = queues.clock().instant().plus(queues.maxDelay());
        Task task = schedule.method()
                .task(new Object[schedule.method().method().getParameterCount()])
                .at(next.isAfter(latest) ? latest : next)
                .header(HEADER, new Run(schedule.key(), next).text());
        TaskRow row = queues.add(transaction, task);
        transaction.put(Entity.builder(key)
                .setUnindexed(DEFINITION, Value.of(schedule.definition()))
                .setUnindexed(NEXT, Value.of(next))
                .setUnindexed(TASK, Value.of(row.id()))
                .setUnindexed(QUEUE, Value.of(row.queue()))
                .build());
    }

    /** Whoever starts tells first what it declares, and looks then what is planned. So it finds the schedule gone, or is seen here after that: then the schedule is put back. */
    private void removeUnlessDeclaredElsewhere(ScheduleStatus stored) {
        if (declared.areElsewhere(stored.key())) {
            LOG.info("Schedule \"{}\" is declared by another process, and not by this one", stored.key());
            return;
        }
        Key key = Key.of(KIND, stored.key());
        Entity removed = datastore
                .runInTransaction(OPTIONS, transaction -> {
                    Optional<Entity> state = Optional.ofNullable(transaction.find(key));
                    transaction.delete(List.of(key));
                    return state;
                })
                .orElse(null);
        if (removed == null || declared.areElsewhere(stored.key()) && isBack(removed)) {
            return;
        }
        String queue = text(removed, QUEUE);
        if (!queues.cancel(queue, number(removed, TASK))) {
            // Parked, as nobody who lived when it was due knew its function.
            queues.deadLetters(queue).of(DeadTask.Reason.UNKNOWN_FUNCTION).discard(number(removed, TASK));
        }
        LOG.warn(
                "Schedule \"{}\" is no longer declared and was removed; its next run was {}",
                stored.key(),
                stored.next());
    }

    private boolean isBack(Entity removed) {
        return datastore.runInTransaction(OPTIONS, transaction -> {
            boolean plannedAnew = transaction.find(removed.key()) != null;
            if (!plannedAnew) {
                transaction.put(removed);
            }
            return !plannedAnew;
        });
    }

    private static ScheduleStatus status(Entity state) {
        Instant next = state.value(NEXT) instanceof Value.TimestampValue time ? time.toInstant() : Instant.EPOCH;
        return new ScheduleStatus(
                Objects.requireNonNull(state.key().name()), text(state, DEFINITION), next, number(state, TASK));
    }

    private static long number(Entity state, String property) {
        return state.value(property) instanceof Value.LongValue number ? number.value() : 0;
    }

    private static String text(Entity state, String property) {
        return state.value(property) instanceof Value.StringValue text ? text.value() : "";
    }

    /** Which run of which schedule a task is. <em>Written to disk.</em> */
    record Run(String key, Instant scheduled) {

        static @Nullable Run of(TaskRow task) {
            String text = task.headers().get(HEADER);
            int space = text == null ? -1 : text.indexOf(' ');
            if (text == null || space < 0) {
                return null;
            }
            try {
                return new Run(
                        text.substring(space + 1),
                        Instant.EPOCH.plus(Long.parseLong(text.substring(0, space)), ChronoUnit.MICROS));
            } catch (NumberFormatException notOurs) {
                return null;
            }
        }

        String text() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, scheduled) + " " + key;
        }
    }
}
