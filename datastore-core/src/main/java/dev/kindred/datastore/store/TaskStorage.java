package dev.kindred.datastore.store;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a store. Tasks are added, and may be completed, by {@link Changes#tasks()} in a commit; here workers claim them and say what became of them.
 * A task is waiting, running (claimed), or dead; a finished one is gone. All methods may be called by any thread; times are microseconds since 1970, by
 * the engine's clock where they are not given.
 *
 * <p>Claims survive nothing: after a restart, or when a lease runs out, a running task waits again, due at once, with the begun run counted.
 */
public interface TaskStorage {

    /**
     * An id for a task to be added.
     *
     * @return greater than all before, also across restarts
     */
    long nextId();

    /**
     * Takes due tasks for running, highest priority first, then earliest eta, then lowest id. The run is counted before this returns, in a way that
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
     * @return false if no such task waits or runs, or its end is being written at this moment
     * @throws StoreClosedException if the engine is closed
     */
    boolean delete(String queue, long id);

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
     * @return its eta, which may have passed; -1 if none waits
     * @throws StoreClosedException if the engine is closed
     */
    long nextEta(String queue);

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
     * Makes a dead letter a waiting task again, due now, its attempts and age counted from zero.
     *
     * @param queue the queue
     * @param id the task
     * @return false if there is no such dead letter
     * @throws StoreClosedException if the engine is closed
     */
    boolean redrive(String queue, long id);

    /**
     * Throws a dead letter away for good.
     *
     * @param queue the queue
     * @param id the task
     * @return false if there is no such dead letter
     * @throws StoreClosedException if the engine is closed
     */
    boolean discard(String queue, long id);

    /**
     * Whom to tell when tasks were added or put back: called after each such commit, on the committing thread, with the queues' names. It must be
     * quick and must not throw. One listener; a new one replaces the old.
     *
     * @param listener the listener
     */
    void onReady(Consumer<Set<String>> listener);
}
