package dev.kindred.delay.queue;

/** Waiting that is not broken off. */
final class Interrupts {

    private Interrupts() {}

    /** Waits for the end of a thread; an interrupt of the caller is kept for later. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
