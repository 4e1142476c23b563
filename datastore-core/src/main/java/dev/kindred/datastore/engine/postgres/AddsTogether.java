package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.CommitResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commits of several threads that do nothing but add tasks, made one. Whoever comes first leads: it writes its own tasks at once. What comes while it waits for the server is written together by the next, the
 * first of those who wait, in one statement and with one write to the disk. So a thread by itself waits for nobody, and many cost the server little more than one.
 *
 * <p>Those who were written together come back together, one after the other. Who leads after a group gives the others a moment to join again: otherwise it writes by itself, the rest behind it, and every
 * second write is one of a single commit.
 *
 * <p>Nobody returns before its tasks are committed. What the server refuses for one is refused for all of a group; then each tries by itself, and the failure is that of who is to blame. Large
 * commits, which share nothing worth sharing, go by themselves from the first. Safe for all threads.
 */
final class AddsTogether {

    private static final int MOST_TASKS = 500;
    private static final int MOST_TASKS_OF_ONE = 50;
    private static final long MOST_BYTES = 1 << 20;

    /** Enough for a handful of threads to make another task each, and little beside a write to the disk. */
    private static final long MOMENT_NANOS = 250_000;

    private final Writing writing;
    private final long momentNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Member> waiting = new ArrayDeque<>();
    private boolean led;
    /** How many were written together last. */
    private int last = 1;

    /** Waits until so many are there as last time. */
    private @Nullable Thread gathering;

    /** Commits tasks, all or none. */
    interface Writing {
        CommitResult write(List<PlainAdd> adds);
    }

    private enum Turn {
        WAITS,
        LEADS,
        OVER
    }

    /** One thread's commit. */
    private static final class Member {
        private final List<PlainAdd> adds;
        private final Thread thread = Thread.currentThread();
        private volatile Turn turn = Turn.WAITS;
        /** Null once it is over: it has to try by itself. */
        private @Nullable CommitResult result;

        private Member(List<PlainAdd> adds) {
            this.adds = adds;
        }

        private void take(Turn changed) {
            turn = changed;
            LockSupport.unpark(thread);
        }
    }

    AddsTogether(Writing writing) {
        this(writing, MOMENT_NANOS);
    }

    /** With another moment. */
    AddsTogether(Writing writing, long momentNanos) {
        this.writing = writing;
        this.momentNanos = momentNanos;
    }

    CommitResult commit(List<PlainAdd> adds) {
        if (adds.size() > MOST_TASKS_OF_ONE || bytes(adds) > MOST_BYTES / 4) {
            return writing.write(adds);
        }
        Member member = new Member(adds);
        enter(member);
        awaitTurn(member);
        if (member.turn == Turn.LEADS) {
            lead();
        }
        CommitResult result = member.result;
        return result == null ? writing.write(adds) : result;
    }

    private static long bytes(List<PlainAdd> adds) {
        long sum = 0;
        for (PlainAdd add : adds) {
            sum += add.task().payload().length;
        }
        return sum;
    }

    private void enter(Member member) {
        lock.lock();
        try {
            waiting.add(member);
            if (gathering != null && waiting.size() >= last) {
                LockSupport.unpark(gathering);
            }
            if (!led) {
                led = true;
                member.turn = Turn.LEADS;
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitTurn(Member member) {
        boolean interrupted = false;
        while (member.turn == Turn.WAITS) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // the commit is under way, whoever hurries
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what waits, its own first; what comes then is the next leader's. */
    private void lead() {
        gather();
        List<Member> group = group();
        CommitResult result = null;
        try {
            result = writing.write(
                    group.stream().flatMap(member -> member.adds.stream()).toList());
        } catch (RuntimeException | Error e) {
            if (group.size() == 1) {
                throw e;
            }
        } finally {
            passOn();
            for (Member member : group) {
                member.result = result;
                member.take(Turn.OVER);
            }
        }
    }

    private void gather() {
        long end = System.nanoTime() + momentNanos;
        while (isFewerThanLast(Thread.currentThread())) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    private boolean isFewerThanLast(Thread leader) {
        lock.lock();
        try {
            gathering = waiting.size() < last ? leader : null;
            return gathering != null;
        } finally {
            lock.unlock();
        }
    }

    private List<Member> group() {
        List<Member> group = new ArrayList<>();
        lock.lock();
        try {
            int tasks = 0;
            long bytes = 0;
            for (Member next = waiting.peek(); next != null; next = waiting.peek()) {
                tasks += next.adds.size();
                bytes += bytes(next.adds);
                if (!group.isEmpty() && (tasks > MOST_TASKS || bytes > MOST_BYTES)) {
                    break;
                }
                group.add(waiting.remove());
            }
            last = group.size();
            gathering = null;
        } finally {
            lock.unlock();
        }
        return group;
    }

    /** How many wait for their turn. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void passOn() {
        lock.lock();
        try {
            Member next = waiting.peek();
            led = next != null;
            if (next != null) {
                next.take(Turn.LEADS);
            }
        } finally {
            lock.unlock();
        }
    }
}
