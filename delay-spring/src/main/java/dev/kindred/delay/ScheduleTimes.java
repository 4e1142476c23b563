package dev.kindred.delay;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** The times of a schedule. */
sealed interface ScheduleTimes {

    /** The first time after another; null if there is none. */
    @Nullable
    Instant next(Instant after);

    /** What is compared when the application starts again. <em>Stored.</em> */
    String text();

    /** The last {@code most} times after one and not after another, in order. Looks back from the end, further and further: there may be a million before them. */
    default List<Instant> last(Instant after, Instant until, int most) {
        Instant first = next(after);
        Instant second = first == null ? null : next(first);
        if (first == null || first.isAfter(until)) {
            return List.of();
        }
        Duration window = second == null
                ? Duration.between(after, until)
                : Duration.between(first, second).multipliedBy(most + 1L);
        while (true) {
            Instant from = until.minus(window);
            boolean all = !from.isAfter(after);
            List<Instant> times = new ArrayList<>();
            for (Instant time = next(all ? after : from); time != null && !time.isAfter(until); time = next(time)) {
                times.add(time);
            }
            if (all || times.size() >= most) {
                return times.subList(Math.max(0, times.size() - most), times.size());
            }
            window = window.multipliedBy(2);
        }
    }

    /** A grid that begins with 1970. */
    record Every(Duration period) implements ScheduleTimes {

        @Override
        public Instant next(Instant after) {
            long millis = period.toMillis();
            return Instant.ofEpochMilli((Math.floorDiv(after.toEpochMilli(), millis) + 1) * millis);
        }

        @Override
        public String text() {
            return "every " + period;
        }
    }

    /**
     * Spring's cron expression. It knows local times only: a zone's changes are ours. With hours that are given, local times are found and then placed, a missing one as much later as the clocks are moved, a double one at its
     * first occurrence. With {@code *} for the hours, the expression is followed at the offset that holds, and again from the moment when that changes.
     */
    record Cron(String expression, CronExpression parsed, ZoneId zone) implements ScheduleTimes {

        static Cron of(String expression, ZoneId zone) {
            return new Cron(expression, CronExpression.parse(expression), zone);
        }

        @Override
        public @Nullable Instant next(Instant after) {
            return everyHour() ? byElapsedTime(after) : byLocalTime(after);
        }

        private boolean everyHour() {
            String[] fields = expression.trim().split("\\s+");
            return expression.trim().equals("@hourly") || fields.length == 6 && fields[2].startsWith("*");
        }

        private @Nullable Instant byLocalTime(Instant after) {
            LocalDateTime local = LocalDateTime.ofInstant(after, zone);
            while (true) {
                local = parsed.next(local);
                if (local == null) {
                    return null;
                }
                Instant time = ZonedDateTime.ofLocal(local, zone, null).toInstant();
                if (time.isAfter(after)) {
                    return time;
                }
            }
        }

        private @Nullable Instant byElapsedTime(Instant after) {
            Instant from = after;
            while (true) {
                ZoneOffset offset = zone.getRules().getOffset(from);
                LocalDateTime local = parsed.next(LocalDateTime.ofInstant(from, offset));
                if (local == null) {
                    return null;
                }
                Instant time = local.toInstant(offset);
                ZoneOffsetTransition change = zone.getRules().nextTransition(from);
                if (change == null || time.isBefore(change.getInstant())) {
                    return time;
                }
                // From just before the change, but by the clocks that hold after it.
                LocalDateTime changed = change.getDateTimeAfter().minus(1, ChronoUnit.NANOS);
                LocalDateTime beyond = parsed.next(changed);
                if (beyond == null) {
                    return null;
                }
                time = beyond.toInstant(change.getOffsetAfter());
                ZoneOffsetTransition another = zone.getRules().nextTransition(change.getInstant());
                if (another == null || time.isBefore(another.getInstant())) {
                    return time;
                }
                from = change.getInstant();
            }
        }

        @Override
        public String text() {
            return "cron " + expression + " in " + zone;
        }
    }
}
