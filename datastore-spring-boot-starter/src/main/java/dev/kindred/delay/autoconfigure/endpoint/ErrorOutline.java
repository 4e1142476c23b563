package dev.kindred.delay.autoconfigure.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stored error without what may be confidential: the classes of the exceptions and where they were thrown, not what they say. */
final class ErrorOutline {

    /** What the library itself says of tasks whose method threw nothing. */
    private static final Pattern OURS = Pattern.compile(
            "It was leased \\d+ times and never deleted\\.|Attempt \\d+ was broken off: its process ended\\.");

    private static final Pattern EXCEPTION =
            Pattern.compile("((?:\\t*(?:Caused by|Suppressed): )?(?:[\\w$]+\\.)+[\\w$]+)(?::.*)?");
    private static final Pattern FRAME =
            Pattern.compile("\\t+(?:at [\\w$.<>/@-]+\\(.*\\)|\\.\\.\\. \\d+ (?:common frames omitted|more))");
    private static final String UNTOLD = "(not shown)";

    private ErrorOutline() {}

    static String of(String error) {
        if (OURS.matcher(error).matches()) {
            return error;
        }
        List<String> outline = new ArrayList<>();
        for (String line : error.lines().toList()) {
            Matcher exception = EXCEPTION.matcher(line);
            boolean begins = outline.isEmpty() || line.contains("Caused by: ") || line.contains("Suppressed: ");
            if (begins) {
                outline.add(exception.matches() ? exception.group(1) : UNTOLD);
            } else if (FRAME.matcher(line).matches()) {
                outline.add(line);
            }
        }
        return String.join("\n", outline);
    }
}
