package dev.kindred.delay.queue;

import dev.kindred.datastore.store.QueueLimits;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of a datastore: claims what is due, runs the handler on its workers, removes what succeeded, puts back what failed, buries what is given up.
 *
 * <p>It is driven by events: a commit that adds a task wakes it, a timer wakes it for the next one that is due, a free worker wakes it for what is waiting. An idle
 * dispatcher does nothing. Tasks are claimed in batches, a little ahead of the workers if they are fast; finished ones are removed in groups, so that a kill of the
 * process lets the last few run again.
 *
 * <p>Can be started, stopped and started again. Safe for all threads.
 */
public final class TaskDispatcher {

    /** How many tasks run at a time if nothing else is said. */
    public static final int DEFAULT_WORKERS = 32;

    private final TaskQueues queues;
    private final TaskHandler handler;
    private final int workers;
    private final WorkerThreads threads;
    private final Map<String, QueueSettings> settings;
    private final Set<String> only;
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();
    private volatile @Nullable Session session;
    private @Nullable ByHand byHand;

    private TaskDispatcher(Builder builder) {
        this.queues = builder.queues;
        this.handler = builder.handler;
        this.workers = builder.workers;
        this.threads = builder.threads;
        this.settings = Map.copyOf(builder.settings);
        this.only = Set.copyOf(builder.only);
    }

    /**
     * Begins to describe a dispatcher.
     *
     * @param queues whose tasks to run; its clock and its observer are used here too
     * @param handler what to do with each
     * @return a builder
     */
    public static Builder on(TaskQueues queues, TaskHandler handler) {
        return new Builder(queues, handler);
    }

