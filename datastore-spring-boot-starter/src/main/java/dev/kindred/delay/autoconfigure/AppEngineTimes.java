package dev.kindred.delay.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How App Engine's queue.yaml writes times, in the file and in settings that have its names. */
final class AppEngineTimes {

    static final String AGE_RULE = "An age is a number above zero and s, m, h or d.";
    static final String SECONDS_RULE = "It must be a number of seconds above zero.";

    private static final Pattern AGE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)([smhd])");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,6})?");

    private AppEngineTimes() {}

    /** Reads an age such as 2d or 1.5h; null if it is none. */
    static @Nullable Duration age(String text) {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long unit =
                switch (matcher.group(2)) {
                    case "s" -> 1;
                    case "m" -> 60;
                    case "h" -> 3_600;
                    default -> 86_400;
                };
        return positive(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
    }

    /** Reads a number of seconds such as 10 or 0.5; null if it is none. */
    static @Nullable Duration seconds(String text) {
        return SECONDS.matcher(text).matches() ? positive(new BigDecimal(text)) : null;
    }

    private static @Nullable Duration positive(BigDecimal seconds) {
        // Nanoseconds in a long end at 292 years.
        Duration time = Duration.ofSeconds(
                seconds.longValue(),
                seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
        return time.isZero() ? null : time;
    }
}
