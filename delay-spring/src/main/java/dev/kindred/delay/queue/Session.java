package dev.kindred.delay.queue;

import dev.kindred.datastore.store.Claim;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TaskTaker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dispatcher from one start to the next stop. Its thread claims what is due and sleeps until something is added, room comes free, or the next task is due. It asks
 * the store of its own accord only as often as that says, for what other processes add, and against clocks that jump and listeners that were lost.
 */
final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** What is added to the interval at which the store is asked, at most: so that not all processes do it at the same time. */
    private static final double JITTER = 0.2;

    private static final long PAUSE_MICROS = 1_000_000;
    /** How long a broken-off handler gets to notice. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    private final TaskStorage storage;
    private final Clock clock;
    private final TaskObserver observer;
    private final ExecutorService threads;
    private final Completions completions;
    private final Workers workers;
    private final Collection<String> configured;
    private final Thread thread = new Thread(this::run, "delay-dispatcher");

    private final Set<String> signalled = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean claiming = true;
    private boolean over;
    private long nextLook = Long.MIN_VALUE;

    Session(
            TaskStorage storage,
            TaskRunner runner,
            Clock clock,
            TaskObserver observer,
            ExecutorService threads,
            int max,
            Collection<String> configured,
            Function<String, Gate> gates) {
        this.storage = storage;
        this.clock = clock;
        this.observer = observer;
        this.threads = threads;
        this.configured = configured;
        this.completions = new Completions(runner, this::wake, this::written);
        this.workers = new Workers(max, threads, runner, completions, this::wake, gates);
        thread.setDaemon(true);
    }

    void start() {
        storage.onReady(this::signal);
        storage.onLeasesLost(this::lose);
        storage.onAdded(new Takeover(workers, signalled, clock, this::handBack, this::wake));
        lookEverywhere();
        completions.start();
        thread.start();
    }

    /** Looks at all queues again. */
    void lookEverywhere() {
        Set<String> queues = ConcurrentHashMap.newKeySet();
        queues.addAll(configured);
        queues.addAll(storage.queues());
        signal(queues);
    }

    boolean isClaiming() {
        return claiming;
    }

    /** Whether nobody claims although nobody said that it should end. */
    boolean isDead() {
        return claiming && !thread.isAlive();
    }

    /** Begins no further task; those that run go on. */
    synchronized void stopClaiming() {
        if (!claiming) {
            return;
        }
        claiming = false;
        storage.onReady(queues -> {});
        storage.onAdded(TaskTaker.NONE);
        wake();
        Interrupts.join(thread);
        handBack(workers.close());
    }

    /** Ends everything: waits, interrupts, hands back, in that order. */
    synchronized void stop(Duration grace) {
        if (over) {
            return;
        }
        over = true;
        // Each step also if the one before failed, as it does when the store is closed already: no thread may be left.
        try {
            stopClaiming();
        } finally {
            try {
                endRuns(grace);
            } finally {
                storage.onLeasesLost(boundary -> {});
                completions.stop();
                threads.shutdown();
            }
        }
    }

    private void endRuns(Duration grace) {
        if (workers.awaitIdle(grace)) {
            return;
        }
        LOG.info("Tasks still run after the grace period of {}; interrupting them", grace);
        workers.breakOff();
        if (!workers.awaitIdle(LAST_MOMENT)) {
            // They lose their lease: whatever they do now, their end is not counted, and another worker may have the
            // task.
            handBack(workers.stillRunning());
        }
    }

    private void handBack(List<TaskLease> leases) {
        if (leases.isEmpty()) {
            return;
        }
        storage.handBack(leases);
        List<TaskRow> tasks = leases.stream().map(TaskLease::task).toList();
        LOG.info("Handed {} tasks back that had not begun or not ended", tasks.size());
        observer.handedBack(tasks);
    }

    private void signal(Set<String> queues) {
        signalled.addAll(queues);
        wake();
    }

    private void wake() {
        if (awake.compareAndSet(false, true)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (claiming) {
            awake.set(false);
            long micros = claimAll();
            if (micros > 0 && !awake.get()) {
                LockSupport.parkNanos(this, micros * 1_000);
            }
        }
    }

    /** Claims what is due and has room; returns how long to sleep at most. */
    private long claimAll() {
        try {
            long now = Micros.now(clock);
            long poll = Micros.of(storage.pollInterval());
            if (now >= nextLook || nextLook - now > 2 * poll) {
                nextLook = now
                        + poll
                        + (long) (poll * JITTER * ThreadLocalRandom.current().nextDouble());
                look();
            }
            takeSignals();
            long next = Long.MAX_VALUE;
            for (Lane lane : workers.lanes()) {
                next = Math.min(next, look(lane, now));
            }
            return Math.max(0, Math.min(nextLook, next) - now);
        } catch (RuntimeException failure) {
            if (claiming) {
                LOG.error("Cannot claim tasks; trying again in a second", failure);
                workers.mark(workers.lanes().stream()
                        .map(lane -> lane.settings.name())
                        .toList());
            }
            return PAUSE_MICROS;
        }
    }

    /** Asks for the next task of each queue. What is paused elsewhere, or was resumed there, is seen here as well. */
    private void look() {
        long now = Micros.now(clock);
        storage.nextEtas().forEach((queue, eta) -> {
            if (eta <= now) {
                signalled.add(queue);
            } else {
                Lane lane = workers.lane(queue);
                lane.nextEta = Math.min(lane.nextEta, eta);
            }
        });
    }

    /** Claims what is due of one queue, and says when to look again. What fails there is no reason to leave the other queues alone. */
    private long look(Lane lane, long now) {
        if (lane.isToRest(System.nanoTime())) {
            return now + PAUSE_MICROS;
        }
        try {
            if (lane.nextEta <= now) {
                lane.nextEta = Long.MAX_VALUE;
                workers.mark(List.of(lane.settings.name()));
            }
            int ask = workers.ask(lane);
            if (ask > 0) {
                pass(lane, ask, now);
            }
            return lane.nextEta;
        } catch (StoreClosedException closed) { // for all queues
            throw closed;
        } catch (RuntimeException failure) {
            if (claiming) {
                LOG.error(
                        "Cannot claim tasks of queue \"{}\"; trying again in a second", lane.settings.name(), failure);
                workers.mark(List.of(lane.settings.name()));
            }
            lane.rest(System.nanoTime() + PAUSE_MICROS * 1_000);
            return now + PAUSE_MICROS;
        }
    }

    private void pass(Lane lane, int ask, long now) {
        int passing = lane.gate.pass(ask, now);
        if (passing == 0) {
            lane.nextEta = lane.gate.nextAt(now);
        } else {
            claim(lane, passing, now);
        }
    }

    private void claim(Lane lane, int ask, long now) {
        String queue = lane.settings.name();
        Claim claim = storage.claim(queue, ask, now, lane.gate.limits());
        List<TaskLease> leases = claim.leases();
        lane.gate.giveBack(ask - leases.size());
        if (leases.size() == ask && claim.nextLook() <= now) {
            lane.nextEta = Long.MAX_VALUE;
            signal(Set.of(queue));
        } else {
            // Due already, yet not claimed: it came in between. The signal of its commit may be on its way; a
            // millisecond is enough not to spin.
            lane.nextEta = claim.nextLook() < 0 ? Long.MAX_VALUE : Math.max(claim.nextLook(), now + 1_000);
        }
        if (!leases.isEmpty() && !workers.offer(lane, leases)) {
            handBack(leases);
        }
    }

    private void written(List<TaskLease> leases) {
        workers.written(leases);
    }

    private void lose(long boundary) {
        List<TaskLease> unbegun = workers.lose(boundary);
        if (!unbegun.isEmpty()) {
            LOG.info("{} claimed tasks do not begin: others have taken them over", unbegun.size());
            unbegun.forEach(lease -> observer.leaseLost(lease.task()));
        }
    }

    private void takeSignals() {
        List<String> queues = new ArrayList<>();
        signalled.removeIf(queues::add);
        workers.mark(queues);
    }
}