    /**
     * Opens the store and begins to run tasks. Does nothing if it is running. A dispatcher that has only stopped claiming is stopped completely first.
     */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        stop(Duration.ZERO);
        TaskStorage storage = queues.storage();
        Session fresh = new Session(
                storage,
                runner(storage),
                queues.clock(),
                queues.observer(),
                threads.executor(),
                workers,
                configuredQueues(),
                this::gate);
        fresh.start();
        session = fresh;
    }

    /**
     * The first half of {@link #stop}: begins no further task, and hands back at once what was claimed but has not begun. Tasks that run go on. Does nothing if it is
     * not running.
     */
    public synchronized void stopClaiming() {
        Session current = session;
        if (current != null) {
            current.stopClaiming();
        }
    }

    /**
     * Stops: begins no further task, waits for those that run, interrupts what still runs then, and hands back what does not end; a task that is handed back is due at
     * once, and the broken run does not count. Does nothing if it is not running.
     *
     * @param grace how long to wait before interrupting
     */
    public synchronized void stop(Duration grace) {
        Session current = session;
        if (current != null) {
            session = null;
            current.stop(grace);
        }
    }

    /**
     * Whether it claims tasks.
     *
     * @return true between {@link #start} and {@link #stopClaiming} or {@link #stop}
     */
    public boolean isRunning() {
        Session current = session; // read without the lock, which a stop holds for long
        return current != null && current.isClaiming();
    }

    /**
     * Whether it should claim tasks but cannot, because an error has ended its thread. To stop and start it helps, if the cause is gone.
     *
     * @return true if no task begins any more
     */
    public boolean hasFailed() {
        Session current = session;
        return current != null && current.isDead();
    }

    /**
     * How many tasks run at a time in all.
     *
     * @return at least 1
     */
    public int workers() {
        return workers;
    }

    /** Looks at all queues again, now. For clocks that are moved by hand; time and commits wake it otherwise. */
    public void wakeUp() {
        Session current = session;
        if (current != null && current.isClaiming()) {
            current.lookEverywhere();
        }
    }

    /**
     * Runs all tasks that are due, those that they add and that are due included, one after the other on the calling thread, and returns when there are none. Need not be
     * started: for tests and tools. If it is running, each task still runs once, here or there. Queues that are paused are left out, as are pull queues; of a queue with a rate no
     * more tasks are run than it has tokens for.
     *
     * @return how many runs there were, failed ones included
     */
    public int runDue() {
        ByHand byHand = byHand();
        int runs = 0;
        while (byHand.next()) {
            runs++;
        }
        return runs;
    }

    /**
     * Runs one task as {@link #runDue} does.
     *
     * @return false if none is due that may begin
     */
    public boolean runNext() {
        return byHand().next();
    }

    /**
     * Runs a waiting task now, on the calling thread, whenever it is due, whether or not its queue is paused and whatever its rate. For tests and tools, while nobody else runs tasks of the queue.
     *
     * @param task a task of a push queue
     * @return false if it does not wait any more, or one with the same concurrency key comes before it; nothing was run then
     */
    public boolean run(TaskRow task) {
        return byHand().run(task);
    }

    /**
     * When a task of a queue may begin, by its rate and its settings; whether there is one, and a pause that was asked for later, are another matter.
     *
     * @param queue the queue's name
     * @return now or later, or null if never
     */
    public @Nullable Instant nextStart(String queue) {
        long at = gate(queue).nextAt(Micros.now(queues.clock()));
        return at == Long.MAX_VALUE ? null : Micros.instant(at);
    }

    private synchronized ByHand byHand() {
        ByHand known = byHand;
        if (known == null) {
            TaskStorage storage = queues.storage();
            known = new ByHand(storage, runner(storage), configuredQueues(), this::gate, queues.clock());
            byHand = known;
        }
        return known;
    }

    private Gate gate(String queue) {
        return gates.computeIfAbsent(queue, name -> {
            QueueSettings known =
                    isWorked(name) ? settings(name) : settings(name).paused();
            return new Gate(
                    known, Micros.now(queues.clock()), queues.storage().isShared() ? known.limits() : QueueLimits.NONE);
        });
    }

    private boolean isWorked(String queue) {
        // What the library adds by itself is everybody's.
        return only.isEmpty() || only.contains(queue) || queue.equals(Groups.TICKS);
    }

    /**
     * How a queue is worked off.
     *
     * @param queue the queue's name
     * @return what was configured for it here or, if nothing was, for the queues; or the defaults
     */
    public QueueSettings settings(String queue) {
        QueueSettings known = settings.get(queue);
        return known != null ? known : queues.settings(queue);
    }

    /**
     * The queues that were configured, here or for the queues.
     *
     * @return their names
     */
    public Set<String> configuredQueues() {
        Set<String> names = new LinkedHashSet<>(queues.configured());
        names.addAll(settings.keySet());
        return names;
    }

    private TaskRunner runner(TaskStorage storage) {
        return new TaskRunner(handler, storage, queues, this::gate);
    }

    /** Describes a dispatcher. For one thread. */
    public static final class Builder {

        private final TaskQueues queues;
        private final TaskHandler handler;
        private final Map<String, QueueSettings> settings = new LinkedHashMap<>();
        private final Set<String> only = new LinkedHashSet<>();
        private int workers = DEFAULT_WORKERS;
        private WorkerThreads threads = WorkerThreads.VIRTUAL;

        private Builder(TaskQueues queues, TaskHandler handler) {
            this.queues = queues;
            this.handler = handler;
        }

        /**
         * Sets how many tasks run at a time in all.
         *
         * @param changed at least 1; {@value TaskDispatcher#DEFAULT_WORKERS} by default
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder workers(int changed) {
            if (changed < 1) {
                throw new IllegalArgumentException("A dispatcher needs at least 1 worker, not " + changed + ".");
            }
            this.workers = changed;
            return this;
        }

        /**
         * Sets on what threads tasks run.
         *
         * @param changed virtual ones by default, where there are any
         * @return this
         */
        public Builder threads(WorkerThreads changed) {
            this.threads = changed;
            return this;
        }

        /**
         * Runs only the tasks of some queues here; others are left to other nodes.
         *
         * @param names the queues; if there are none, all
         * @return this
         * @throws InvalidTaskException if one cannot be the name of a queue
         */
        public Builder only(Collection<String> names) {
            only.clear();
            names.forEach(name -> only.add(TaskLimits.checkQueue(name)));
            return this;
        }

        /**
         * Says how a queue is worked off here. Replaces what was said of the same queue before, and what {@link TaskQueues} knows of it; better said there, for priority, mode and
         * limits matter when tasks are added.
         *
         * @param queue the settings of one queue
         * @return this
         */
        public Builder queue(QueueSettings queue) {
            settings.put(queue.name(), queue);
            return this;
        }

        /**
         * Makes the dispatcher. It does nothing before {@link TaskDispatcher#start}.
         *
         * @return the dispatcher
         */
        public TaskDispatcher build() {
            return new TaskDispatcher(this);
        }
    }
}
