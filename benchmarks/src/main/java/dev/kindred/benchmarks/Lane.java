package dev.kindred.benchmarks;

import java.time.Duration;

/** A contestant on its way through the race, in this process or in its own. For one thread. */
interface Lane extends AutoCloseable {

    /**
     * What a contestant was like after it had loaded the places.
     *
     * @param description versions and durability
     * @param startMillis wall time from nothing to the store ready for the first call, without the start of the JVM
     * @param loadMillis wall time of the load
     * @param bytesOnDisk size of all files after the load
     */
    record Loaded(String description, long startMillis, long loadMillis, long bytesOnDisk) {}

    /** Opens the store, loads the places and verifies the answers. */
    Loaded load();

    /** Runs all operations in turn until they have used the CPU time, or three times that by the clock. */
    void warmUp(Duration cpu);

    /** Measures an operation once; the places it added are gone afterwards. */
    Measurement run(Operation operation, int round, Duration most);

    @Override
    void close();
}
