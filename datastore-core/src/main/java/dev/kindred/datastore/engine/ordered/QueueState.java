package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.TaskKeys.Place;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known in memory of a queue: how many tasks there are, which ones run, and where to look for the next. Its size goes with the tasks that run, not
 * with those that wait.
 *
 * <p><b>Where to look.</b> A claimed task keeps its ready row until it is finished, and a finished one leaves a tombstone in the store; scanning from the
 * beginning would skip over both, again and again. So for each priority there is a mark with the promise: <em>no waiting task lies before it</em>. A claim
 * moves it forward; whoever adds a task or puts one back moves it backward, after its commit. A claim works on a snapshot, so a task may be
 * added before the place it reached without being in the snapshot: what is added while a claim runs is remembered, and the claim moves the mark no
 * further. That is enough because a commit that is not in the snapshot reports here after the claim began.
 *
 * <p><b>Who runs what.</b> A task may be finished between a claim's snapshot and its end; then it is no longer running, but the snapshot still has its row. So what
 * is finished or put back while a claim runs is remembered too, and not claimed.
 */
final class QueueState {

    /** A task that runs. */
    static final class Claim {
        final TaskRow task;
        final long token;
        /** Whether somebody is about to commit its end; nobody else may then. */
        private boolean finishing;

        Claim(TaskRow task, long token) {
            this.task = task;
            this.token = token;
        }

        Place place() {
            return new Place(task.eta(), task.id());
        }

        int rank() {
            return QueueState.rank(task.priority());
        }
    }

    final String name;
    final byte[] key;
    /** One claim at a time. */
    final ReentrantLock claiming = new ReentrantLock();
    /** One redrive or discard at a time. */
    final Object deadLock = new Object();

    /** Changed by the leader only, in the batch that changes the tasks. */
    private volatile long stored;

    private volatile long dead;
    private volatile boolean persisted;
    private volatile boolean paused;

    private final Map<Long, Claim> running = new HashMap<>();
    private final TreeMap<Integer, Place> marks = new TreeMap<>();
    private final Map<Integer, Place> addedDuringClaim = new HashMap<>();
    private final Set<Long> endedDuringClaim = new HashSet<>();
    private boolean claimRuns;
    private boolean marksLoaded;

    QueueState(String name) {
        this.name = name;
        key = TaskKeys.text(name);
    }

    /** Priorities as they are sorted: the highest is 0. */
    static int rank(int priority) {
        return 255 - priority;
    }

    long stored() {
        return stored;
    }

    long dead() {
        return dead;
    }

    boolean isKnown() {
        return persisted;
    }

    boolean isPaused() {
        return paused;
    }

    /** After it was stored, or when the store is opened. */
    void paused(boolean whether) {
        paused = whether;
    }

    /** By the leader, or when the store is opened. */
    void count(long newStored, long newDead) {
        stored = newStored;
        dead = newDead;
        persisted = true;
    }

    synchronized boolean marksLoaded() {
        return marksLoaded;
    }

    /** Says which priorities the store has tasks of; before that, nothing is known. */
    synchronized void loadMarks(Iterable<Integer> ranks) {
        for (Integer rank : ranks) {
            marks.put(rank, Place.FIRST);
        }
        marksLoaded = true;
    }

    /** Before the claim's snapshot is taken. */
    synchronized TreeMap<Integer, Place> beginClaim() {
        claimRuns = true;
        addedDuringClaim.clear();
        endedDuringClaim.clear();
        return new TreeMap<>(marks);
    }

    /** Makes a task run, unless it does already or did in the meantime. */
    synchronized boolean claim(Claim claim) {
        Long id = claim.task.id();
        return !endedDuringClaim.contains(id) && running.putIfAbsent(id, claim) == null;
    }

    synchronized void endClaim(Map<Integer, Place> reached) {
        claimRuns = false;
        reached.forEach((rank, place) -> {
            Place added = addedDuringClaim.get(rank);
            marks.put(rank, added == null ? place : Place.earlier(place, added));
        });
        addedDuringClaim.clear();
        endedDuringClaim.clear();
    }

    synchronized TreeMap<Integer, Place> marks() {
        return new TreeMap<>(marks);
    }

    synchronized boolean isRunning(long id) {
        return running.containsKey(id);
    }

    synchronized @Nullable Claim running(long id) {
        return running.get(id);
    }

    synchronized int running() {
        return running.size();
    }

    /** A task was added, or put back, and committed. */
    synchronized void added(int rank, Place place) {
        marks.merge(rank, place, Place::earlier);
        if (claimRuns) {
            addedDuringClaim.merge(rank, place, Place::earlier);
        }
    }

    /** Lets one caller decide about a running task; null if the lease is no longer valid, or somebody decides already. */
    synchronized @Nullable Claim reserve(TaskLease lease) {
        Claim claim = running.get(lease.task().id());
        if (claim == null || claim.token != lease.token() || claim.finishing) {
            return null;
        }
        claim.finishing = true;
        return claim;
    }

    synchronized boolean isEnding(Claim claim) {
        return claim.finishing;
    }

    /** What was to be decided was not committed. */
    synchronized void giveBack(Claim claim) {
        claim.finishing = false;
    }

    /** The task does not run any more, and that is committed. */
    synchronized void ended(Claim claim) {
        running.remove(claim.task.id());
        if (claimRuns) {
            endedDuringClaim.add(claim.task.id());
        }
    }
}
