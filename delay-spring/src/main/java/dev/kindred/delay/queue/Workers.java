package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run tasks. A worker is started when a claimed task finds none, takes one task after the other, the queues in turn, and ends when it finds nothing
 * more to do. Not more run than {@code max} in all and than each queue's settings allow.
 */
final class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final int max;
    private final ExecutorService threads;
    private final TaskRunner runner;
    private final Completions completions;
    private final Runnable hungry;
    private final Function<String, Gate> gates;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final List<Lane> turns = new ArrayList<>();
    private int turn;
    private int active;
    private int running;
    private int ready;
    /** Places kept for tasks that are being committed. */
    private int reserved;

    private boolean closed;

    private final Set<Running> runs = ConcurrentHashMap.newKeySet();

    Workers(
            int max,
            ExecutorService threads,
            TaskRunner runner,
            Completions completions,
            Runnable hungry,
            Function<String, Gate> gates) {
        this.max = max;
        this.threads = threads;
        this.runner = runner;
        this.completions = completions;
        this.hungry = hungry;
        this.gates = gates;
    }

    /** Notes that these queues may have something due. */
    void mark(Collection<String> queues) {
        lock.lock();
        try {
            for (String queue : queues) {
                known(queue).more = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is known of a queue. */
    Lane lane(String queue) {
        lock.lock();
        try {
            return known(queue);
        } finally {
            lock.unlock();
        }
    }

    private Lane known(String queue) {
        Lane lane = lanes.get(queue);
        if (lane == null) {
            lane = new Lane(gates.apply(queue));
            lanes.put(queue, lane);
            turns.add(lane);
        }
        return lane;
    }

    /** The queues known so far. */
    List<Lane> lanes() {
        lock.lock();
        try {
            return List.copyOf(turns);
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks of a queue to claim now; 0 if it has none or there is no room, which {@code hungry} will say when it comes. */
    int ask(Lane lane) {
        lock.lock();
        try {
            int ask = room(lane);
            if (ask > 0) {
                lane.more = false;
            }
            return ask;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what was claimed, and starts workers for it. Returns false, and takes nothing, after {@link #close}. */
    boolean offer(Lane lane, List<TaskLease> leases) {
        return offer(lane, leases, 0);
    }

    private boolean offer(Lane lane, List<TaskLease> leases, int places) {
        int start;
        lock.lock();
        try {
            giveUp(lane, places);
            if (closed) {
                return false;
            }
            lane.ready.addAll(leases);
            ready += leases.size();
            start = Math.max(0, Math.min(leases.size(), max - active));
            active += start;
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < start; i++) {
            threads.execute(this::work);
        }
        return true;
    }

    /** Keeps a place for a task that is about to be added, if it could begin at once and nothing of its queue is known to wait. */
    boolean reserve(String queue, long now) {
        lock.lock();
        try {
            Lane lane = lanes.get(queue);
            if (lane == null || !isIdle(lane, now)) {
                return false;
            }
            lane.reserved++;
            reserved++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isIdle(Lane lane, long now) {
        return !closed
                && !lane.more
                && lane.ready.isEmpty()
                && places(lane) > 0
                && lane.isUncounted()
                && !completions.isFull()
                && lane.gate.pass(1, now) == 1;
    }

    /** Takes a task for which a place is kept. Returns false, and takes nothing, after {@link #close}. */
    boolean begin(TaskLease lease) {
        return offer(lane(lease.task().queue()), List.of(lease), 1);
    }

    /** Gives up a place that is kept. Returns whether something may wait for it. */
    boolean release(String queue) {
        lock.lock();
        try {
            giveUp(known(queue), 1);
            return !closed && wantsMore();
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(Lane lane, int places) {
        lane.reserved -= places;
        reserved -= places;
    }

    /** Lets no further task begin. Returns those that were claimed in vain. */
    List<TaskLease> close() {
        lock.lock();
        try {
            closed = true;
            List<TaskLease> unbegun = new ArrayList<>();
            for (Lane lane : turns) {
                unbegun.addAll(lane.ready);
                lane.ready.clear();
            }
            ready = 0;
            return unbegun;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing runs. Returns false if the time was up, or the caller was interrupted, before. */
    boolean awaitIdle(Duration patience) {
        lock.lock();
        try {
            long nanos = Micros.nanos(patience);
            while (running > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = idle.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    void breakOff() {
        runs.forEach(Running::breakOff);
    }

    /** The runs that go on in spite of everything. */
    List<TaskLease> stillRunning() {
        return runs.stream().map(run -> run.lease).toList();
    }

    private void work() {
        Assignment assignment = next(null, 0);
        while (assignment != null) {
            long begun = System.nanoTime();
            run(assignment);
            assignment = next(assignment.lane(), System.nanoTime() - begun);
        }
    }

    private void run(Assignment assignment) {
        Running run = new Running(assignment.lease(), Thread.currentThread());
        runs.add(run);
        try {
            if (runner.run(run, assignment.lane().settings.retry())) {
                unwritten(assignment.lane());
                completions.add(assignment.lease());
            } else if (assignment.lane().isLimited()) {
                mark(List.of(assignment.lane().settings.name())); // the store has a place for another
            }
        } catch (Throwable failure) { // the store, not the handler
            LOG.error(
                    "Cannot note the end of task {} of queue \"{}\"; it is tried again, at the latest after the next start",
                    assignment.lease().task().id(),
                    assignment.lease().task().queue(),
                    failure);
        } finally {
            runs.remove(run);
            // A shutdown's interrupt, or one the handler left behind, is not for the next task.
            Thread.interrupted();
        }
    }

    private void unwritten(Lane lane) {
        if (lane.isLimited()) {
            lock.lock();
            try {
                lane.unwritten++;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Notes that the store knows of the end of these tasks. */
    void written(Collection<TaskLease> leases) {
        boolean places = false;
        lock.lock();
        try {
            for (TaskLease lease : leases) {
                Lane lane = lanes.get(lease.task().queue());
                if (lane != null && lane.isLimited()) {
                    lane.unwritten--;
                    lane.more = true;
                    places = true;
                }
            }
        } finally {
            lock.unlock();
        }
        if (places) {
            hungry.run();
        }
    }

    /** Lets nothing begin, and tells those that run to end, of what others have taken over; returns what had not begun. */
    List<TaskLease> lose(long boundary) {
        List<TaskLease> lost = new ArrayList<>();
        lock.lock();
        try {
            for (Lane lane : turns) {
                lane.ready.removeIf(lease -> lease.token() < boundary && lost.add(lease));
                lane.more = true;
            }
            ready -= lost.size();
        } finally {
            lock.unlock();
        }
        for (Running run : runs) {
            if (run.lease.token() < boundary) {
                run.lose();
            }
        }
        hungry.run();
        return lost;
    }

    /** Ends the run before, and chooses the next. */
    private @Nullable Assignment next(@Nullable Lane before, long nanos) {
        Assignment assignment;
        boolean refill;
        lock.lock();
        try {
            if (before != null) {
                before.finished(nanos);
                if (--running == 0) {
                    idle.signalAll();
                }
            }
            assignment = take();
            if (assignment == null) {
                active--;
            }
            refill = !closed && wantsMore();
        } finally {
            lock.unlock();
        }
        if (refill) {
            hungry.run();
        }
        return assignment;
    }

    private @Nullable Assignment take() {
        for (int i = 0; i < turns.size(); i++) {
            turn = (turn + 1) % turns.size();
            Lane lane = turns.get(turn);
            if (lane.runnable()) {
                lane.running++;
                running++;
                ready--;
                return new Assignment(lane, lane.ready.removeFirst());
            }
        }
        return null;
    }

    private boolean wantsMore() {
        for (Lane lane : turns) {
            if (room(lane) > 0) {
                return true;
            }
        }
        return false;
    }

    private int room(Lane lane) {
        if (!lane.more || closed || completions.isFull()) {
            return 0;
        }
        int now = places(lane);
        int ahead = lane.ahead(max);
        // In large bites: half a window at a time, so that a drain claims batches and not singles.
        int later = lane.ready.size() <= ahead / 2 ? ahead - lane.ready.size() : 0;
        return Math.max(0, Math.max(now, later));
    }

    /** How many more tasks of a queue could begin at once. */
    private int places(Lane lane) {
        return Math.min(
                max - running - ready - reserved,
                lane.settings.maxConcurrent() - lane.running - lane.unwritten - lane.ready.size() - lane.reserved);
    }

    private record Assignment(Lane lane, TaskLease lease) {}
}
