package dev.kindred.delay.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which queues their targets have asked to pause. A target that says 429 or 503 without a time gets one second, and twice as much each time it says so again, up to a minute; the first answer of another kind ends
 * that. Of this process. Safe for all threads.
 */
final class Pressure {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MAX_SECONDS = 60;
    private static final int MAX_DOUBLINGS = 6;

    private final Clock clock;
    private final Map<String, State> states = new ConcurrentHashMap<>();

    Pressure(Clock clock) {
        this.clock = clock;
    }

    /** How long the queue is still to pause; zero if not. */
    Duration left(String queue) {
        State state = states.get(queue);
        if (state == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), state.until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The target named a time. */
    void pause(String queue, Duration pause) {
        states.merge(queue, new State(clock.instant().plus(pause), 0), State::later);
    }

    /** The target named none; returns the one it gets. Tasks that were under way together count as one answer. */
    Duration pause(String queue) {
        Instant now = clock.instant();
        State state = states.compute(queue, (name, before) -> {
            if (before == null) {
                return new State(now.plus(FIRST), 1);
            }
            if (before.until.isAfter(now)) {
                return before;
            }
            long seconds = Math.min(MAX_SECONDS, FIRST.toSeconds() << before.times);
            return new State(now.plusSeconds(seconds), Math.min(MAX_DOUBLINGS, before.times + 1));
        });
        return Duration.between(now, state.until);
    }

    void relieve(String queue) {
        // Reads without a lock as long as nobody complains.
        State state = states.get(queue);
        if (state != null && !state.until.isAfter(clock.instant())) {
            states.remove(queue, state);
        }
    }

    private record State(Instant until, int times) {

        State later(State other) {
            return new State(until.isAfter(other.until) ? until : other.until, times);
        }
    }
}
