package dev.kindred.benchmarks.tasks;

import dev.kindred.benchmarks.Measurement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** What ran when, and how often. The numbers of tasks grow from measurement to measurement, so that a straggler of an earlier one is noticed. */
final class Runs implements TaskContestant.Handler {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private volatile Expected expected = new Expected(0, 0);
    private final AtomicLong nextId = new AtomicLong();

    /** The tasks of one measurement. Index 0 is its first task. */
    static final class Expected {
        final long firstId;
        final int most;
        final AtomicInteger taken = new AtomicInteger();
        final AtomicInteger begun = new AtomicInteger();
        final long[] startedNanos;
        private final AtomicIntegerArray counts;
        private volatile int firstTenth = -1;
        private volatile int lastTenth = -1;
        volatile long firstNanos;
        volatile long firstTenthNanos;
        volatile long lastTenthNanos;
        volatile long lastNanos;

        Expected(long firstId, int most) {
            this.firstId = firstId;
            this.most = most;
            counts = new AtomicIntegerArray(most);
            startedNanos = new long[most];
        }

        /** Takes the next number; as an index, below {@link #most} or of no use. */
        int take() {
            return taken.getAndIncrement();
        }

        /** How many there are. */
        int tasks() {
            return Math.min(most, taken.get());
        }

        /** Asks to note when a tenth and nine tenths have run. */
        void noteTenths() {
            firstTenth = tasks() / 10;
            lastTenth = tasks() - tasks() / 10;
        }

        private void ran(long id) {
            long now = System.nanoTime();
            int index = Math.toIntExact(id - firstId);
            if (index < 0 || index >= most) {
                throw new IllegalStateException("Task " + id + " runs, which is not one of this measurement");
            }
            startedNanos[index] = now;
            counts.incrementAndGet(index);
            int number = begun.incrementAndGet();
            if (number == 1) {
                firstNanos = now;
            }
            if (number == firstTenth) {
                firstTenthNanos = now;
            }
            if (number == lastTenth) {
                lastTenthNanos = now;
            }
            if (number == taken.get()) {
                lastNanos = now;
            }
        }
    }

    @Override
    public void run(long id, String text) {
        if (text.length() != Payload.CHARACTERS) {
            throw new IllegalStateException("Task " + id + " has a text of " + text.length() + " characters");
        }
        expected.ran(id);
    }

    /** Begins a measurement of so many tasks at most. */
    Expected expect(int most) {
        Expected fresh = new Expected(nextId.getAndAdd(most), most);
        expected = fresh;
        return fresh;
    }

    /** Waits until all that were taken have begun and the store holds nothing unfinished. */
    void awaitAll(TaskContestant contestant) {
        Expected current = expected;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (current.begun.get() < current.tasks() || contestant.unfinished() > 0) {
            if (System.nanoTime() > end || Thread.interrupted()) {
                throw new IllegalStateException("Of " + current.tasks() + " tasks " + current.begun + " have begun, "
                        + contestant.unfinished() + " are not finished");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** How long each took from its call to its start. The clock of the calls is that of this process, or of another on this machine. */
    Measurement latency(long[] calledNanos) {
        Expected current = expected;
        long[] nanos = new long[calledNanos.length];
        Arrays.setAll(nanos, i -> current.startedNanos[i] - calledNanos[i]);
        return Measurement.of(nanos, 1, 0);
    }

    /** Checks that each ran once. */
    void verify() {
        Expected current = expected;
        int[] wrong = IntStream.range(0, current.tasks())
                .filter(index -> current.counts.get(index) != 1)
                .toArray();
        if (wrong.length > 0) {
            throw new IllegalStateException(wrong.length + " of " + current.tasks() + " tasks did not run once; task "
                    + (current.firstId + wrong[0]) + " ran " + current.counts.get(wrong[0]) + " times");
        }
    }
}
