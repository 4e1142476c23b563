package dev.kindred.delay.http;

import dev.kindred.delay.queue.TaskRetryException;
import java.time.Duration;

/** A target did not do a task, and may do it later. Its text is what {@code TaskHeaders} finds the status of the run before in. */
final class PushFailedException extends TaskRetryException {

    private static final long serialVersionUID = 1;

    private PushFailedException(String message, Duration atLeast, Duration queuePause) {
        super(message, atLeast, queuePause);
    }

    static PushFailedException answered(int status, HttpTarget target, Duration atLeast, Duration queuePause) {
        return new PushFailedException("HTTP " + status + " from " + target, atLeast, queuePause);
    }

    static PushFailedException unanswered(HttpTarget target, String why) {
        return new PushFailedException("No HTTP answer from " + target + ": " + why, Duration.ZERO, Duration.ZERO);
    }

    /** Without the name of this class: the first line of what is stored. */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
