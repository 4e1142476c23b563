package dev.kindred.datastore.store;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a store. Tasks are added, and may be completed, by {@link Changes#tasks()} in a commit; here workers claim them and say what became of them.
 * A task is waiting, running (claimed), or dead; a finished one is gone. All methods may be called by any thread; times are microseconds since 1970, by
 * the engine's clock where they are not given.
 *
 * <p>Several processes may share a store. The listener of {@link #onReady} hears of what this process does, and as soon as can be of what others do, but not surely; so who claims looks
 * for itself now and then ({@link #pollInterval}).
 *
 * <p>Claims survive nothing: after a restart, or when a lease runs out, a running task waits again, due at once, with the begun run counted.
 */
public interface TaskStorage {

    /**
     * The time by which tasks of this store are due: the same for all processes that share it, whatever their own clocks say. Whoever makes, claims and puts back tasks asks here for the
     * time, unless a test has given a clock of its own.
     *
     * @return microseconds since 1970; costs no access to the store
     * @throws StoreClosedException if the engine is closed
     */
    long now();

    /**
     * An id for a task to be added.
     *
     * @return greater than all before, also across restarts
     */
    long nextId();

    /**
     * Takes due tasks for running, none of a paused queue, highest priority first, then earliest eta, then lowest id. The run is counted before this returns, in a way that
     * survives a kill of the process (but need not wait for the disk): a task that kills its worker uses up an attempt.
     *
     * @param queue the queue
     * @param max the most tasks to take, at least 1
     * @param now tasks with a later eta stay
     * @return leases, perhaps none; each task goes to one caller only
     * @throws StoreClosedException if the engine is closed
     */
    List<TaskLease> claim(String queue, int max, long now);

    /**
     * Takes due tasks as above, no more than the queue's limits let begin, and says when to look again. Only an engine that is {@linkplain #isShared shared} keeps to limits; the callers of
     * others count for themselves.
     *
     * @param queue the queue
     * @param max the most tasks to take, at least 1
     * @param now tasks with a later eta stay
     * @param limits what holds for all processes together; all should name the same
     * @return what was taken, and when to look again
     * @throws StoreClosedException if the engine is closed
     */
    default Claim claim(String queue, int max, long now, QueueLimits limits) {
        List<TaskLease> leases = claim(queue, max, now);
        return new Claim(leases, leases.size() == max ? now : nextEta(queue));
    }

    /**
     * Whether other processes may use the store at the same time.
     *
     * @return false if this one has it for itself; does not change, and may be asked of a closed engine
     */
    default boolean isShared() {
        return false;
    }

    /**
     * Removes tasks that are done. Those whose lease was lost are left alone.
     *
     * @param leases from {@link #claim}
     * @return the leases that were lost, so that the caller can tell
     * @throws StoreClosedException if the engine is closed
     */
    List<TaskLease> complete(Collection<TaskLease> leases);

    /**
     * Puts a failed task back.
     *
     * @param lease from {@link #claim}
     * @param eta when it may run again
     * @param error why it failed, for the operator
     * @return false if the lease was lost; nothing is changed then
     * @throws StoreClosedException if the engine is closed
     */
    boolean retry(TaskLease lease, long eta, String error);

    /**
     * Puts a task back that is to run later although it has not failed. The run does not count, and the last error stays.
     *
     * @param lease from {@link #claim}
     * @param eta when it may run again
     * @return false if the lease was lost; nothing is changed then
     * @throws StoreClosedException if the engine is closed
     */
    boolean postpone(TaskLease lease, long eta);

    /**
     * Takes a waiting or running task away for good. A run that goes on has lost its lease: its end is not counted, and a commit that would finish the task fails. A name is kept
     * for a while, as if the task were finished.
     *
     * @param queue the queue
     * @param id the task
     * @param following what is added in the same commit
     * @return false if no such task waits or runs, or its end is being written at this moment
     * @throws StoreClosedException if the engine is closed
     */
    boolean delete(String queue, long id, TaskFollowing following);

    /**
     * Takes a task away as above; nothing follows.
     *
     * @param queue the queue
     * @param id the task
     * @return false if no such task waits or runs, or its end is being written at this moment
     * @throws StoreClosedException if the engine is closed
     */
    default boolean delete(String queue, long id) {
        return delete(queue, id, TaskFollowing.NONE);
    }

    /**
     * Puts back tasks whose run did not begin or was broken off by a shutdown, due at once. The run does not count.
     *
     * @param leases from {@link #claim}; lost ones are left alone
     * @throws StoreClosedException if the engine is closed
     */
    void handBack(Collection<TaskLease> leases);

    /**
     * Gives a task up: it becomes a dead letter.
     *
     * @param lease from {@link #claim}
     * @param reason why
     * @param error the last error, for the operator, or null
     * @return false if the lease was lost; nothing is changed then
     * @throws StoreClosedException if the engine is closed
     */
    boolean bury(TaskLease lease, DeadTask.Reason reason, @Nullable String error);

    /**
     * When the next waiting task of a queue is due.
     *
     * @param queue the queue
     * @return its eta, which may have passed; -1 if none waits, or the queue is paused
     * @throws StoreClosedException if the engine is closed
     */
    long nextEta(String queue);

    /**
     * When the next waiting task is due of each queue that is not paused, all at once: what a dispatcher asks when nobody has told it anything for {@link #pollInterval}.
     *
     * @return the etas by queue; none for queues in which nothing waits
     * @throws StoreClosedException if the engine is closed
     */
    default Map<String, Long> nextEtas() {
        Map<String, Long> etas = new LinkedHashMap<>();
        for (String queue : queues()) {
            long eta = nextEta(queue);
            if (eta >= 0) {
                etas.put(queue, eta);
            }
        }
        return etas;
    }

    /**
     * The queues that have, or lately had, tasks.
     *
     * @return their names
     * @throws StoreClosedException if the engine is closed
     */
    Set<String> queues();

    /**
     * Counts a queue's tasks. Costs no scan of them.
     *
     * @param queue the queue
     * @return zeros for a queue that is not known
     * @throws StoreClosedException if the engine is closed
     */
    QueueStatistics statistics(String queue);

    /**
     * The waiting and running tasks of a queue, by id.
     *
     * @param queue the queue
     * @param afterId only those with a greater id; 0 for the first page
     * @param limit the most to return
     * @return in ascending order of id
     * @throws StoreClosedException if the engine is closed
     */
    List<TaskRow> list(String queue, long afterId, int limit);

    /**
     * The dead letters of a queue, by id.
     *
     * @param queue the queue
     * @param afterId only those with a greater id; 0 for the first page
     * @param limit the most to return
     * @return in ascending order of id
     * @throws StoreClosedException if the engine is closed
     */
    List<DeadTask> dead(String queue, long afterId, int limit);

    /**
     * Makes a dead letter a waiting task again, due now, its attempts and age counted from zero. It has no unique key any more: another task may have it by now. With a concurrency
     * key it stands before those waiting tasks with that key that were added after it.
     *
     * @param queue the queue
     * @param id the task
     * @return false if there is no such dead letter
     * @throws StoreClosedException if the engine is closed
     */
    boolean redrive(String queue, long id);

    /**
     * Makes dead letters waiting tasks again as above, in as few commits as the engine can; after a failure a part may be done.
     *
     * @param queue the queue
     * @param ids the tasks; so many that one commit can hold them
     * @return those of them that were dead letters
     * @throws StoreClosedException if the engine is closed
     */
    default List<Long> redrive(String queue, Collection<Long> ids) {
        return ids.stream().filter(id -> redrive(queue, id)).toList();
    }

    /**
     * Throws a dead letter away for good.
     *
     * @param queue the queue
     * @param id the task
     * @param following what is added in the same commit
     * @return false if there is no such dead letter
     * @throws StoreClosedException if the engine is closed
     */
    boolean discard(String queue, long id, TaskFollowing following);

    /**
     * Throws dead letters away for good, in as few commits as the engine can; after a failure a part may be done.
     *
     * @param queue the queue
     * @param ids the tasks; so many that one commit can hold them
     * @param following what is added in the commits that take them away
     * @return those of them that were dead letters
     * @throws StoreClosedException if the engine is closed
     */
    default List<Long> discard(String queue, Collection<Long> ids, TaskFollowing following) {
        return ids.stream().filter(id -> discard(queue, id, following)).toList();
    }

    /**
     * Throws a dead letter away for good; nothing follows.
     *
     * @param queue the queue
     * @param id the task
     * @return false if there is no such dead letter
     * @throws StoreClosedException if the engine is closed
     */
    default boolean discard(String queue, long id) {
        return discard(queue, id, TaskFollowing.NONE);
    }

    /**
     * Takes all waiting tasks of a queue away that were added before; those that run go on, dead letters stay. Done in steps: what is added meanwhile stays, and after a failure a
     * part may be gone.
     *
     * @param queue the queue
     * @param following what is added in the commits that take the tasks away
     * @return how many tasks were taken away
     * @throws StoreClosedException if the engine is closed
     */
    long purge(String queue, TaskFollowing following);

    /**
     * Takes all waiting tasks of a queue away as above; nothing follows.
     *
     * @param queue the queue
     * @return how many tasks were taken away
     * @throws StoreClosedException if the engine is closed
     */
    default long purge(String queue) {
        return purge(queue, TaskFollowing.NONE);
    }

    /**
     * Lets no further task of a queue be claimed or leased, also after a restart, until it is resumed. Those that run go on, tasks can be added. No error if it is paused already.
     *
     * @param queue the queue, which need not have had tasks
     * @throws StoreClosedException if the engine is closed
     */
    void pause(String queue);

    /**
     * Ends a pause. No error if the queue is not paused.
     *
     * @param queue the queue
     * @throws StoreClosedException if the engine is closed
     */
    void resume(String queue);

    /**
     * Whether a queue is paused.
     *
     * @param queue the queue
     * @return true between {@link #pause} and {@link #resume}
     * @throws StoreClosedException if the engine is closed
     */
    boolean isPaused(String queue);

    /**
     * The queues that are paused, those that never had a task included.
     *
     * @return their names
     * @throws StoreClosedException if the engine is closed
     */
    Set<String> paused();

    /**
     * Finds a waiting or running task by its name.
     *
     * @param queue the queue
     * @param name the name
     * @return the task, or null if there is none, or it is a dead letter
     * @throws StoreClosedException if the engine is closed
     */
    @Nullable
    TaskRow find(String queue, String name);

    /**
     * Whether a name cannot be given to a new task: one waits, runs or lies dead under it, or ended a short while ago.
     *
     * @param queue the queue
     * @param name the name
     * @return true if it is taken
     * @throws StoreClosedException if the engine is closed
     */
    boolean isTaken(String queue, String name);

    /**
     * The names whose tasks are over and that are still taken. In an order of the engine's.
     *
     * @param after only those behind this one; null for the first page
     * @param takenAt only those still taken after this time, in microseconds since 1970
     * @param limit the most to return, at least 1
     * @return as many as asked for, or all that are left
     * @throws StoreClosedException if the engine is closed
     */
    List<HeldName> heldNames(@Nullable HeldName after, long takenAt, int limit);

    /**
     * Takes names for tasks that are over, as those of a store that is copied. A name that is taken by now stays as it is, and one whose time is over is left out; so it can be done again.
     *
     * @param names the names, each with its queue and its time
     * @throws StoreClosedException if the engine is closed
     * @throws StoreException if it fails; some may be taken then
     */
    void holdNames(Collection<HeldName> names);

    /**
     * Puts another task in the place of a waiting one, in one step: payload, headers, eta, priority and tag are the new ones, and it counts as never attempted; id, name, keys and
     * time of creation stay.
     *
     * @param task what it is to be, with the id and the queue of a waiting task
     * @param following what is added in the same commit
     * @return false if no such task waits, because it runs or is gone; nothing is changed then
     * @throws IllegalArgumentException if the waiting task has a concurrency key, for then it has its turn
     * @throws StoreClosedException if the engine is closed
     */
    boolean replace(TaskRow task, TaskFollowing following);

    /**
     * Puts another task in the place of a waiting one as above; nothing follows.
     *
     * @param task what it is to be, with the id and the queue of a waiting task
     * @return false if no such task waits, because it runs or is gone; nothing is changed then
     * @throws IllegalArgumentException if the waiting task has a concurrency key, for then it has its turn
     * @throws StoreClosedException if the engine is closed
     */
    default boolean replace(TaskRow task) {
        return replace(task, TaskFollowing.NONE);
    }

    /**
     * Finds the waiting or running task with a unique key.
     *
     * @param queue the queue
     * @param uniqueKey the key
     * @return the task, or null if there is none
     * @throws StoreClosedException if the engine is closed
     */
    @Nullable
    TaskRow findUnique(String queue, String uniqueKey);

    /**
     * Leases due tasks to somebody who is not a worker of this process. A lease is stored: it survives a restart. A leased task has the end of its lease as its eta, and waits for
     * somebody else from then on; each lease counts as an attempt. To be used for queues of which nothing is claimed.
     *
     * @param request what to lease
     * @param buried is told of each task that was buried because it had been leased too often, after the commit, on this thread and without a lock
     * @return leases, perhaps none; the number of the attempt and the eta together are the proof of ownership
     * @throws StoreClosedException if the engine is closed
     */
    List<TaskLease> lease(LeaseRequest request, Consumer<TaskRow> buried);

    /**
     * Leases due tasks as above; nobody is told of those that are buried.
     *
     * @param request what to lease
     * @return leases, perhaps none
     * @throws StoreClosedException if the engine is closed
     */
    default List<TaskLease> lease(LeaseRequest request) {
        return lease(request, dead -> {});
    }

    /**
     * Changes when a lease ends. The old lease object is void afterwards.
     *
     * @param lease from {@link #lease}, or the last change
     * @param now the time now, in microseconds since 1970
     * @param until when it ends; {@code now} to give the task up, so that others can lease it
     * @return the changed lease, or null if the lease is over or the task gone; nothing is changed then
     * @throws StoreClosedException if the engine is closed
     */
    @Nullable
    TaskLease modifyLease(TaskLease lease, long now, long until);

    /**
     * Takes a leased task away because it is done. Also after the end of the lease, as long as nobody else has leased the task.
     *
     * @param lease from {@link #lease}, or the last change
     * @param following what is added in the same commit
     * @return false if the task was leased to somebody else, or is gone; nothing is changed then
     * @throws StoreClosedException if the engine is closed
     */
    boolean deleteLeased(TaskLease lease, TaskFollowing following);

    /**
     * Takes a leased task away as above; nothing follows.
     *
     * @param lease from {@link #lease}, or the last change
     * @return false if the task was leased to somebody else, or is gone; nothing is changed then
     * @throws StoreClosedException if the engine is closed
     */
    default boolean deleteLeased(TaskLease lease) {
        return deleteLeased(lease, TaskFollowing.NONE);
    }

    /**
     * The tag of the due task that stands first in a pull queue.
     *
     * @param queue the queue
     * @param now the time now, in microseconds since 1970
     * @return its tag, perhaps empty; null if no task is due
     * @throws StoreClosedException if the engine is closed
     */
    @Nullable
    String firstTag(String queue, long now);

    /**
     * Whom to tell when tasks were added or put back: called after each such commit, on the committing thread or, for what other processes did, on one of the engine's, with the
     * queues' names. It must be quick and must not throw. One listener; a new one replaces the old.
     *
     * @param listener the listener
     */
    void onReady(Consumer<Set<String>> listener);

    /**
     * Who takes tasks over in the moment in which they are added: due ones without name and traits, in commits that do nothing else. They are stored as claimed then, unless their queue is paused. An engine
     * whose claims cost next to nothing need not ask.
     *
     * @param taker one; a new one replaces the old, which is still told what becomes of the places that it keeps
     */
    default void onAdded(TaskTaker taker) {}

    /**
     * How often to look for tasks, by {@link #nextEtas}, although the listener was told nothing. An engine that several processes share cannot promise to hear of all that others add,
     * and may hear of nothing; the answer changes with what it finds out about that. Processes should not all look at the same moment.
     *
     * @return the longest time between two looks
     */
    default Duration pollInterval() {
        return Duration.ofSeconds(30);
    }

    /**
     * Tells other processes which functions this one can run, as long as it lives: one that does not know the function of a task leaves it to another then
     * ({@link #isKnownElsewhere}), as while a new version is rolled out. Replaces what was told before.
     *
     * @param functions names that mean something to the processes that share the store
     * @throws StoreClosedException if the engine is closed
     */
    default void knows(Set<String> functions) {}

    /**
     * Whether another process that lives has told that it can run a function.
     *
     * @param function its name
     * @return false also if the store is shared with nobody
     * @throws StoreClosedException if the engine is closed
     */
    default boolean isKnownElsewhere(String function) {
        return false;
    }

    /**
     * Whom to tell when this process has lost what it had claimed, because it was silent for so long, paused or cut off, that others took it for dead and its tasks over. Called on a thread
     * of the engine's; it must be quick and must not throw. One listener; a new one replaces the old. What was claimed and has not begun must not begin, and what runs need not go
     * on: its end will not be counted, and a commit that would finish it fails.
     *
     * @param listener gets a token: the leases with lesser ones, and no others, are void
     */
    default void onLeasesLost(LongConsumer listener) {}
}
