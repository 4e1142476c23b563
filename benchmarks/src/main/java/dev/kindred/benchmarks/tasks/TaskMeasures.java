package dev.kindred.benchmarks.tasks;

import dev.kindred.benchmarks.Measurement;
import dev.kindred.benchmarks.Phase;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** The measurements of one contestant. Workers are stopped before and after each, and no task is left. */
final class TaskMeasures {

    static final int BATCH = 500;

    private static final int MOST_IN_A_PHASE = 2_000_000;
    private static final int WARM_UP_TASKS = 3_000;
    private static final Duration WARM_UP_PHASE = Duration.ofMillis(250);
    private static final Duration BEFORE_LATENCY = Duration.ofMillis(300);

    private final TaskContestant contestant;
    private final Runs runs;

    TaskMeasures(TaskContestant contestant, Runs runs) {
        this.contestant = contestant;
        this.runs = runs;
    }

    /** A tenth of a drain and the whole, in tasks per second, and what it took. */
    record Drained(double perSecond, double firstTenth, double lastTenth, double cpuMicros, double startMillis) {}

    void warmUp(Duration cpu) {
        long cpuEnd = Phase.processCpuNanos() + cpu.toNanos();
        long wallEnd = System.nanoTime() + 3 * cpu.toNanos();
        while (Phase.processCpuNanos() < cpuEnd && System.nanoTime() < wallEnd) {
            enqueue(4, WARM_UP_PHASE);
            drain(WARM_UP_TASKS);
        }
    }

    Measurement enqueue(int threads, Duration most) {
        Runs.Expected expected = runs.expect(MOST_IN_A_PHASE / 4);
        Measurement measured = timed(threads, most, () -> {
            int index = expected.take();
            if (index >= expected.most) {
                return 0;
            }
            long id = expected.firstId + index;
            contestant.enqueue(id, Payload.of(id));
            return 1;
        });
        finish();
        return measured;
    }

    Measurement batches(Duration most) {
        Runs.Expected expected = runs.expect(MOST_IN_A_PHASE);
        Measurement measured = timed(1, most, () -> {
            int first = expected.taken.getAndAdd(BATCH);
            if (first + BATCH > expected.most) {
                expected.taken.set(expected.most);
                return 0;
            }
            contestant.enqueueBatch(expected.firstId + first, BATCH);
            return BATCH;
        });
        finish();
        return measured;
    }

    Drained drain(int tasks) {
        Runs.Expected expected = fill(runs.expect(tasks), tasks);
        System.gc();
        return drain(expected);
    }

    private Drained drain(Runs.Expected expected) {
        int tasks = expected.tasks();
        expected.noteTenths();
        long cpu = Phase.processCpuNanos();
        long wall = System.nanoTime();
        contestant.start();
        runs.awaitAll(contestant);
        long end = System.nanoTime();
        cpu = Phase.processCpuNanos() - cpu;
        contestant.stop();
        runs.verify();
        return new Drained(
                tasks * 1e9 / (end - wall),
                tasks / 10 * 1e9 / Math.max(1, expected.firstTenthNanos - expected.firstNanos),
                tasks / 10 * 1e9 / Math.max(1, expected.lastNanos - expected.lastTenthNanos),
                cpu / 1e3 / tasks,
                (expected.firstNanos - wall) / 1e6);
    }

    /** Open loop: a task each so often, whether or not the one before has run. Each call's time is from the call to the start of its task. */
    Measurement latency(double perSecond, Duration most) {
        int tasks = (int) Math.max(1, perSecond * most.toMillis() / 1e3);
        Runs.Expected expected = runs.expect(tasks);
        long[] calledNanos = new long[tasks];
        contestant.start();
        LockSupport.parkNanos(BEFORE_LATENCY.toNanos());
        long cpu = Phase.processCpuNanos();
        long begun = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            expected.take();
            long due = begun + (long) (i * 1e9 / perSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            calledNanos[i] = System.nanoTime();
            contestant.enqueue(expected.firstId + i, Payload.of(expected.firstId + i));
        }
        long wall = System.nanoTime() - begun;
        runs.awaitAll(contestant);
        cpu = Phase.processCpuNanos() - cpu;
        contestant.stop();
        runs.verify();
        long[] nanos = new long[tasks];
        Arrays.setAll(nanos, i -> expected.startedNanos[i] - calledNanos[i]);
        return Measurement.of(nanos, wall, cpu);
    }

