package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as they stand in statements: RFC 3339, and the legacy dialect's forms, which are in UTC. */
final class GqlTimes {

    private static final Pattern RFC_3339 = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)", Pattern.DOTALL);
    private static final Pattern LEGACY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");

    private GqlTimes() {}

    /** Reads {@code 2024-05-01T12:30:00+02:00}, or {@code 2024-05-01 12:30:00}. */
    static Value time(String text) {
        try {
            String standard = text.replace(' ', 'T').toUpperCase(Locale.ROOT);
            if (RFC_3339.matcher(text).matches()) {
                return Value.of(OffsetDateTime.parse(standard).toInstant());
            }
            if (LEGACY.matcher(text).matches()) {
                return Value.of(LocalDateTime.parse(standard).toInstant(ZoneOffset.UTC));
            }
        } catch (DateTimeException e) {
            // Said below, with the form that is wanted.
        }
        throw new InvalidQueryException(
                "\"" + shown(text)
                        + "\" is not a time of RFC 3339; write one such as '2024-05-01T12:30:00.25Z' or '2024-05-01T14:30:00+02:00'.");
    }

    /** Reads {@code 2024-05-01}. */
    static Value date(String text) {
        try {
            return midnight(LocalDate.parse(text));
        } catch (DateTimeException e) {
            throw new InvalidQueryException("\"" + shown(text) + "\" is not a date; write one such as '2024-05-01'.");
        }
    }

    /** Reads {@code 2024, 5, 1}, and up to three more numbers for a time of that day. */
    static Value ofFields(long... fields) {
        int[] all = new int[6];
        try {
            for (int i = 0; i < fields.length; i++) {
                all[i] = Math.toIntExact(fields[i]);
            }
            return Value.of(LocalDateTime.of(all[0], all[1], all[2], all[3], all[4], all[5])
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidQueryException(
                    "There is no such time: year, month, day, hour, minute and second are out of range.");
        }
    }

    private static Value midnight(LocalDate date) {
        return Value.of(date.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    /** Writes RFC 3339 to the microsecond, or nothing for a year that has no four digits. */
    static @Nullable String text(Value.TimestampValue time) {
        Instant instant = time.toInstant();
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        return year < 0 || year > 9999 ? null : instant.toString();
    }
}
