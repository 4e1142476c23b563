package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts the runs of each queue that ended in the last minute, by seconds, and knows when the last one began. Of this process, since its start. */
final class ExecutedTasks implements TaskObserver {

    private static final int SECONDS = 60;

    private final Clock clock;
    private final Map<String, Ring> rings = new ConcurrentHashMap<>();

    ExecutedTasks(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void started(TaskRow task, Duration waited) {
        ring(task).begun = clock.instant();
    }

    @Override
    public void succeeded(TaskRow task, Duration duration) {
        count(task);
    }

    @Override
    public void failed(TaskRow task, Throwable failure, Duration duration) {
        count(task);
    }

    long inLastMinute(String queue) {
        Ring ring = rings.get(queue);
        return ring == null ? 0 : ring.sum(clock.instant().getEpochSecond());
    }

    @Nullable
    Instant lastBegun(String queue) {
        Ring ring = rings.get(queue);
        return ring == null ? null : ring.begun;
    }

    private void count(TaskRow task) {
        ring(task).add(clock.instant().getEpochSecond());
    }

    private Ring ring(TaskRow task) {
        Ring known = rings.get(task.queue());
        return known != null ? known : rings.computeIfAbsent(task.queue(), queue -> new Ring());
    }

    private static final class Ring {

        private final long[] seconds = new long[SECONDS];
        private final long[] runs = new long[SECONDS];
        private volatile @Nullable Instant begun;

        synchronized void add(long second) {
            int at = (int) Math.floorMod(second, (long) SECONDS);
            if (seconds[at] != second) {
                seconds[at] = second;
                runs[at] = 0;
            }
            runs[at]++;
        }

        synchronized long sum(long now) {
            long sum = 0;
            for (int at = 0; at < SECONDS; at++) {
                sum += seconds[at] > now - SECONDS ? runs[at] : 0;
            }
            return sum;
        }
    }
}
