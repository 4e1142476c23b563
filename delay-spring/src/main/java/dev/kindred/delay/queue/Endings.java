package dev.kindred.delay.queue;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.TaskLeaseLostException;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.delay.queue.TaskEnd.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends tasks together with what follows from their end, in one commit. Most tasks have nothing that follows: these are only removed, without a transaction. The others of a batch share one
 * transaction; if one of them spoils it, because its lease was lost or the name of its following task is taken, they get one each.
 */
final class Endings {

    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

    /** Who else changes a group's counter or a schedule is soon done. */
    private static final TransactionOptions OPTIONS = TransactionOptions.DEFAULT.withAttempts(10);

    private enum Following {
        ADDED,
        LEFT_OUT
    }

    private record Ending(TaskLease lease, @Nullable TaskEnd own, byte @Nullable [] result) {}

    private final TaskHandler handler;
    private final TaskStorage storage;
    private final TaskQueues queues;
    private final Map<TaskLease, byte[]> results = new ConcurrentHashMap<>();

    Endings(TaskHandler handler, TaskStorage storage, TaskQueues queues) {
        this.handler = handler;
        this.storage = storage;
        this.queues = queues;
    }

    void checkResult(TaskRow task, byte[] result) {
        TaskResults.check(queues, task, result);
    }

    /** Remembers the result of a task that is done, until it is finished. */
    void keep(TaskLease lease, byte @Nullable [] result) {
        if (result != null) {
            results.put(lease, result);
        }
    }

    /** Finishes a task in the transaction of its handler. */
    void finishIn(Transaction transaction, TaskLease lease, byte @Nullable [] result) {
        TaskRow task = lease.task();
        transaction.completeTask(lease);
        if (task.headers().containsKey(TaskExtras.GROUP)) {
            queues.add(transaction, Groups.tick(task));
        }
        addFollowing(transaction, task, TaskExtras.THEN);
        TaskEnd own = handler.end(task);
        if (own != null) {
            own.join(transaction, Outcome.SUCCEEDED);
        }
        leave(transaction, task, result);
    }

    /**
     * Finishes tasks that were done, and takes out of the collection what is written, so that it can be called again after an exception.
     *
     * @param lost is told of those whose lease was lost
     */
    void finish(Collection<TaskLease> leases, Consumer<TaskLease> lost) {
        List<Ending> endings = new ArrayList<>();
        List<TaskLease> quiet = new ArrayList<>(leases.size());
        for (TaskLease lease : leases) {
            TaskEnd own = Groups.isTick(lease.task()) ? null : handler.end(lease.task());
            byte[] result = results.isEmpty() ? null : results.get(lease);
            if (own == null
                    && result == null
                    && TaskExtras.endsQuietly(lease.task())
                    && !TaskRecords.areKept(queues, lease.task())) {
                quiet.add(lease);
            } else {
                endings.add(new Ending(lease, own, result));
            }
        }
        if (!endings.isEmpty()) {
            finishTogether(endings, lost);
            endings.forEach(ending -> results.remove(ending.lease));
            leases.clear();
            leases.addAll(quiet);
        }
        storage.complete(quiet).forEach(lost);
        leases.clear();
    }

    private void finishTogether(List<Ending> endings, Consumer<TaskLease> lost) {
        try {
            commit(endings, Following.ADDED);
        } catch (TaskLeaseLostException | DuplicateTaskException | InvalidTaskException spoiled) {
            for (Ending ending : endings) {
                finishAlone(ending, lost);
            }
        }
    }

    private void finishAlone(Ending ending, Consumer<TaskLease> lost) {
        try {
            try {
                commit(List.of(ending), Following.ADDED);
            } catch (DuplicateTaskException taken) {
                LOG.warn(
                        "Task {} of queue \"{}\" is done; the one that was to follow is not added, because its name \"{}\" is taken in queue \"{}\"",
                        ending.lease.task().id(),
                        ending.lease.task().queue(),
                        taken.name(),
                        taken.queue());
                commit(List.of(ending), Following.LEFT_OUT);
            }
        } catch (TaskLeaseLostException late) {
            lost.accept(ending.lease);
        } catch (InvalidTaskException refused) {
            // Nobody could add it, now or later: an operator has to know, and to see it.
            if (!buryQuietly(ending.lease, Reason.REJECTED, "Done, but what follows cannot be stored: " + refused)) {
                lost.accept(ending.lease);
            }
        }
    }

    private void commit(List<Ending> endings, Following following) {
        queues.datastore().runInTransaction(OPTIONS, transaction -> {
            for (Ending ending : endings) {
                TaskRow task = ending.lease.task();
                transaction.completeTask(ending.lease);
                Groups.count(queues, transaction, task, next -> {
                    if (following == Following.ADDED) {
                        queues.add(transaction, next);
                    }
                });
                if (following == Following.ADDED) {
                    addFollowing(transaction, task, TaskExtras.THEN);
                }
                if (ending.own != null) {
                    ending.own.join(transaction, Outcome.SUCCEEDED);
                }
                leave(transaction, task, ending.result);
            }
            return endings;
        });
    }

    /** Gives a task up; false if its lease was lost. */
    boolean bury(TaskLease lease, Reason reason, @Nullable String error) {
        TaskEnd own = handler.end(lease.task());
        // One that nobody knows is parked rather than given up.
        boolean parked = reason == Reason.UNKNOWN_FUNCTION;
        if (own == null && (parked || !lease.task().headers().containsKey(TaskExtras.OR_ELSE))) {
            return buryQuietly(lease, reason, error);
        }
        try {
            try {
                bury(lease, reason, error, own, parked ? Following.LEFT_OUT : Following.ADDED);
            } catch (DuplicateTaskException | InvalidTaskException refused) {
                LOG.warn(
                        "Task {} of queue \"{}\" is given up; the one that was to follow is not added",
                        lease.task().id(),
                        lease.task().queue(),
                        refused);
                bury(lease, reason, error, own, Following.LEFT_OUT);
            }
            return true;
        } catch (TaskLeaseLostException late) {
            return false;
        }
    }

    /** Nothing follows but the record, if there is to be one. */
    private boolean buryQuietly(TaskLease lease, Reason reason, @Nullable String error) {
        if (!TaskRecords.areKept(queues, lease.task())) {
            return storage.bury(lease, reason, error);
        }
        try {
            bury(lease, reason, error, null, Following.LEFT_OUT);
            return true;
        } catch (TaskLeaseLostException late) {
            return false;
        }
    }

    private void bury(
            TaskLease lease, Reason reason, @Nullable String error, @Nullable TaskEnd own, Following following) {
        queues.datastore().runInTransaction(OPTIONS, transaction -> {
            transaction.buryTask(lease, reason, error);
            if (following == Following.ADDED) {
                addFollowing(transaction, lease.task(), TaskExtras.OR_ELSE);
            }
            if (own != null) {
                own.join(transaction, Outcome.BURIED);
            }
            if (reason != Reason.UNKNOWN_FUNCTION) { // that one waits for who knows it
                TaskRecords.put(queues, transaction, lease.task(), TaskRecord.Outcome.DEAD);
            }
            return lease;
        });
    }

    private void leave(Transaction transaction, TaskRow task, byte @Nullable [] result) {
        if (result != null) {
            TaskResults.put(queues, transaction, task, result);
        }
        TaskRecords.put(queues, transaction, task, TaskRecord.Outcome.DONE);
    }

    private void addFollowing(Transaction transaction, TaskRow task, String header) {
        String following = task.headers().get(header);
        if (following != null) {
            queues.add(transaction, TaskText.decode(following));
        }
    }
}
