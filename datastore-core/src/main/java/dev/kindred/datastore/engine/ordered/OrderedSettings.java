package dev.kindred.datastore.engine.ordered;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the engines over an ordered store have in common to set.
 *
 * @param transactionAge a read-write transaction open for longer conflicts; 60 seconds by default, as in App Engine
 * @param clock the time of day, for tasks
 * @param ticker nanoseconds from some origin, for the age of transactions
 */
public record OrderedSettings(Duration transactionAge, InstantSource clock, LongSupplier ticker) {

    /** What an application that sets nothing gets. */
    public static final OrderedSettings DEFAULT =
            new OrderedSettings(Duration.ofSeconds(60), InstantSource.system(), System::nanoTime);

    /**
     * The same with another limit for the age of transactions.
     *
     * @param age positive
     * @return settings
     */
    public OrderedSettings transactionAge(Duration age) {
        return new OrderedSettings(age, clock, ticker);
    }

    /**
     * The same with other clocks, for tests.
     *
     * @param time the time of day
     * @param nanos nanoseconds from some origin
     * @return settings
     */
    public OrderedSettings clocks(InstantSource time, LongSupplier nanos) {
        return new OrderedSettings(transactionAge, time, nanos);
    }
}
