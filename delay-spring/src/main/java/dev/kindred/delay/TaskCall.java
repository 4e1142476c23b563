package dev.kindred.delay;

/** Code in which delayed methods are called. */
@FunctionalInterface
public interface TaskCall {

    /**
     * Calls them.
     *
     * @throws Exception because a delayed method may declare one; the recorded call itself never throws it
     */
    void run() throws Exception;
}
