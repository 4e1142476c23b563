package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Runs single tasks on the calling thread, the queues in turn. */
final class ByHand {

    private final TaskStorage storage;
    private final TaskRunner runner;
    private final Set<String> configured;
    private final Function<String, Gate> gates;
    private final Clock clock;
    private String last = "";

    ByHand(TaskStorage storage, TaskRunner runner, Set<String> configured, Function<String, Gate> gates, Clock clock) {
        this.storage = storage;
        this.runner = runner;
        this.configured = configured;
        this.gates = gates;
        this.clock = clock;
    }

    /** Runs a task that is due and may begin; false if there is none. */
    boolean next() {
        Set<String> names = new LinkedHashSet<>(configured);
        names.addAll(storage.queues());
        List<String> turns = new ArrayList<>(names);
        int after = turns.indexOf(last) + 1;
        for (int i = 0; i < turns.size(); i++) {
            String queue = turns.get((after + i) % turns.size());
            List<TaskLease> leases = claimOne(queue);
            if (!leases.isEmpty()) {
                last = queue;
                run(leases.get(0));
                return true;
            }
        }
        return false;
    }

    /** Runs a waiting task out of turn; false if it is not waiting, or another of its concurrency key comes first. */
    boolean run(TaskRow task) {
        // Only the order of the queue leads to a task. The others are put back as they were.
        long now = Math.max(task.eta(), Micros.now(clock));
        boolean paused = storage.isPaused(task.queue());
        List<TaskLease> others = new ArrayList<>();
        TaskLease found = null;
        if (paused) {
            storage.resume(task.queue());
        }
        try {
            List<TaskLease> claimed;
            do {
                claimed = storage.claim(task.queue(), 1, now);
                for (TaskLease lease : claimed) {
                    if (lease.task().id() == task.id()) {
                        found = lease;
                    } else {
                        others.add(lease);
                    }
                }
            } while (found == null && !claimed.isEmpty());
        } finally {
            others.forEach(lease -> storage.postpone(lease, lease.task().eta()));
            if (paused) {
                storage.pause(task.queue());
            }
        }
        if (found != null) {
            run(found);
        }
        return found != null;
    }

    private List<TaskLease> claimOne(String queue) {
        Gate gate = gates.apply(queue);
        long now = Micros.now(clock);
        if (gate.pass(1, now) == 0) {
            return List.of();
        }
        List<TaskLease> leases = storage.claim(queue, 1, now, gate.limits()).leases();
        gate.giveBack(1 - leases.size());
        return leases;
    }

    private void run(TaskLease lease) {
        Running running = new Running(lease, Thread.currentThread());
        Gate gate = gates.apply(lease.task().queue());
        if (runner.run(running, gate.settings().retry())) {
            runner.finish(new ArrayList<>(List.of(lease)));
        }
    }
}