    /** The CPU time, in milliseconds per second, of a process that has nothing to do. */
    double idle(Duration settling, Duration most) {
        LockSupport.parkNanos(settling.toNanos());
        long cpu = Phase.processCpuNanos();
        long wall = System.nanoTime();
        LockSupport.parkNanos(most.toNanos());
        return (Phase.processCpuNanos() - cpu) * 1e3 / (System.nanoTime() - wall);
    }

    double idleStarted(Duration settling, Duration most) {
        contestant.start();
        double milliseconds = idle(settling, most);
        contestant.stop();
        return milliseconds;
    }

    /** The heap in use, in MB after a collection, with so many tasks waiting, the numbers in ascending order; then drains them. */
    Map<Integer, Double> heap(List<Integer> waiting, List<Drained> drained) {
        Map<Integer, Double> used = new LinkedHashMap<>();
        Runs.Expected expected = runs.expect(waiting.get(waiting.size() - 1));
        used.put(0, usedMegabytes());
        for (int tasks : waiting) {
            fill(expected, tasks);
            used.put(tasks, usedMegabytes());
        }
        drained.add(drain(expected));
        used.put(-1, usedMegabytes());
        return used;
    }

    private static double usedMegabytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private Runs.Expected fill(Runs.Expected expected, int tasks) {
        while (expected.tasks() < tasks) {
            int first = expected.tasks();
            int count = Math.min(BATCH, tasks - first);
            contestant.enqueueBatch(expected.firstId + first, count);
            expected.taken.addAndGet(count);
        }
        return expected;
    }

    private void finish() {
        contestant.start();
        runs.awaitAll(contestant);
        contestant.stop();
        runs.verify();
    }

    /** Makes one call and returns how many tasks it was about; 0 to end. */
    private interface Call {
        int make();
    }

    private static Measurement timed(int threads, Duration most, Call call) {
        System.gc();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<long[]>> results = new ArrayList<>();
            long[] tasks = new long[threads];
            long cpu = Phase.processCpuNanos();
            long wall = System.nanoTime();
            long end = wall + most.toNanos();
            for (int thread = 0; thread < threads; thread++) {
                int own = thread;
                results.add(pool.submit(() -> {
                    long[] nanos = new long[1_024];
                    int calls = 0;
                    for (long before = System.nanoTime(); calls == 0 || before < end; calls++) {
                        int made = call.make();
                        if (made == 0) {
                            break;
                        }
                        tasks[own] += made;
                        if (calls == nanos.length) {
                            nanos = Arrays.copyOf(nanos, 2 * calls);
                        }
                        long after = System.nanoTime();
                        nanos[calls] = after - before;
                        before = after;
                    }
                    return Arrays.copyOf(nanos, calls);
                }));
            }
            List<long[]> nanos = new ArrayList<>();
            for (Future<long[]> result : results) {
                nanos.add(result.get());
            }
            wall = System.nanoTime() - wall;
            cpu = Phase.processCpuNanos() - cpu;
            Measurement calls =
                    Measurement.of(nanos.stream().flatMapToLong(Arrays::stream).toArray(), wall, cpu);
            double each = (double) Arrays.stream(tasks).sum() / calls.calls();
            return new Measurement(
                    calls.calls(),
                    calls.p50Micros(),
                    calls.p99Micros(),
                    calls.callsPerSecond() * each,
                    calls.cpuMicrosPerCall() / each);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A task could not be enqueued", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
