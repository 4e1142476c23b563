package dev.kindred.delay.queue;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many tasks a queue begins in a time, as queue.yaml writes it: {@code 20/s}, {@code 5/m}, {@code 0.5/s}, {@code 1000/h}, {@code 10000/d}, or {@code 0} for none at all.
 * Immutable; equal to a rate that says the same in other units.
 */
public final class Rate {

    /** Begins nothing. */
    public static final Rate ZERO = new Rate(0, 1, "0");

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)/([smhd])");

    private final long tasks;
    private final long micros;
    private final String text;

    private Rate(long tasks, long micros, String text) {
        this.tasks = tasks;
        this.micros = micros;
        this.text = text;
    }

    /**
     * Reads a rate.
     *
     * @param text a number of up to nine digits and three decimals, a slash, and one of s, m, h and d; or 0
     * @return the rate
     * @throws IllegalArgumentException if it is anything else
     */
    public static Rate of(String text) {
        String trimmed = text.trim().toLowerCase(Locale.ROOT);
        if (trimmed.equals("0")) {
            return ZERO;
        }
        Matcher matcher = TEXT.matcher(trimmed);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text
                            + "\" is no rate; write a number, a slash and a unit, such as \"20/s\", \"5/m\", \"0.5/s\", \"1000/h\" or \"10000/d\", or \"0\" to begin no tasks.");
        }
        long thousandths = new BigDecimal(matcher.group(1)).movePointRight(3).longValueExact();
        if (thousandths == 0) {
            return ZERO;
        }
        long unit = 1_000 * unitMicros(matcher.group(2));
        long divisor = greatestCommonDivisor(thousandths, unit);
        return new Rate(thousandths / divisor, unit / divisor, trimmed);
    }

    /**
     * Whether nothing is begun.
     *
     * @return true for 0
     */
    public boolean isZero() {
        return tasks == 0;
    }

    /**
     * The rate in tasks a second.
     *
     * @return 0 or more
     */
    public double perSecond() {
        return tasks * 1e6 / micros;
    }

    /** So many tasks in {@link #micros()}; the two have no common divisor. */
    long tasks() {
        return tasks;
    }

    long micros() {
        return micros;
    }

    private static long unitMicros(String unit) {
        return switch (unit) {
            case "s" -> 1_000_000L;
            case "m" -> 60_000_000L;
            case "h" -> 3_600_000_000L;
            default -> 86_400_000_000L;
        };
    }

    private static long greatestCommonDivisor(long one, long other) {
        return other == 0 ? one : greatestCommonDivisor(other, one % other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rate rate && rate.tasks == tasks && rate.micros == micros;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(tasks) * 31 + Long.hashCode(micros);
    }

    @Override
    public String toString() {
        return text;
    }
}
