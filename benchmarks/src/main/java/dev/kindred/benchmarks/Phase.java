package dev.kindred.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs one operation again and again for a while and times each call. A phase ends by time or at {@link #MOST_CALLS_PER_THREAD}, whichever is first.
 * The heap is collected before, so that nobody pays for the garbage of an earlier phase.
 */
public final class Phase {

    private static final int MOST_CALLS_PER_THREAD = 200_000;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Contestant contestant;
    private final Operation operation;
    private final Duration most;

    Phase(Contestant contestant, Operation operation, Duration most) {
        this.contestant = contestant;
        this.operation = operation;
        this.most = most;
    }

    /** The CPU time of this process, all its threads included, in nanoseconds. */
    public static long processCpuNanos() {
        return PROCESS.getProcessCpuTime();
    }

    Measurement run(Picks picks, long seed) {
        System.gc();
        ExecutorService threads = Executors.newFixedThreadPool(operation.threads());
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<long[]>> results = new ArrayList<>();
            for (int thread = 0; thread < operation.threads(); thread++) {
                Picks own = picks.another(seed * 31 + thread);
                results.add(threads.submit(() -> {
                    start.await();
                    return time(own);
                }));
            }
            long cpu = processCpuNanos();
            long wall = System.nanoTime();
            start.countDown();
            List<long[]> nanos = new ArrayList<>();
            for (Future<long[]> result : results) {
                nanos.add(result.get());
            }
            wall = System.nanoTime() - wall;
            cpu = processCpuNanos() - cpu;
            return Measurement.of(nanos.stream().flatMapToLong(Arrays::stream).toArray(), wall, cpu);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The operation \"" + operation.title() + "\" failed", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns the time of each call in nanoseconds; at least one call is made. */
    private long[] time(Picks picks) {
        long[] nanos = new long[MOST_CALLS_PER_THREAD];
        long end = System.nanoTime() + most.toNanos();
        int calls = 0;
        long before = System.nanoTime();
        do {
            operation.call(contestant, picks);
            long after = System.nanoTime();
            nanos[calls++] = after - before;
            before = after;
        } while (calls < nanos.length && before < end);
        return Arrays.copyOf(nanos, calls);
    }
}
