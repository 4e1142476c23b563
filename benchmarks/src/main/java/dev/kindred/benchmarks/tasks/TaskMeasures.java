package dev.kindred.benchmarks.tasks;

import dev.kindred.benchmarks.Measurement;
import dev.kindred.benchmarks.Phase;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
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
    private final Meter meter;

    TaskMeasures(TaskContestant contestant, Runs runs, Meter meter) {
        this.contestant = contestant;
        this.runs = runs;
        this.meter = meter;
    }

    /** Tasks per second, and what each took: CPU of the process and of the server, how much of it the server's, statements, and bytes of the server's log. */
    record Rate(double perSecond, double cpuMicros, double serverMicros, double statements, double walBytes) {
        static Rate of(double tasks, double perSecond, Meter.Use use) {
            return new Rate(
                    perSecond,
                    (use.jvmNanos() + use.serverNanos()) / 1e3 / tasks,
                    use.serverNanos() / 1e3 / tasks,
                    use.statements() / tasks,
                    use.walBytes() / tasks);
        }
    }

    /** A drain from the start of the workers, the same from the start of the first task, its first and its last tenth, in tasks per second; and how long the workers took to begin. */
    record Drained(Rate whole, double fromFirstPerSecond, double firstTenth, double lastTenth, double startMillis) {}

    /** What a process and a server use up that have nothing to do, for each second: CPU of both, and statements. */
    record Idle(double cpuMillis, double statements) {}

    void warmUp(Duration cpu) {
        long cpuEnd = Phase.processCpuNanos() + cpu.toNanos();
        long wallEnd = System.nanoTime() + 3 * cpu.toNanos();
        while (Phase.processCpuNanos() < cpuEnd && System.nanoTime() < wallEnd) {
            enqueue(4, WARM_UP_PHASE);
            drain(WARM_UP_TASKS);
        }
    }

    Rate enqueue(int threads, Duration most) {
        return enqueue(threads, most, contestant::enqueue);
    }

    /** Each in a transaction of the caller's that does nothing else. */
    Rate enqueueInTransactions(int threads, Duration most) {
        return enqueue(threads, most, (id, text) -> contestant.enqueueInTransaction(id, text, Duration.ZERO));
    }

    private Rate enqueue(int threads, Duration most, TaskContestant.Handler call) {
        Runs.Expected expected = runs.expect(MOST_IN_A_PHASE / 4);
        Rate measured = timed(threads, most, () -> {
            int index = expected.take();
            if (index >= expected.most) {
                return 0;
            }
            long id = expected.firstId + index;
            call.run(id, Payload.of(id));
            return 1;
        });
        finish();
        return measured;
    }

    Rate batches(Duration most) {
        Runs.Expected expected = runs.expect(MOST_IN_A_PHASE);
        Rate measured = timed(1, most, () -> {
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
        Meter.Running measuring = meter.start();
        long wall = System.nanoTime();
        contestant.start();
        runs.awaitAll(contestant);
        long end = System.nanoTime();
        Meter.Use use = measuring.stop();
        contestant.stop();
        runs.verify();
        return new Drained(
                Rate.of(tasks, tasks * 1e9 / (end - wall), use),
                tasks * 1e9 / (end - expected.firstNanos),
                tasks / 10 * 1e9 / Math.max(1, expected.firstTenthNanos - expected.firstNanos),
                tasks / 10 * 1e9 / Math.max(1, expected.lastNanos - expected.lastTenthNanos),
                (expected.firstNanos - wall) / 1e6);
    }

    /** Open loop: a task each so often, whether or not the one before has run. Each call's time is from the call to the start of its task. */
    Measurement latency(double perSecond, Duration most) {
        return latency(perSecond, most, contestant::enqueue);
    }

    /** The same for calls in a transaction that goes on for a while. */
    Measurement latencyInTransactions(double perSecond, Duration most, Duration transaction) {
        return latency(perSecond, most, (id, text) -> contestant.enqueueInTransaction(id, text, transaction));
    }

    private Measurement latency(double perSecond, Duration most, TaskContestant.Handler call) {
        int tasks = (int) Math.max(1, perSecond * most.toMillis() / 1e3);
        long firstId = receive(tasks);
        LockSupport.parkNanos(BEFORE_LATENCY.toNanos());
        return received(openLoop(firstId, tasks, perSecond, call));
    }

    /** Starts the workers for so many tasks that are going to be sent, here or from elsewhere; returns the number of the first. */
    long receive(int tasks) {
        Runs.Expected expected = runs.expect(tasks);
        expected.taken.set(tasks);
        contestant.start();
        return expected.firstId;
    }

    /** Sends tasks for which the workers of another process wait; returns when each was called, by a clock that the processes of a machine share. */
    long[] send(long firstId, int tasks, double perSecond) {
        return openLoop(firstId, tasks, perSecond, contestant::enqueue);
    }

    /** Waits until all that were sent have run, and says how long each took to start. */
    Measurement received(long[] calledNanos) {
        runs.awaitAll(contestant);
        contestant.stop();
        runs.verify();
        return runs.latency(calledNanos);
    }

    private static long[] openLoop(long firstId, int tasks, double perSecond, TaskContestant.Handler call) {
        long[] calledNanos = new long[tasks];
        long begun = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            long due = begun + (long) (i * 1e9 / perSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            calledNanos[i] = System.nanoTime();
            call.run(firstId + i, Payload.of(firstId + i));
        }
        return calledNanos;
    }

    Idle idle(Duration settling, Duration most) {
        LockSupport.parkNanos(settling.toNanos());
        Meter.Running measuring = meter.start();
        LockSupport.parkNanos(most.toNanos());
        Meter.Use use = measuring.stop();
        double seconds = use.wall().toNanos() / 1e9;
        return new Idle((use.jvmNanos() + use.serverNanos()) / 1e6 / seconds, use.statements() / seconds);
    }

    Idle idleStarted(Duration settling, Duration most) {
        contestant.start();
        Idle idle = idle(settling, most);
        contestant.stop();
        return idle;
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

    private Rate timed(int threads, Duration most, Call call) {
        System.gc();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            Meter.Running measuring = meter.start();
            long wall = System.nanoTime();
            long end = wall + most.toNanos();
            for (int thread = 0; thread < threads; thread++) {
                results.add(pool.submit(() -> {
                    int tasks = 0;
                    int made;
                    do {
                        made = call.make();
                        tasks += made;
                    } while (made > 0 && System.nanoTime() < end);
                    return tasks;
                }));
            }
            int tasks = 0;
            for (Future<Integer> result : results) {
                tasks += result.get();
            }
            wall = System.nanoTime() - wall;
            return Rate.of(tasks, tasks * 1e9 / wall, measuring.stop());
        } catch (ExecutionException e) {
            throw new IllegalStateException("A task could not be enqueued", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
