package dev.kindred.delay.queue;

/**
 * Tokens that are filled up at a rate, to a limit; each task that begins takes one. In whole numbers, so that nothing is lost or won by rounding: a microsecond brings {@code rate.tasks()}
 * units, and a token costs {@code rate.micros()}. In any time t no more than <em>size + rate * t</em> tokens are taken. Full at first. Time that runs backwards brings
 * nothing. Safe for all threads.
 */
final class TokenBucket {

    /** With the finest rate there is, so many tokens are just below the largest long. */
    static final int MAX_SIZE = 100_000;

    private final Rate rate;
    private final long capacity;
    private long units;
    private long filledAt;

    TokenBucket(Rate rate, int size, long now) {
        this.rate = rate;
        capacity = rate.isZero() ? 0 : rate.micros() * size;
        units = capacity;
        filledAt = now;
    }

    /** Takes up to so many tokens; returns how many. */
    synchronized int take(int wanted, long now) {
        fill(now);
        int taken = (int) Math.min(wanted, units / rate.micros());
        units -= taken * rate.micros();
        return taken;
    }

    /** Returns tokens for which there was no task. */
    synchronized void giveBack(int tokens) {
        units = Math.min(capacity, units + tokens * rate.micros());
    }

    /** When there is a token, in microseconds; never, if the rate is 0. */
    synchronized long nextAt(long now) {
        fill(now);
        if (rate.isZero()) {
            return Long.MAX_VALUE;
        }
        long missing = rate.micros() - units;
        return missing <= 0 ? now : filledAt + (missing + rate.tasks() - 1) / rate.tasks();
    }

    private void fill(long now) {
        long elapsed = now - filledAt;
        if (elapsed <= 0 || rate.isZero()) {
            return;
        }
        filledAt = now;
        long missing = capacity - units;
        units = elapsed > missing / rate.tasks() ? capacity : units + elapsed * rate.tasks();
    }
}
