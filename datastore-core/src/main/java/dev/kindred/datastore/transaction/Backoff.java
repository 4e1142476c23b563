package dev.kindred.datastore.transaction;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between attempts: a random part of a time that doubles with each attempt ("full jitter"), so that colliding writers come apart.
 */
public final class Backoff {

    private static final long BASE_MILLIS = 4;
    private static final long MAX_MILLIS = 500;

    private Backoff() {}

    /**
     * Waits before the next attempt.
     *
     * @param failures how many attempts failed so far, at least 1
     * @throws IllegalStateException if the thread is interrupted; its interrupt flag is set again
     */
    public static void pause(int failures) {
        long most = Math.min(MAX_MILLIS, BASE_MILLIS << Math.min(failures, 20));
        try {
            Thread.sleep(
                    ThreadLocalRandom.current().nextLong(most),
                    ThreadLocalRandom.current().nextInt(1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting to retry a transaction that conflicted.", e);
        }
    }
}
