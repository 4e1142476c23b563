package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.ReadTimeUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The states of the store at past moments, for as long as a window reaches back.
 *
 * <p><b>Idea.</b> Time is divided into periods of the resolution. Before the first write in a period the leader of the commits takes a view, labelled with the
 * period: nothing was written since the period began, so the view is the state at its beginning, and at the beginning of all periods before it that had no
 * write. A moment is thus answered by the view with the smallest label that is not before it. If there is none, nothing was written since, and the reader takes
 * the view that the leader would.
 *
 * <p><b>Why it is exact.</b> A view labelled with a period is taken when the clock has reached it, so it has every commit that was answered before. A commit whose
 * leader read the clock in the period or later finds such a view or takes it before it writes. A commit that is being written while the clock passes the
 * boundary is on one side of it, for all readers the same, since they share the view.
 *
 * <p><b>Cost.</b> A commit reads the clock. The store keeps what views see: rows that were overwritten or deleted within the window stay in memory or files until
 * their views are released, which happens as time goes on and the store is used. Nothing is persisted: history begins anew when the engine is opened.
 */
final class History {

    /** A state and the version up to which all commits are in it. */
    record Past(OrderedStore.View view, long version) {}

    private final OrderedStore store;
    private final LongSupplier applied;
    private final InstantSource clock;
    private final Duration window;
    private final Duration resolution;
    private final long resolutionMillis;
    private final long openedMillis;
    private final TreeMap<Long, Past> views = new TreeMap<>();
    private volatile long lastPeriod;

    History(OrderedStore store, LongSupplier applied, OrderedSettings settings) {
        this.store = store;
        this.applied = applied;
        clock = settings.clock();
        window = settings.historyWindow();
        resolution = settings.historyResolution();
        resolutionMillis = resolution.toMillis();
        openedMillis = clock.millis();
        lastPeriod = Math.floorDiv(openedMillis, resolutionMillis);
    }

    /** By the leader, before a group is written. */
    void beforeWrite() {
        // The first look takes no lock: all but one group of a period end here.
        if (Math.floorDiv(clock.millis(), resolutionMillis) > lastPeriod) {
            takeView();
        }
    }

    private synchronized void takeView() {
        long now = clock.millis();
        long period = Math.floorDiv(now, resolutionMillis);
        if (period > lastPeriod) {
            // The version first: the view may have more, never less.
            long version = applied.getAsLong();
            views.put(period, new Past(store.view(), version));
            lastPeriod = period;
            release(now);
        }
    }

    /**
     * The state at a moment, for one thread.
     *
     * @throws ReadTimeUnavailableException if the moment is not a whole multiple of the resolution, in the future, or too long ago
     */
    synchronized Past at(Instant readTime) {
        long now = clock.millis();
        release(now);
        long period = period(readTime, now);
        Map.Entry<Long, Past> found = views.ceilingEntry(period);
        if (found == null) {
            takeView();
            found = views.ceilingEntry(period);
        }
        if (found == null) {
            throw unavailable(readTime, now, "the clock was put back");
        }
        return new Past(found.getValue().view().copy(), found.getValue().version());
    }

    private long period(Instant readTime, long now) {
        long millis;
        try {
            millis = readTime.toEpochMilli();
        } catch (ArithmeticException e) {
            throw unavailable(readTime, now, "it is out of all range");
        }
        if (millis % resolutionMillis != 0 || !Instant.ofEpochMilli(millis).equals(readTime)) {
            throw unavailable(readTime, now, "past states are kept for whole multiples of " + resolution);
        }
        long period = millis / resolutionMillis;
        if (period > Math.floorDiv(now, resolutionMillis)) {
            throw unavailable(readTime, now, "it lies ahead");
        }
        if (period < oldestPeriod(now)) {
            throw unavailable(
                    readTime,
                    now,
                    "past states are kept for " + window + ", and since the engine was opened at "
                            + Instant.ofEpochMilli(openedMillis));
        }
        return period;
    }

    private long oldestPeriod(long now) {
        // Rounded up.
        return -Math.floorDiv(-Math.max(openedMillis, now - window.toMillis()), resolutionMillis);
    }

    private ReadTimeUnavailableException unavailable(Instant readTime, long now, String reason) {
        Instant oldest = Instant.ofEpochMilli(oldestPeriod(now) * resolutionMillis);
        Instant newest = Instant.ofEpochMilli(Math.floorDiv(now, resolutionMillis) * resolutionMillis);
        boolean any = !oldest.isAfter(newest);
        return new ReadTimeUnavailableException(
                "The state of " + readTime + " cannot be read: " + reason + ". "
                        + (any
                                ? "There are the states from " + oldest + " to " + newest + ", each " + resolution + "."
                                : "The first state there will be is that of " + oldest + "."),
                readTime,
                any ? oldest : null,
                any ? newest : null);
    }

    private void release(long now) {
        Map<Long, Past> over = views.headMap(oldestPeriod(now));
        over.values().forEach(past -> past.view().close());
        over.clear();
    }

    synchronized int size() {
        return views.size();
    }

    /** Releases all views; nothing is read or written any more. */
    synchronized void close() {
        views.values().forEach(past -> past.view().close());
        views.clear();
    }

    /** Says that there is no history. */
    static ReadTimeUnavailableException none(Instant readTime, String engine) {
        return new ReadTimeUnavailableException(
                "The state of " + readTime + " cannot be read: the " + engine
                        + " engine keeps no past states. Let it by OrderedSettings.history(window, resolution), in Spring"
                        + " Boot by kindred.datastore.history.window.",
                readTime,
                null,
                null);
    }
}
