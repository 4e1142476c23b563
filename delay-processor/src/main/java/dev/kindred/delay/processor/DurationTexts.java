package dev.kindred.delay.processor;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Whether a text is a duration for Spring: ISO 8601, a number with a unit, or several of these. In doubt it is; the start of the application knows better. */
final class DurationTexts {

    private static final String UNIT = "(?:d|h|ms?|s|us|ns)";
    private static final Pattern SIMPLE = Pattern.compile("[+-]?\\d+" + UNIT + "?", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMPOSITE =
            Pattern.compile("[+-]?\\(?\\s*(?:[+-]?\\d+\\s*" + UNIT + "\\s*)+\\)?", Pattern.CASE_INSENSITIVE);

    private DurationTexts() {}

    static boolean isDuration(String text) {
        return SIMPLE.matcher(text).matches() || COMPOSITE.matcher(text).matches() || isIso(text);
    }

    private static boolean isIso(String text) {
        try {
            Duration.parse(text);
            return true;
        } catch (DateTimeException unreadable) {
            return false;
        }
    }
}
