package dev.kindred.delay.queue;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.ExpiryPolicy;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a datastore: adds tasks, and shows an operator what is in them. Does not run anything; that is {@link TaskDispatcher}. Touches the store at
 * first use only. Safe for all threads.
 */
public final class TaskQueues {

    private final Datastore datastore;
    private final Clock clock;
    private final TaskObserver observer;
    private final Duration maxDelay;
    private final Map<String, QueueSettings> settings;
    private final Keeping keeping;
    private final RunningTasks running = new RunningTasks();
    private final Additions additions;
    private final QueueControl control;

    private TaskQueues(Builder builder) {
        this.datastore = builder.datastore;
        this.clock = builder.clock == null ? new StoreClock(builder.datastore) : builder.clock;
        ExecutedTasks executed = new ExecutedTasks(clock);
        this.observer = TaskObserver.all(List.of(builder.observer, executed));
        this.maxDelay = builder.maxDelay;
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(builder.settings));
        this.keeping = new Keeping(builder.retention, settings, builder.node, builder.functions);
        this.additions = new Additions(this);
        this.control = new QueueControl(this, executed, running);
    }

    /**
     * Begins to describe the queues of a datastore.
     *
     * @param datastore where the tasks live
     * @return a builder
     */
    public static Builder on(Datastore datastore) {
        return new Builder(datastore);
    }

    /**
     * Stores a task in a commit of its own: when this returns, it is as durable as an entity and will run.
     *
     * @param task the task
     * @return the task as stored
     * @throws InvalidTaskException if it is too large or planned too far ahead
     * @throws DuplicateTaskException if the name is taken; nothing is stored then
     */
    public TaskRow add(Task task) {
        return addAll(List.of(task)).get(0);
    }

    /**
     * Stores tasks in one commit of their own, all or none.
     *
     * @param tasks the tasks
     * @return the tasks as stored, in order
     * @throws InvalidTaskException if one is too large or planned too far ahead
     * @throws DuplicateTaskException if a name is taken; nothing is stored then
     */
    public List<TaskRow> addAll(Collection<Task> tasks) {
        return additions.add(tasks);
    }

    /**
     * Stores as many of these tasks as can be, in one commit of their own, and says what became of each. If one is invalid none is stored; if a name or unique key is taken, the others are.
     *
     * @param tasks the tasks
     * @return what became of them, in order
     */
    public List<AddedTask> addEach(Collection<Task> tasks) {
        return new Batches(this).addEach(List.copyOf(tasks));
    }

    /**
     * Stores a task, or puts it in the place of the waiting one with the same {@linkplain Task#uniqueKey unique key}: so of many calls in a short time only the last one is carried out, and
     * with a delay only when there were none for that long. While the earlier task runs, a new one cannot be added.
     *
     * @param task a task with a unique key and without a name or a concurrency key
     * @return the task as stored
     * @throws InvalidTaskException if it has no unique key, has a name or a concurrency key, is too large or planned too far ahead
     * @throws DuplicateTaskException if the task with the unique key runs; nothing is stored then
     */
    public TaskRow addOrReplace(Task task) {
        return add(task.replacing());
    }

    /**
     * Stores a task with a transaction, in place of the waiting one with the same unique key, if there is one when the transaction commits. Of several for one key in a transaction the last counts.
     *
     * @param transaction an active read-write transaction of the same datastore; its commit throws {@link DuplicateTaskException} if the task with the unique key runs
     * @param task a task with a unique key and without a name or a concurrency key
     * @return the task as it will be stored
     * @throws InvalidTaskException if it has no unique key, has a name or a concurrency key, is too large or planned too far ahead
     * @throws IllegalStateException if the transaction is not active or read-only
     */
    public TaskRow addOrReplace(Transaction transaction, Task task) {
        return add(transaction, task.replacing());
    }

    /**
     * Stores a task with a transaction: it exists if and only if the transaction commits, and nobody sees it before.
     *
     * @param transaction an active read-write transaction of the same datastore
     * @param task the task
     * @return the task as it will be stored
     * @throws InvalidTaskException if it is too large or planned too far ahead
     * @throws IllegalStateException if the transaction is not active or read-only
     */
    public TaskRow add(Transaction transaction, Task task) {
        return addAll(transaction, List.of(task)).get(0);
    }

    /**
     * Stores tasks with a transaction.
     *
     * @param transaction an active read-write transaction of the same datastore
     * @param tasks the tasks
     * @return the tasks as they will be stored, in order
     * @throws InvalidTaskException if one is too large or planned too far ahead; none is added then
     * @throws IllegalStateException if the transaction is not active or read-only
     */
    public List<TaskRow> addAll(Transaction transaction, Collection<Task> tasks) {
        return additions.add(transaction, tasks);
    }

    /**
     * The queues that have, or lately had, tasks.
     *
     * @return their names
     */
    public Set<String> names() {
        return storage().queues();
    }

    /**
     * Counts a queue's tasks, cheaply.
     *
     * @param queue the queue
     * @return zeros for a queue that is not known
     */
    public QueueStatistics statistics(String queue) {
        return storage().statistics(queue);
    }

    /**
     * Looks at a queue: its numbers, its rate, and whether it is paused.
     *
     * @param queue the queue
     * @return zeros for a queue that is not known
     */
    public QueueStatus status(String queue) {
        return control.status(queue);
    }

    /**
     * Lets no further task of a queue begin or be leased, on any worker of the store and also after a restart, until it is resumed. Tasks that run go on, tasks can be added.
     *
     * @param queue the queue
     * @throws InvalidTaskException if the name is not valid
     */
    public void pause(String queue) {
        control.pause(queue);
    }

    /**
     * Ends a pause. A queue that is configured as paused stays so.
     *
     * @param queue the queue
     */
    public void resume(String queue) {
        control.resume(queue);
    }

    /**
     * Whether a queue is paused, by {@link #pause} or by the configuration.
     *
     * @param queue the queue
     * @return true if so
     */
    public boolean isPaused(String queue) {
        return control.isPaused(queue);
    }

    /**
     * Deletes all waiting tasks of a queue that were added before. Those that run go on, dead letters stay, names stay taken for a while. In steps: after a failure a part may be gone.
     *
     * @param queue the queue
     * @return how many were deleted
     */
    public long purge(String queue) {
        return control.purge(queue);
    }

    /**
     * Finds a waiting or running task by its name.
     *
     * @param queue the queue
     * @param name the name
     * @return the task, or null if there is none
     */
    public @Nullable TaskRow find(String queue, String name) {
        return control.find(queue, name);
    }

    /**
     * Deletes a waiting or running task by its name, which stays taken for a while. The end of a run that goes on is not counted, and a transaction that would finish the task fails.
     *
     * @param queue the queue
     * @param name the name
     * @return false if there is no such task
     */
    public boolean delete(String queue, String name) {
        return control.delete(queue, name);
    }

    /**
     * The tasks of a pull queue.
     *
     * @param queue the queue's name
     * @return the queue
     * @throws IllegalArgumentException if it is not configured as a pull queue
     */
    public PullQueue pull(String queue) {
        QueueSettings configured = settings(queue);
        if (configured.mode() != QueueMode.PULL) {
            throw new IllegalArgumentException("Queue \"" + queue
                    + "\" is no pull queue; configure it with mode pull, or with QueueSettings.of(\"" + queue
                    + "\").pull().");
        }
        return new PullQueue(this, configured);
    }

    /**
     * The waiting and running tasks of a queue, by id.
     *
     * @param queue the queue
     * @param afterId only those with a greater id; 0 for the first page
     * @param limit the most to return
     * @return in ascending order of id
     */
    public List<TaskRow> list(String queue, long afterId, int limit) {
        return storage().list(queue, afterId, limit);
    }

    /**
     * The dead letters of a queue, by id.
     *
     * @param queue the queue
     * @param afterId only those with a greater id; 0 for the first page
     * @param limit the most to return
     * @return in ascending order of id
     */
    public List<DeadTask> dead(String queue, long afterId, int limit) {
        return storage().dead(queue, afterId, limit);
    }

    /**
     * The dead letters of a queue: counts, lists, redrives and discards them, one, some or all.
     *
     * @param queue the queue, which need not have any
     * @return its dead letters
     */
    public DeadLetters deadLetters(String queue) {
        return new DeadLetters(this, queue);
    }

    /**
     * Makes a dead letter a waiting task again, due now, its attempts and age counted from zero; see {@link DeadLetters} for what becomes of its names and keys.
     *
     * @param queue the queue
     * @param id the task
     * @return false if there is no such dead letter
     */
    public boolean redrive(String queue, long id) {
        return deadLetters(queue).redrive(id);
    }

    /**
     * Makes all dead letters of a queue waiting tasks again, in steps.
     *
     * @param queue the queue
     * @return how many there were
     */
    public long redriveAll(String queue) {
        return deadLetters(queue).redriveAll();
    }

    /**
     * Throws a dead letter away for good.
     *
     * @param queue the queue
     * @param id the task
     * @return false if there is no such dead letter
     */
    public boolean discard(String queue, long id) {
        return deadLetters(queue).discard(id);
    }

    /**
     * Throws all dead letters of a queue away for good, in steps.
     *
     * @param queue the queue
     * @return how many there were
     */
    public long discardAll(String queue) {
        return deadLetters(queue).discardAll();
    }

    /**
     * How a queue is worked off.
     *
     * @param queue the queue's name
     * @return what was configured for it, or the defaults
     */
    public QueueSettings settings(String queue) {
        QueueSettings known = settings.get(queue);
        return known != null ? known : QueueSettings.of(queue);
    }

    /**
     * The queues that were configured.
     *
     * @return their names, unmodifiable, in order
     */
    public Set<String> configured() {
        return settings.keySet();
    }

    /**
     * Stores a group of tasks and what follows when all of them are over, with a transaction. A task is over when it is done, or was thrown away: cancelled, deleted, purged, or discarded as a
     * dead letter; what follows finds the numbers of both in {@link GroupStatus#followedBy}. A dead letter keeps the group open until it is redriven or discarded; {@link #closeGroup} gives
     * the rest up. What follows is left out if its name is taken.
     *
     * @param transaction an active read-write transaction of the same datastore
     * @param name the group's name, as that of a task; free again when the group is over
     * @param members the tasks; if there are none, the following one is added at once
     * @param then what follows; its delay counts from the end of the last member
     * @return the members as they will be stored, in order
     * @throws InvalidTaskException if the name is not valid, or a task is too large or planned too far ahead; none is added then
     * @throws dev.kindred.datastore.EntityExistsException if there is such a group that is not over
     * @throws IllegalStateException if the transaction is not active or read-only
     */
    public List<TaskRow> addGroup(Transaction transaction, String name, Collection<Task> members, Task then) {
        return Groups.open(this, transaction, TaskLimits.checkName(name), members, then);
    }

    /**
     * Looks how far a group is.
     *
     * @param name the group's name
     * @return null if there is none, or it is over
     */
    public @Nullable GroupStatus group(String name) {
        return Groups.status(name, datastore.find(Key.of(Groups.KIND, name)));
    }

    /**
     * The groups that are not over.
     *
     * @param limit the most to return, at least 1
     * @return by name
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public List<GroupStatus> groups(int limit) {
        return Groups.list(datastore, limit);
    }

    /**
     * Gives a group up: its tasks go on, but nothing follows. The name is free again; in another group of the name these tasks do not count.
     *
     * @param name the group's name
     */
    public void closeGroup(String name) {
        datastore.delete(List.of(Key.of(Groups.KIND, name)));
    }

    /**
     * Takes a task away for good, whether it waits or runs. One that runs in this process is interrupted, and finds {@link TaskRun#isToEnd}; elsewhere the run goes on, but its end is
     * not counted and a transaction that would finish the task fails. What was to follow the task does not.
     *
     * @param queue the queue
     * @param id the task
     * @return false if no such task waits or runs, or it is ending at this moment
     */
    public boolean cancel(String queue, long id) {
        return control.cancel(queue, id);
    }

    /**
     * What has become of a task: whether it still waits, and what its result was. Costs one to three reads.
     *
     * @param task as it was stored; if its transaction has not committed, the outcome is unknown
     * @return its outcome at this moment
     */
    public TaskOutcome outcome(TaskRow task) {
        return TaskResults.of(this, task.queue(), task.name(), task.id());
    }

    /**
     * What has become of the last task with a name. If it neither waits nor is done, the queue's dead letters are read one after another; one that was given up is not seen as long as there is the result of an
     * earlier task of the name.
     *
     * @param queue the queue
     * @param name the task's name
     * @return its outcome at this moment
     * @throws InvalidTaskException if it cannot be a name
     */
    public TaskOutcome outcome(String queue, String name) {
        return TaskResults.of(this, queue, TaskLimits.checkName(name), 0);
    }

    /**
     * When what tasks leave is to be deleted, for an {@link dev.kindred.datastore.Expiry}; the Spring Boot starter does it.
     *
     * @return empty if nothing is kept
     */
    public List<ExpiryPolicy> expiryPolicies() {
        return keeping.expiryPolicies();
    }

    Keeping keeping() {
        return keeping;
    }

    Additions additions() {
        return additions;
    }

    RunningTasks running() {
        return running;
    }

    /**
     * The tasks of all queues that have ended, as long as that is kept.
     *
     * @return their history; empty if none is kept
     */
    public TaskHistory history() {
        return new TaskHistory(this, null);
    }

    /**
     * The tasks of a queue that have ended, as long as that is kept.
     *
     * @param queue the queue
     * @return their history; empty if none is kept
     * @throws InvalidTaskException if the name is not valid
     */
    public TaskHistory history(String queue) {
        return new TaskHistory(this, TaskLimits.checkQueue(queue));
    }

    /**
     * The datastore the tasks live in.
     *
     * @return the datastore
     */
    public Datastore datastore() {
        return datastore;
    }

    /**
     * The clock by which tasks are due.
     *
     * @return the clock
     */
    public Clock clock() {
        return clock;
    }

    TaskObserver observer() {
        return observer;
    }

    /**
     * How far ahead a task may be planned.
     *
     * @return the longest delay
     */
    public Duration maxDelay() {
        return maxDelay;
    }

    /**
     * Whether a task runs at this moment in this process.
     *
     * @param queue the queue
     * @param id the task
     * @return true if so
     */
    public boolean isRunning(String queue, long id) {
        return running.contains(queue, id);
    }

    TaskStorage storage() {
        return datastore.tasks();
    }

    /** Describes the queues. For one thread. */
    public static final class Builder {

        private final Datastore datastore;
        private @Nullable Clock clock;
        private TaskObserver observer = TaskObserver.NONE;
        private Duration maxDelay = TaskLimits.MAX_DELAY;
        private TaskRetention retention = TaskRetention.NONE;
        private String node = ProcessHandle.current().pid() + "@"
                + Objects.requireNonNullElse(System.getenv("HOSTNAME"), "localhost");
        private Function<TaskRow, @Nullable String> functions = task -> null;
        private final Map<String, QueueSettings> settings = new LinkedHashMap<>();

        private Builder(Datastore datastore) {
            this.datastore = datastore;
        }

        /**
         * Sets the clock by which tasks are due.
         *
         * @param changed that of the store by default: the system's, or one that all who share the store agree on
         * @return this
         */
        public Builder clock(Clock changed) {
            this.clock = changed;
            return this;
        }

        /**
         * Sets who is told about tasks, here and in the dispatcher.
         *
         * @param changed nobody by default; see {@link TaskObserver#all} for more than one
         * @return this
         */
        public Builder observer(TaskObserver changed) {
            this.observer = changed;
            return this;
        }

        /**
         * Says how a queue is worked off; queues of which nothing is said have the defaults. Replaces what was said of the same queue before.
         *
         * @param queue the settings of one queue
         * @return this
         */
        public Builder queue(QueueSettings queue) {
            settings.put(queue.name(), queue);
            return this;
        }

        /**
         * Sets how far ahead a task may be planned.
         *
         * @param changed 30 days by default
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder maxDelay(Duration changed) {
            if (changed.isNegative()) {
                throw new IllegalArgumentException(
                        "The longest delay must not be negative, but is \"" + changed + "\".");
            }
            this.maxDelay = changed;
            return this;
        }

        /**
         * Sets how long is kept what tasks leave when they end.
         *
         * @param changed nothing by default
         * @return this
         */
        public Builder retention(TaskRetention changed) {
            this.retention = changed;
            return this;
        }

        /**
         * Names this process in the history.
         *
         * @param changed process id and host by default; spaces become hyphens
         * @return this
         */
        public Builder node(String changed) {
            this.node = changed.replaceAll("\\s", "-");
            return this;
        }

        /**
         * Says which function a task calls, for the history. Asked only for tasks whose history is kept; must be quick.
         *
         * @param changed the key of the function; null for a task that calls none, which is the default for all
         * @return this
         */
        public Builder functions(Function<TaskRow, @Nullable String> changed) {
            this.functions = changed;
            return this;
        }

        /**
         * Makes the queues. Does not touch the store.
         *
         * @return the queues
         */
        public TaskQueues build() {
            return new TaskQueues(this);
        }
    }
}
