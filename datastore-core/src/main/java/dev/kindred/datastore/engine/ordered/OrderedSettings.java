package dev.kindred.datastore.engine.ordered;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the engines over an ordered store have in common to set.
 *
 * @param cacheBytes heap for the cache of entities; 0 for none; 64 MiB or a tenth of the heap, whichever is less, by default
 * @param transactionAge a read-write transaction open for longer conflicts; 60 seconds by default, as in App Engine
 * @param nameTombstone how long the name of a task that is done cannot be used again; 24 hours by default, 0 to allow it at once
 * @param clock the time of day, for tasks
 * @param ticker nanoseconds from some origin, for the age of transactions
 * @param historyWindow how long past states can be read; 0, and none can, by default
 * @param historyResolution the distance between two past states
 */
public record OrderedSettings(
        long cacheBytes,
        Duration transactionAge,
        Duration nameTombstone,
        InstantSource clock,
        LongSupplier ticker,
        Duration historyWindow,
        Duration historyResolution) {

    /** So many views are no burden for a store yet. */
    private static final long MAX_PAST_STATES = 20_000;

    /** What an application that sets nothing gets. */
    public static final OrderedSettings DEFAULT = new OrderedSettings(
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 10),
            Duration.ofSeconds(60),
            Duration.ofHours(24),
            InstantSource.system(),
            System::nanoTime,
            Duration.ZERO,
            Duration.ofMinutes(1));

    /**
     * Checks the numbers.
     *
     * @param cacheBytes see the record
     * @param transactionAge see the record
     * @param nameTombstone see the record
     * @param clock see the record
     * @param ticker see the record
     * @param historyWindow see the record
     * @param historyResolution see the record
     * @throws IllegalArgumentException if a number is negative, the resolution is no whole number of milliseconds, or there would be more than 20,000 past states
     */
    public OrderedSettings {
        if (cacheBytes < 0) {
            throw new IllegalArgumentException(
                    "The entity cache cannot have " + cacheBytes + " bytes; 0 switches it off");
        }
        if (transactionAge.isNegative() || transactionAge.isZero()) {
            throw new IllegalArgumentException(
                    "The age of transactions must be limited to more than nothing, not " + transactionAge);
        }
        if (historyWindow.isNegative()) {
            throw new IllegalArgumentException(
                    "The window of past states must not be negative, but is " + historyWindow + "; 0 keeps none");
        }
        if (historyResolution.toMillis() < 1
                || !Duration.ofMillis(historyResolution.toMillis()).equals(historyResolution)) {
            throw new IllegalArgumentException(
                    "The resolution of past states must be whole milliseconds, at least 1, not " + historyResolution);
        }
        if (historyWindow.toMillis() / historyResolution.toMillis() > MAX_PAST_STATES) {
            throw new IllegalArgumentException("A window of " + historyWindow + " with a state each "
                    + historyResolution + " has more than " + MAX_PAST_STATES
                    + " past states; shorten the window, or make the resolution coarser");
        }
    }

    /**
     * The same with another size of the entity cache.
     *
     * @param bytes 0 for no cache
     * @return settings
     */
    public OrderedSettings cacheBytes(long bytes) {
        return new OrderedSettings(
                bytes, transactionAge, nameTombstone, clock, ticker, historyWindow, historyResolution);
    }

    /**
     * The same with another limit for the age of transactions.
     *
     * @param age positive
     * @return settings
     */
    public OrderedSettings transactionAge(Duration age) {
        return new OrderedSettings(cacheBytes, age, nameTombstone, clock, ticker, historyWindow, historyResolution);
    }

    /**
     * The same with another time for which names stay taken.
     *
     * @param duration 0 or more
     * @return settings
     */
    public OrderedSettings nameTombstone(Duration duration) {
        return new OrderedSettings(
                cacheBytes, transactionAge, duration, clock, ticker, historyWindow, historyResolution);
    }

    /**
     * The same with other clocks, for tests.
     *
     * @param time the time of day
     * @param nanos nanoseconds from some origin
     * @return settings
     */
    public OrderedSettings clocks(InstantSource time, LongSupplier nanos) {
        return new OrderedSettings(
                cacheBytes, transactionAge, nameTombstone, time, nanos, historyWindow, historyResolution);
    }

    /**
     * The same with past states that can be read for a while: the state at each whole multiple of the resolution. What is overwritten or deleted within the window keeps its
     * place in memory or files.
     *
     * @param window how long a state can be read; 0 for no past states
     * @param resolution the distance between two states, in whole milliseconds
     * @return settings
     * @throws IllegalArgumentException if a duration is negative, or there would be more than 20,000 states
     */
    public OrderedSettings history(Duration window, Duration resolution) {
        return new OrderedSettings(cacheBytes, transactionAge, nameTombstone, clock, ticker, window, resolution);
    }
}
