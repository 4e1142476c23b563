package dev.kindred.delay;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A declared schedule of a delayed method. */
record Schedule(DelayedMethod method, ScheduleTimes times, MissedRuns missed, int maxMissed, Duration tolerance) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** Reads an annotation; null if it is switched off, or something is wrong, which is told. */
    static @Nullable Schedule of(
            DelayedMethod method,
            DelayedSchedule declared,
            UnaryOperator<String> placeholders,
            Consumer<String> problems) {
        String cron = placeholders.apply(declared.cron());
        String every = placeholders.apply(declared.every());
        if (cron.equals("-")) {
            return null;
        }
        if (cron.isEmpty() == every.isEmpty()) {
            problems.accept(
                    cron.isEmpty()
                            ? "its schedule has no times; give it cron, such as 0 0 3 * * *, or every, such as 10m"
                            : "its schedule has both the cron \"" + cron + "\" and every \"" + every + "\"; keep one");
            return null;
        }
        if (method.codec().stored() > 0) {
            problems.accept("it is run by a schedule, which has no arguments to give; take none but a DelayContext");
        }
        if (declared.maxMissed() < 1) {
            problems.accept("maxMissed must be at least 1, not " + declared.maxMissed());
        }
        Duration tolerance = CallOptions.duration("the tolerance", declared.tolerance(), problems);
        ScheduleTimes times = cron.isEmpty() ? every(every, problems) : cron(cron, declared.zone(), problems);
        return times == null || tolerance == null || declared.maxMissed() < 1
                ? null
                : new Schedule(method, times, declared.missed(), declared.maxMissed(), tolerance);
    }

    private static @Nullable ScheduleTimes every(String text, Consumer<String> problems) {
        Duration period = CallOptions.duration("the time between two runs", text, problems);
        if (period != null && (period.toMillis() < 1 || period.compareTo(LONGEST) > 0)) {
            problems.accept("the time between two runs must be 1 ms to 365 days, not \"" + text + "\"");
            return null;
        }
        return period == null ? null : new ScheduleTimes.Every(period);
    }

    private static @Nullable ScheduleTimes cron(String text, String zone, Consumer<String> problems) {
        try {
            return ScheduleTimes.Cron.of(text, ZoneId.of(zone));
        } catch (DateTimeException unknown) {
            problems.accept("there is no time zone \"" + zone + "\"; write it like Europe/Berlin");
        } catch (IllegalArgumentException unreadable) {
            problems.accept("\"" + text + "\" is no cron expression: " + unreadable.getMessage());
        }
        return null;
    }

    String key() {
        return method.key();
    }

    /** What makes it another schedule when it changes. */
    String definition() {
        return times.text() + " on " + method.queue();
    }

    /** Whether a run that is about to begin is left out. */
    boolean skips(Instant scheduled, Instant now) {
        return switch (missed) {
            case RUN_ONCE -> false;
            case SKIP -> Duration.between(scheduled, now).compareTo(tolerance) > 0;
            case RUN_ALL -> times.last(scheduled, now, maxMissed).size() == maxMissed;
        };
    }

    /** The run after one that has ended now. */
    @Nullable
    Instant after(Instant scheduled, Instant now) {
        if (missed == MissedRuns.RUN_ALL) {
            List<Instant> toMakeUp = times.last(scheduled, now, maxMissed);
            if (!toMakeUp.isEmpty()) {
                return toMakeUp.get(0);
            }
        }
        return times.next(now.isAfter(scheduled) ? now : scheduled);
    }
}
