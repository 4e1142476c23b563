package dev.kindred.delay.queue;

/** A task, or the name of a queue, breaks a rule. Nothing was stored. The message names the task, the value, the limit and the way out. */
public final class InvalidTaskException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /**
     * An exception.
     *
     * @param message what is wrong with which task, and what to do
     */
    public InvalidTaskException(String message) {
        super(message);
    }
}
